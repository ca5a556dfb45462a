import type { Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { admit } from './admission.js'
import { killPod } from './kill-pod.js'
import { addPod, startWorker } from './pod-config.js'
import { podEvent } from './pod-events.js'
import type { KubeletState, NodeState } from './state.js'
import { scopeOf } from './worker.js'

const message = 'Preempted in order to admit critical pod'
const disruption = 'Pod was preempted by Kubelet to accommodate a critical pod.'

/**
 * Ends the pods that a critical one needs the room of, one after another, and then takes the critical one up, and those that came
 * meanwhile (preemption.go evictPodsToFreeRequests, kubelet 1.36: each kill blocks the kubelet's loop).
 */
export function goOnWithPreemption(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node?.preemption === undefined) return
  const { victims } = node.preemption
  const first = victims.findIndex((uid) => isEnding(context, state, uid))
  if (first < 0) return finish(context, state, node)
  node.preemption = { ...node.preemption, victims: victims.slice(first) }
}

/** Whether the victim is still to be waited for; it is told to end first. */
function isEnding(context: ActorContext, state: KubeletState, uid: string): boolean {
  const victim = scopeOf(context, state, uid)
  if (victim === undefined) return false
  if (victim.worker.stage === 'sync') {
    podEvent(victim, 'Warning', 'Preempting', message)
    killPod(victim, { reason: 'Preempting', message, disruption, graceSeconds: undefined })
  }
  const { stage, kill } = victim.worker
  return stage === 'terminating' && kill?.reason === 'Preempting'
}

function finish(context: ActorContext, state: KubeletState, node: NodeState): void {
  const { uid, waiting } = node.preemption!
  node.preemption = undefined
  const critical = scopeOf(context, state, uid)
  if (critical !== undefined) {
    admit(critical)
    startWorker(critical, 0)
  }
  for (const { key, uid: id } of waiting) {
    const pod = context.store.byUid<Pod>('Pod', key, id)
    if (pod !== undefined && !state.workers.has(id)) addPod(context, state, node, pod, 0)
  }
}
