import type { Millis } from './api/types.js'

/** How long the parts of a cluster take by themselves. Medians of the recordings of Kubernetes 1.36.2 (fixtures/golden). */
export interface LatencyProfile {
  /** From a write to its delivery to a watcher. */
  readonly watchMs: Millis
  /** Between two objects of one kubectl call. */
  readonly requestMs: Millis
  /** From a write of a controller to the API server's answer. */
  readonly writeMs: Millis
  /** From the beginning of one batch of creations to that of the next (slow start). */
  readonly batchMs: Millis
  /** From the beginning of a creation that is refused to the answer. */
  readonly refusedMs: Millis
  /** From a changed quota to its status, which is what admission holds objects against. */
  readonly quotaMs: Millis
  /** From the end of a scheduling cycle to the stored binding. */
  readonly bindMs: Millis
  /** From the delivery of a bound pod to the kubelet's first status. */
  readonly podSyncMs: Millis
  /** From the first status to a ready sandbox: most of it is the wait for the volumes. */
  readonly sandboxMs: Millis
  /** From a ready image to a created container. */
  readonly createMs: Millis
  /** From a container's change to the kubelet's noticing it, at most (PLEG relist). */
  readonly relistMs: Millis
  /** From the end of a sync that did something to the relist of that pod alone, which it asks for. */
  readonly podRelistMs: Millis
  /** From the delivery of a deletion to the first Killing event. */
  readonly podKillMs: Millis
  /** From the end of a pod's last container to the pod's final status. */
  readonly podStopMs: Millis
  /** From the relist that finds a deleted pod ended to its removal: its volumes are unmounted. */
  readonly podRemoveMs: Millis
  /** When the loops of the kubelets of the start began; their sync ticks keep this phase. */
  readonly kubeletStartMs: Millis
  /** From a sync tick to the next relist. */
  readonly relistPhaseMs: Millis
  /** From a sync tick to the node's status, once every 10 s. */
  readonly nodeStatusPhaseMs: Millis
  /** From power to the kubelet's first look at its pods. */
  readonly bootMs: Millis
  /** From power to the node's status being Ready. */
  readonly bootReadyMs: Millis
  /** From a healed partition to the kubelet's watches. */
  readonly reconnectMs: Millis
}

export const recordedLatency: LatencyProfile = {
  watchMs: 3, requestMs: 11, writeMs: 7, batchMs: 20, refusedMs: 3, quotaMs: 4, bindMs: 7,
  podSyncMs: 33, sandboxMs: 290, createMs: 3, relistMs: 1_000, podRelistMs: 4, podKillMs: 8, podStopMs: 10, podRemoveMs: 50,
  kubeletStartMs: -6_420, relistPhaseMs: 5, nodeStatusPhaseMs: 140, bootMs: 1_050, bootReadyMs: 160, reconnectMs: 1_000,
}
