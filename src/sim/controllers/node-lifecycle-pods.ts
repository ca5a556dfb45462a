import type { Pod } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { podCondition, setPodCondition } from '../apiserver/pod-condition.js'
import type { ActorContext } from '../state.js'
import type { NodeLifecycleState } from './node-lifecycle-state.js'

/** Takes Ready from the pods of a node that fell silent (controller/util/node MarkPodsNotReady, 1.36). */
export function markPodsNotReady(context: ActorContext, pods: readonly Pod[]): void {
  for (const pod of pods) {
    const ready = podCondition(pod, 'Ready')
    if (ready === undefined || ready.status === 'False') continue
    const marked = setPodCondition(context, pod, { ...ready, status: 'False' })
    recordEvent(context, { regarding: marked, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready', component: 'node-controller' })
  }
}

/** Pods that are bound to a node that the last pass found not ready are marked too (processPod, 1.36). */
export function markBoundPod(context: ActorContext, state: NodeLifecycleState, key: string): void {
  const pod = context.store.get<Pod>('Pod', key)
  if (pod !== undefined && isKnownUnready(state, pod.spec.nodeName)) markPodsNotReady(context, [pod])
}

export const isKnownUnready = (state: NodeLifecycleState, node: string | undefined): boolean => node !== undefined && state.nodes.get(node)?.isReady === false
