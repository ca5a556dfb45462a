import type { ActorContext } from '../state.js'
import { markReachable, refreshAll } from './node-lifecycle-reachable.js'
import { nodesOf, type NodeLifecycleState } from './node-lifecycle-state.js'
import { rateOf, withRate, zoneStateOf, type ZoneCounts, type ZoneState } from './node-lifecycle-zones.js'

/**
 * Chooses each zone's rate by how many of its nodes are ready; with no ready node anywhere the fault is taken to be the control
 * plane's own, and nothing is evicted (node-lifecycle-controller handleDisruption, 1.36).
 */
export function handleDisruption(context: ActorContext, state: NodeLifecycleState, counts: ReadonlyMap<string, ZoneCounts>): void {
  const states = new Map([...counts].map(([zone, zoneCounts]) => [zone, zoneStateOf(zoneCounts, context.options.controllers)] as const))
  for (const zone of [...state.zones.keys()]) if (!states.has(zone)) state.zones.delete(zone)
  const isAllDown = [...states.values()].every((zoneState) => zoneState === 'FullDisruption')
  const wasAllDown = [...state.zones.values()].every((zone) => zone.state === 'FullDisruption')
  if (isAllDown && wasAllDown) return
  if (isAllDown) return stopEvictions(context, state)
  if (wasAllDown) refreshAll(state, context.now)
  for (const [name, zoneState] of states) enterState(context, state, name, zoneState, counts.get(name)!, wasAllDown)
}

function stopEvictions(context: ActorContext, state: NodeLifecycleState): void {
  for (const node of nodesOf(context)) markReachable(context, state, node)
  for (const [name, zone] of [...state.zones.entries()]) state.zones.set(name, { ...withRate(zone, 0, context.now), state: 'FullDisruption' })
}

function enterState(context: ActorContext, state: NodeLifecycleState, name: string, zoneState: ZoneState, counts: ZoneCounts, isForced: boolean): void {
  const zone = state.zones.get(name)
  if (zone === undefined || (zone.state === zoneState && !isForced)) return
  const rate = rateOf(zoneState, counts.ready + counts.notReady, context.options.controllers)
  state.zones.set(name, { ...withRate(zone, rate, context.now), state: zoneState })
}
