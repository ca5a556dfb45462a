import type { ContainerBehaviour } from '../sim/behaviour.js'
import type { Json, JsonObject, Millis } from '../sim/api/types.js'
import type { KubeletOptions } from '../sim/state.js'
import type { Document } from './load/document.js'

// Written by the author of the run loop, which builds on these shapes: extend, do not rename.

/** A checked scenario: defaults filled, durations in milliseconds. `pointer`s lead back into `document` for positions. */
export interface ScenarioSpec {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly description: string | undefined
  readonly namespace: string
  readonly seed: number
  readonly unmodelled: 'ignore' | 'warn' | 'error'
  readonly cluster: ClusterSpec
  readonly containers: readonly ContainerBehaviour[]
  readonly always: readonly InvariantSpec[]
  readonly steps: readonly StepSpec[]
  readonly document: Document
  /** Kubernetes objects that stand before the scenario in its file: applied before the first step. */
  readonly companions: readonly Document[]
}

export interface ClusterSpec {
  readonly nodes: readonly NodeGroupSpec[]
  /** Files (strings) or inline objects; relative to the scenario's file. */
  readonly objects: readonly Json[]
  readonly startTime: string
  /** As given: durations are texts still, keys are kube-controller-manager's flags in camel case. */
  readonly controllerManager: JsonObject
  readonly scheduler: JsonObject
  /** Undefined: one for every class that wants one. */
  readonly provisioners: readonly string[] | undefined
  readonly loadBalancers: boolean
  readonly pointer: string
}

/** `count` undefined: one node of exactly this name. */
export interface NodeGroupSpec {
  readonly name: string
  readonly count: number | undefined
  readonly capacity: Readonly<Record<string, string>>
  readonly allocatable: Readonly<Record<string, string>>
  readonly zones: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[]
  readonly kubelet: KubeletOptions | undefined
  /** Manifests as written. */
  readonly staticPods: readonly JsonObject[]
}

export interface StepSpec {
  readonly index: number
  readonly name: string | undefined
  /** `apply`, `expect`, …; `params` is what stands under that key, as written. */
  readonly action: string
  readonly params: Json
  /** JSON pointer of the step in the document. */
  readonly pointer: string
  /** `true`, or the text, glob or /regular expression/ that the refusal must match. */
  readonly refused: true | string | undefined
  /** Of `expect`. */
  readonly withinMs: Millis | undefined
  /** Of `expect`: how long it must hold; of `inject`: after how long it heals. */
  readonly forMs: Millis | undefined
}

/** One assertion: one subject key over its matchers, as written; `not` wraps another. */
export interface AssertionSpec {
  readonly subject: string
  readonly params: Json
  readonly pointer: string
}

export interface InvariantSpec {
  readonly fromMs: Millis
  readonly untilMs: Millis | undefined
  readonly assertion: AssertionSpec
}
