import type { Json, Millis } from '../../sim/api/types.js'
import type { Cluster } from '../../sim/state.js'
import type { Diagnostic } from '../diagnostics.js'
import type { ManifestObject } from '../load/manifest-objects.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'
import type { Failure } from '../outcome.js'
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

/** A run in progress, as steps see it. */
export interface ScenarioRun {
  readonly cluster: Cluster
  readonly namespace: string
  /** Lets virtual time pass up to that instant, with every invariant watched. */
  readonly advanceTo: (deadline: Millis, onInstant?: (cluster: Cluster) => 'stop' | undefined) => 'deadline' | 'stopped'
  /** Carries the action out at that instant, between other steps' instants if need be (`inject … for`). */
  readonly later: (at: Millis, action: CompiledAction) => void
  /** Number of the step that runs, from 1: the cause of what it writes. */
  stepNumber: number
  /** What kubectl would have printed, step by step. */
  readonly said: (line: string) => void
}

/** What a refused or failed action leaves behind; undefined: done. */
export type ActionResult = { readonly refusal: string } | { readonly failure: Failure } | undefined

export type CompiledAction = (run: ScenarioRun) => ActionResult
export type CompileAction = (params: Json, scope: CompileScope) => CompiledAction | undefined
