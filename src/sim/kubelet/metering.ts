import type { ActorContext } from '../state.js'
import { wakeAt } from '../wake.js'
import { nextRound } from './grid.js'
import type { NodeState } from './state.js'
import { NodeWake } from './wakes.js'

const monitorMs = 10_000

/** The first round of eviction after a time. Nodes whose pods declare no usage, and that lack nothing, are not looked at. */
export function wakeEviction(context: ActorContext, node: NodeState, after: number): void {
  wakeAt(context, `${NodeWake.Evict}/${node.name}`, nextRound(after, node.syncAnchor, monitorMs))
}

/** A pod of the node declares what it uses: from now on the node's memory and disk are looked at. */
export function meterPod(context: ActorContext, node: NodeState, uid: string): void {
  node.metered.add(uid)
  wakeAt(context, `${NodeWake.Memory}/${node.name}`, context.now)
  wakeEviction(context, node, context.now)
}
