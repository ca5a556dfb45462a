import type { KubeObject, Millis } from './api/types.js'
import type { ActiveFault, Conditions, ConditionsChange } from './conditions.js'
import { Rank } from './event-queue.js'
import { keyOf } from './store/keys.js'
import type { LogEntry } from './store/log.js'
import { scheduleDelivery } from './apiserver/write.js'
import type { Actor, ActorSlot, Cluster } from './state.js'

/**
 * Actors that stand still: their process is gone, or cannot reach the API server. Faults name them in `params.actors`; nothing is
 * delivered to them and no wake-up of theirs is heard until they return.
 */
const returnKey = '\u0001return'

/** From a started process to its caches being filled. */
const processStartMs: Millis = 2_000
/** A leader that cannot renew for this long gives up, and its process ends (leaderelection RenewDeadline of the components, 1.36). */
const renewDeadlineMs: Millis = 10_000
/** A lease that could not be released is waited for (LeaseDuration 15 s, RetryPeriod 2 s) before a new process leads. */
const leaderReturnMs: Millis = 17_000

const namesOf = ({ params }: ActiveFault): readonly string[] => (Array.isArray(params['actors']) ? (params['actors'] as readonly string[]) : [])
const isHeldBy = (conditions: Conditions, name: string): boolean => conditions.some((active) => namesOf(active).includes(name))

/** Holds the actors of a fault that begins, and lets those of one that ended return unless another holds them. */
export function holdActors(cluster: Cluster, { began, ended }: ConditionsChange): void {
  const named = [...(began === undefined ? [] : namesOf(began)), ...(ended === undefined ? [] : namesOf(ended))]
  if (named.length === 0) return
  cluster.controlPlane.actors.forEach(({ name }, index) => {
    if (!named.includes(name)) return
    const slot = cluster.slots[index]!
    slot.wakes.delete(returnKey)
    if (isHeldBy(cluster.conditions, name)) hold(slot, began?.params['isConnectionLost'] === true)
    else if (ended !== undefined) letReturn(cluster, index, slot, ended)
  })
}

function hold(slot: ActorSlot, isConnectionLost: boolean): void {
  slot.hold = { isProcessGone: slot.hold?.isProcessGone === true || !isConnectionLost }
}

function letReturn(cluster: Cluster, index: number, slot: ActorSlot, { params, since }: ActiveFault): void {
  const isConnectionLost = params['isConnectionLost'] === true
  const awayMs = cluster.now - since
  const isDismissed = isConnectionLost && awayMs >= renewDeadlineMs
  slot.hold = { isProcessGone: slot.hold?.isProcessGone === true || isDismissed }
  const at = !isConnectionLost ? cluster.now + processStartMs : isDismissed ? cluster.now + leaderReturnMs : reconnectionAt(since, cluster.now)
  slot.wakes.set(returnKey, at)
  cluster.queue.push(at, Rank.Timer, 0, index, returnKey, 0)
}

const firstRetryMs = 800
const longestRetryMs = 30_000

/** When a client that lost its watches first asks again after `from`: 0.8 s, doubling up to 30 s (client-go reflector, 1.36). */
export function reconnectionAt(lostAt: Millis, from: Millis): Millis {
  let at = lostAt
  for (let delay = firstRetryMs; at < from; delay = Math.min(2 * delay, longestRetryMs)) at += delay
  return at
}

/** An event of an actor that stands still: it is dropped, but what the actor waits for is kept. */
export function heldEvent(cluster: Cluster, index: number, slot: ActorSlot, key: string, at: Millis): void {
  if (key !== returnKey || slot.wakes.get(key) !== at) return
  slot.wakes.delete(key)
  const isNew = slot.hold?.isProcessGone === true
  slot.hold = undefined
  if (isNew) startAnew(cluster, index, slot)
  else goOn(cluster, index, slot)
}

/** The process lived on: what came due meanwhile is done now, and the news of that time are delivered. */
function goOn(cluster: Cluster, index: number, slot: ActorSlot): void {
  for (const [key, at] of [...slot.wakes.entries()]) {
    const due = Math.max(at, cluster.now)
    slot.wakes.set(key, due)
    cluster.queue.push(due, Rank.Timer, 0, index, key, slot.context.cause)
  }
  slot.deliveryAt = undefined
  const next = slot.inbox.at(0)
  if (next !== undefined) scheduleDelivery(cluster, index, Math.max(next.dueAt, cluster.now), next.entry.revision)
}

/** A new process knows nothing but what it lists. */
function startAnew(cluster: Cluster, index: number, slot: ActorSlot): void {
  const actor = cluster.controlPlane.actors[index]!
  const { context } = slot
  slot.state = actor.create(cluster.options)
  slot.inbox.clear()
  slot.deliveryAt = undefined
  for (const key of [...slot.wakes.keys()]) slot.wakes.delete(key)
  context.now = cluster.now
  context.by = actor.name
  context.cause = 0
  for (const entry of listed(cluster, actor)) actor.deliver(context, slot.state, entry)
  actor.delivered?.(context, slot.state)
  actor.start?.(context, slot.state)
}

/** All objects that the actor watches, as the first list of a watch shows them; nodes before what runs on them. */
function* listed({ store, now }: Cluster, { watches }: Actor): Generator<LogEntry> {
  const kinds = watches.includes('Node') ? ['Node', ...watches.filter((kind) => kind !== 'Node')] : watches
  for (const kind of kinds) {
    for (const object of [...store.list<KubeObject>(kind)]) {
      yield { revision: Number(object.metadata.resourceVersion), at: now, type: 'ADDED', kind, key: keyOf(object.metadata), object, previous: undefined, by: '', cause: 0 }
    }
  }
}
