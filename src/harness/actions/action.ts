import type { Json, Millis } from '../../sim/api/types.js'
import type { Cluster } from '../../sim/state.js'
import type { ClusterView } from '../../sim/view.js'
import type { CompiledAssertion, FailedVerdict } from '../../assertions/index.js'
import type { Diagnostic } from '../diagnostics.js'
import type { ManifestObject } from '../load/manifest-objects.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'
import type { ScenarioSpec, StepSpec } from '../spec.js'

/** What a step's action may ask while it is compiled. Problems are collected; nothing runs when there is one. */
export interface CompileScope {
  readonly spec: ScenarioSpec
  readonly step: StepSpec
  readonly problem: (pointer: string, message: string, fix?: string) => undefined
  readonly diagnostics: Diagnostic[]
  /** The objects behind `apply: …`: a file, folder, glob, list of them, inline object. Not checked yet. */
  readonly manifests: (value: Json, pointer: string) => readonly ManifestObject[]
  /** The same, checked at the door; undefined entries are left out, their diagnostics are collected. */
  readonly checked: (value: Json, pointer: string) => readonly CheckedManifest[]
}

/** Sees every instant in which the log grew, and those that it asks for. */
export interface Observer {
  readonly observe: (view: ClusterView) => 'stop' | undefined
  /** The next instant after now at which it must look although no object need have changed. */
  readonly nextInstant: (now: Millis) => Millis | undefined
}

/** A run in progress, as steps see it. */
export interface ScenarioRun {
  cluster: Cluster
  readonly namespace: string
  /** Lets virtual time pass up to that instant; `stopped` when an observer or the end of the run wants it. */
  readonly advanceTo: (deadline: Millis, observer?: Observer) => 'deadline' | 'stopped'
  /** Carries the action out at that instant, whatever step runs then. */
  readonly later: (at: Millis, action: CompiledAction) => void
  /** Number of the step that runs, from 1: the cause of what it writes. */
  stepNumber: number
  /** What kubectl would have printed. */
  readonly said: (line: string) => void
}

/** What a refused or failed action leaves behind; undefined: done. */
export type ActionResult = { readonly refusal: string } | { readonly unmet: Unmet } | undefined

/** One assertion that did not hold. */
export interface Unheld {
  readonly assertion: CompiledAssertion
  readonly verdict: FailedVerdict
}

/** Assertions that did not hold. */
export interface Unmet {
  readonly headline: string
  readonly failed: readonly Unheld[]
}

export type CompiledAction = (run: ScenarioRun) => ActionResult
export type CompileAction = (params: Json, scope: CompileScope) => CompiledAction | undefined
