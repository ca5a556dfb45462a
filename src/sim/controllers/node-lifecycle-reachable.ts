import type { Millis, Node } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { zoneFor, zoneOf, type NodeLifecycleState } from './node-lifecycle-state.js'
import { notReadyKey, removeTaints, unreachableKey } from './node-lifecycle-taints.js'
import { withoutWaiting } from './node-lifecycle-zones.js'

/** Takes the NoExecute taints off a node and its name off the queue for them (markNodeAsReachable, 1.36). */
export function markReachable(context: ActorContext, state: NodeLifecycleState, node: Node): void {
  removeTaints(context, node, 'NoExecute', [unreachableKey])
  removeTaints(context, context.store.get<Node>('Node', node.metadata.name) ?? node, 'NoExecute', [notReadyKey])
  const zone = zoneFor(context, state, node)
  const without = withoutWaiting(zone, node.metadata.name)
  if (without !== zone) state.zones.set(zoneOf(node), without)
}

/** Every node as if its status had just been seen. */
export function refreshAll(state: NodeLifecycleState, now: Millis): void {
  for (const [name, health] of [...state.nodes.entries()]) state.nodes.set(name, { ...health, seenAt: now })
}
