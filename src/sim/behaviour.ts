import type { Millis, Quantity } from './api/types.js'

/** How containers behave, as the scenario says it; normalised by the harness, read by the runtime. The first match wins. */
export interface ContainerBehaviour {
  /** Where the entry stands, e.g. `containers[0]`, for reports. */
  readonly name: string
  readonly match: { readonly image?: string; readonly container?: string; readonly workload?: string }
  /** One entry a pull, the last repeats. */
  readonly pull: readonly PullBehaviour[] | undefined
  readonly startMs: Millis | undefined
  /** One entry a start, the last repeats. */
  readonly run: readonly RunBehaviour[] | undefined
  readonly stop: StopBehaviour | undefined
  readonly probes: { readonly readiness?: readonly ProbeSpan[]; readonly liveness?: readonly ProbeSpan[]; readonly startup?: readonly ProbeSpan[] }
  readonly usage: readonly UsageSpan[] | undefined
}
export interface PullBehaviour { readonly afterMs: Millis; readonly fail?: string }
/** `forMs` undefined: for ever. */
export interface RunBehaviour {
  readonly forMs?: Millis
  readonly exit: number
  /** What the runtime says of the end, e.g. `OOMKilled`; else Completed or Error by the exit code. */
  readonly reason?: string
}
/** `afterMs` undefined: only SIGKILL ends it. */
export interface StopBehaviour { readonly afterMs?: Millis; readonly exit: number }
export type ProbeResult = 'success' | 'failure' | 'timeout'
/** A span of a timeline from the container's start; the last has no end. */
export interface ProbeSpan { readonly forMs?: Millis; readonly result: ProbeResult }
/** `storage`: what the container has written to its own file system and its logs. */
export interface UsageSpan { readonly forMs?: Millis; readonly cpu?: Quantity; readonly memory?: Quantity; readonly storage?: Quantity }

/** What the `metrics` step set, from now on; later entries win. */
export interface MetricOverride {
  /** A label selector in kubectl's syntax and the namespace it is meant in, for pod metrics. */
  readonly pods?: { readonly namespace: string; readonly select: string; readonly cpu?: Quantity; readonly memory?: Quantity; readonly custom?: Readonly<Record<string, Quantity>> }
  readonly external?: Readonly<Record<string, Quantity>>
  readonly object?: { readonly ref: string; readonly metric: string; readonly value: Quantity }
}
