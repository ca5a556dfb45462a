import type { Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { keyOf } from '../store/keys.js'
import { releaseAdmission } from './admission.js'
import { atNode } from './node-clock.js'
import { forgetContents } from './contents-renewal.js'
import { releaseAddress } from './sandbox.js'
import { nothingRuns, type KubeletState, type PodWorker, type Scope } from './state.js'
import { cancelWakes } from './wakes.js'

const none = {}
const noProbes: readonly [] = []

/** A worker for a pod that this kubelet sees for the first time. */
export const newWorker = (pod: Pod, node: string): PodWorker => ({
  uid: pod.metadata.uid, key: keyOf(pod.metadata), node, pod, isRemoved: false, held: undefined, kill: undefined, mirrorUid: undefined, resize: undefined, mustReinspect: false,
  stage: 'sync', updatedAs: undefined, graceSeconds: 0, isPending: false, isPendingAgain: false,
  operation: undefined, lastSyncAt: Number.NEGATIVE_INFINITY, runtime: nothingRuns, cached: nothingRuns, cachedAt: Number.NEGATIVE_INFINITY, changedAt: 0, hasRelistRequest: false, settled: undefined,
  volumes: { state: 'unmounted', failures: 0 }, status: undefined, isFinished: false, reasons: none, unmade: undefined, refused: undefined, backoffs: none, created: none, probes: noProbes, isProbed: false,
  texts: undefined, wakeKeys: undefined, tape: undefined, isSilent: false,
})

/** The worker of a pod with its node, safe to change; undefined when there is none. */
export function scopeOf(context: ActorContext, state: KubeletState, uid: string): Scope | undefined {
  const worker = state.workers.edit(uid)
  const node = worker === undefined ? undefined : state.nodes.edit(worker.node)
  return worker === undefined || node === undefined ? undefined : { context: atNode(context, node.name), state, node, worker }
}

/** Forgets a pod that is gone. */
export function dropWorker(scope: Scope): void {
  const { state, node, worker } = scope
  cancelWakes(scope)
  state.rotation.remove(worker.uid)
  releaseAdmission(scope)
  releaseAddress(scope)
  node.workers.delete(worker.uid)
  node.metered.delete(worker.uid)
  state.workers.delete(worker.uid)
  forgetContents(scope)
}
