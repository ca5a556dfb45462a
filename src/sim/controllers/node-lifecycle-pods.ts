import type { Node, Pod } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { podCondition, setPodCondition } from '../apiserver/pod-condition.js'
import type { ActorContext } from '../state.js'
import { isReady } from './node-lifecycle-state.js'

/** Takes Ready from the pods of a node that fell silent (controller/util/node MarkPodsNotReady, 1.36). */
export function markPodsNotReady(context: ActorContext, pods: readonly Pod[]): void {
  for (const pod of pods) {
    const ready = podCondition(pod, 'Ready')
    if (ready === undefined || ready.status === 'False') continue
    const marked = setPodCondition(context, pod, { ...ready, status: 'False' })
    recordEvent(context, { regarding: marked, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready', component: 'node-controller' })
  }
}

/** Pods that are bound to a node that is not ready are marked too (processPod, 1.36). */
export function markBoundPod(context: ActorContext, key: string): void {
  const pod = context.store.get<Pod>('Pod', key)
  const node = context.store.get<Node>('Node', pod?.spec.nodeName ?? '')
  if (pod !== undefined && node !== undefined && !isReady(node)) markPodsNotReady(context, [pod])
}
