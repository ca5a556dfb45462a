import type { Millis } from './api/types.js'
import { Rank, type RankValue } from './event-queue.js'
import { hashText } from './random.js'
import type { ActorContext, Cluster } from './state.js'

/** The order of same-instant events of different channels: 0 is first in, first out. */
export function tieOf(cluster: Cluster, actor: number, at: Millis): number {
  return cluster.options.interleave === 'fifo' ? 0 : hashText(`${actor}@${at}`, cluster.options.seed)
}

/** Calls the actor's `wake` with the key at that time. One wake-up a key is pending: the earliest wins. */
export function wakeAt(context: ActorContext, key: string, at: Millis): void {
  schedule(context, key, at, Rank.Timer)
}

export function wakeAfter(context: ActorContext, key: string, delayMs: Millis): void {
  schedule(context, key, context.now + delayMs, Rank.Timer)
}

/** As `wakeAt`, after all deliveries and timers of the instant. */
export function reconcileAt(context: ActorContext, key: string, at: Millis): void {
  schedule(context, key, at, Rank.Reconcile)
}

/** Drops the pending wake-up of the key. */
export function cancelWake(context: ActorContext, key: string): void {
  context.cluster.slots[context.actor]?.wakes.delete(key)
}

/** As `wakeAt`, in place of the pending wake-up of the key, be that earlier or later. */
export function resetWake(context: ActorContext, key: string, at: Millis): void {
  const { cluster, actor, now } = context
  const due = at > now ? at : now
  cluster.slots[actor]?.wakes.set(key, due)
  cluster.queue.push(due, Rank.Timer, tieOf(cluster, actor, due), actor, key, context.cause)
}

function schedule(context: ActorContext, key: string, at: Millis, rank: RankValue): void {
  const { cluster, actor } = context
  const slot = cluster.slots[actor]
  if (slot === undefined) return
  const due = at > context.now ? at : context.now
  const pending = slot.wakes.get(key)
  if (pending !== undefined && pending <= due) return
  slot.wakes.set(key, due)
  cluster.queue.push(due, rank, tieOf(cluster, actor, due), actor, key, context.cause)
}
