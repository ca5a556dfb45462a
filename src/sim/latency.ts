import type { Millis } from './api/types.js'

/** How long the parts of a cluster take by themselves. Medians of the recordings of Kubernetes 1.36.2 (fixtures/golden). */
export interface LatencyProfile {
  /** From a write to its delivery to a watcher. */
  readonly watchMs: Millis
  /** From the end of a scheduling cycle to the stored binding. */
  readonly bindMs: Millis
  /** From the delivery of a bound pod to the kubelet's first status. */
  readonly podSyncMs: Millis
  /** From the first status to a ready sandbox. */
  readonly sandboxMs: Millis
  /** From a ready image to a created container. */
  readonly createMs: Millis
  /** From a container's change to the kubelet's noticing it, at most (PLEG relist). */
  readonly relistMs: Millis
  /** From the end of a pod's last container to the pod's final status. */
  readonly podStopMs: Millis
  /** From the final status of a deleted pod to its removal. */
  readonly podRemoveMs: Millis
}

export const recordedLatency: LatencyProfile = { watchMs: 3, bindMs: 7, podSyncMs: 36, sandboxMs: 250, createMs: 10, relistMs: 1000, podStopMs: 100, podRemoveMs: 480 }
