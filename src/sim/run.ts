import type { Millis } from './api/types.js'
import { Rank, type SimEvent } from './event-queue.js'
import { heldEvent } from './hold.js'
import { scheduleDelivery } from './apiserver/write.js'
import { SimulationError } from './simulation-error.js'
import type { ActorSlot, Cluster } from './state.js'

/** Called after instants in which the log grew; `stop` ends the run there. */
export type OnInstant = (cluster: Cluster) => 'stop' | undefined | void

/**
 * Runs all that is due up to and including `deadline`, and leaves the clock there. The order inside an instant: deliveries, timers,
 * reconciles, and again until nothing is left for this instant. `isEachSeen`: `onInstant` is called once after each instant, else it is
 * enough that it is called from time to time.
 */
export function runUntil(cluster: Cluster, deadline: Millis, onInstant?: OnInstant, isEachSeen: boolean = onInstant !== undefined): 'deadline' | 'stopped' {
  const { queue } = cluster
  cluster.unseenUntil = isEachSeen ? cluster.now : deadline
  for (let event = queue.peek(); event !== undefined && event.at <= deadline; event = queue.peek()) {
    cluster.now = event.at
    const revision = cluster.log.length
    runInstant(cluster, event.at)
    if (onInstant !== undefined && cluster.log.length > revision && onInstant(cluster) === 'stop') return 'stopped'
  }
  if (deadline > cluster.now) cluster.now = deadline
  return 'deadline'
}

/** When the next thing happens; undefined when the cluster is at rest for ever. */
export const nextInstant = (cluster: Cluster): Millis | undefined => cluster.queue.peek()?.at

function runInstant(cluster: Cluster, at: Millis): void {
  const { queue, options } = cluster
  const { eventsPerInstant, eventsPerRun } = options.limits
  let count = 0
  let culprits: Map<string, number> | undefined
  while (queue.peek()?.at === at) {
    const event = queue.pop()!
    const size = event.actors === undefined ? 1 : event.actors.length
    count += size
    cluster.handledEvents += size
    // Only near the limit it is worth knowing who is busy.
    if (count > eventsPerInstant - 20_000) countCulprit(cluster, (culprits ??= new Map()), event)
    if (count > eventsPerInstant || cluster.handledEvents > eventsPerRun) throw limitError(cluster, culprits ?? new Map(), count)
    if (event.actors === undefined) handle(cluster, event, event.actor)
    else for (let i = 0; i < size; i++) handle(cluster, event, event.actors[i]!)
  }
}

function handle(cluster: Cluster, event: SimEvent, actor: number): void {
  const slot = cluster.slots[actor]!
  const { context } = slot
  context.now = event.at
  context.by = cluster.controlPlane.actors[actor]!.name
  if (slot.hold !== undefined) return heldEvent(cluster, actor, slot, event.key, event.at)
  if (event.rank === Rank.Watch) return deliver(cluster, actor, slot)
  if (slot.wakes.get(event.key) !== event.at) return
  slot.wakes.delete(event.key)
  context.cause = event.cause
  cluster.controlPlane.actors[actor]!.wake(context, slot.state, event.key)
}

function deliver(cluster: Cluster, index: number, slot: ActorSlot): void {
  const actor = cluster.controlPlane.actors[index]!
  const { context, inbox } = slot
  if (slot.deliveryAt !== context.now) return
  slot.inbox = slot.spare
  slot.spare = inbox
  slot.deliveryAt = undefined
  for (let i = 0; i < inbox.length; i++) {
    const { entry, dueAt } = inbox.at(i)!
    if (dueAt > context.now) {
      slot.inbox.putBack(inbox.entries().slice(i))
      break
    }
    context.cause = entry.revision
    actor.deliver(context, slot.state, entry)
  }
  inbox.clear()
  actor.delivered?.(context, slot.state)
  const next = slot.inbox.at(0)
  if (next !== undefined) scheduleDelivery(cluster, index, next.dueAt, next.entry.revision)
}

function countCulprit(cluster: Cluster, culprits: Map<string, number>, event: SimEvent): void {
  const name = `${cluster.controlPlane.actors[event.actor]!.name} ${event.key}`.trim()
  culprits.set(name, (culprits.get(name) ?? 0) + 1)
}

function limitError(cluster: Cluster, culprits: ReadonlyMap<string, number>, count: number): SimulationError {
  const busiest = [...culprits].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([name, n]) => `${name}: ${n} times of the last ${culprits.size === 0 ? 0 : 20_000}`)
  return new SimulationError(`too much happens at ${cluster.now / 1000} s: ${count} events in one instant, ${cluster.handledEvents} in the run`, busiest)
}
