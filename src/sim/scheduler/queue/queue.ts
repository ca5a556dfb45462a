import type { Millis, ObjectKey, Pod } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { wakeAt } from '../../wake.js'
import { priorityOf } from '../node-record.js'
import { factsOf } from '../pod-facts.js'
import { configOf, profileOf } from '../profile.js'
import { registryOf } from '../registry.js'
import type { QueuedPod, SchedulerState } from '../state.js'
import { expiryOf, isBackingOff, secondOf, startOfSecond } from './backoff.js'
import { popPod, pushPod, type HeapEntry, type PodHeap } from './pod-heap.js'

/** The pods that wait for a node (backend/queue/scheduling_queue.go, 1.36): active, backing off, or in the pool of those that nothing helped yet. */

/** Keys of the scheduler's wake-ups. */
export const Wake = { backoff: 'backoff', pool: 'pool', bind: 'bind', preempt: 'preempt', series: 'series' } as const

const poolPeriodMs = 30_000
const poolStayMs = 300_000
/** The scheduler of a cluster came up this long before time 0; its rounds count from there. */
export const startedBeforeMs: Millis = 7_000

export function enqueueNew(context: ActorContext, state: SchedulerState, key: ObjectKey, pod: Pod): void {
  const queued = newPod(context, key, pod)
  state.queued.set(key, queued)
  activate(context, state, queued)
}

const newPod = (context: ActorContext, key: ObjectKey, pod: Pod): QueuedPod => ({
  key, uid: pod.metadata.uid, pod, facts: factsOf(pod), since: context.now, sequence: 0, place: 'none',
  rejectors: 0, isGated: false, rejections: 0, errors: 0, cause: context.cause, event: undefined,
})

/** A pod that had a node comes back as after an error. */
export function returnPod(context: ActorContext, state: SchedulerState, key: ObjectKey, pod: Pod): QueuedPod {
  const queued = newPod(context, key, pod)
  state.queued.set(key, queued)
  requeueFailed(context, state, queued, 0)
  return queued
}

/** To the active queue, unless a plugin gates the pod. */
export function activate(context: ActorContext, state: SchedulerState, queued: QueuedPod): void {
  if (isHeldBack(context, state, queued)) return putInPool(context, state, queued)
  put(state, queued, 'active', state.active, 0)
}

function putInBackoff(context: ActorContext, state: SchedulerState, queued: QueuedPod, expiry: number): void {
  if (isHeldBack(context, state, queued)) return putInPool(context, state, queued)
  const isError = queued.rejectors === 0
  put(state, queued, isError ? 'error' : 'backoff', isError ? state.errors : state.backoff, expiry)
  if (isError) wakeAt(context, Wake.backoff, startOfSecond(context.cluster.clock, expiry + 1))
}

function put(state: SchedulerState, queued: QueuedPod, place: QueuedPod['place'], heap: PodHeap, expiry: number): void {
  if (queued.place === 'pool') state.pool.delete(queued.key)
  queued.place = place
  queued.sequence = ++state.sequence
  pushPod(heap, { key: queued.key, sequence: queued.sequence, priority: priorityOf(queued.pod), since: queued.since, expiry })
}

export function putInPool(context: ActorContext, state: SchedulerState, queued: QueuedPod): void {
  queued.place = 'pool'
  state.pool.set(queued.key, true)
  if (!queued.isGated) wakeAt(context, Wake.pool, poolRoundAfter(queued.since + poolStayMs))
}

const poolRoundAfter = (at: number): number => (Math.floor((at + startedBeforeMs) / poolPeriodMs) + 1) * poolPeriodMs - startedBeforeMs

/** Runs the preEnqueue plugins. A pod that preempts others is held until its victims are deleted. */
function isHeldBack(context: ActorContext, state: SchedulerState, queued: QueuedPod): boolean {
  const gate = profileOf(context, queued.pod).preEnqueue.find((plugin) => !plugin.preEnqueue!(queued.pod))?.name
    ?? (state.preemptions.has(queued.uid) ? 'DefaultPreemption' : undefined)
  queued.isGated = gate !== undefined
  if (gate !== undefined) queued.rejectors |= registryOf(context.cluster.controlPlane).bits.get(gate)!
  return queued.isGated
}

/** A pod comes back after an attempt. `rejectors` 0: an error, that is retried after backoff. */
export function requeueFailed(context: ActorContext, state: SchedulerState, queued: QueuedPod, rejectors: number): void {
  queued.rejectors = rejectors
  if (rejectors === 0) queued.errors++
  else {
    queued.rejections++
    queued.errors = 0
  }
  queued.since = context.now
  if (rejectors === 0) requeue(context, state, queued)
  else putInPool(context, state, queued)
}

/** Another try: at once, or when the backoff is over. */
export function requeue(context: ActorContext, state: SchedulerState, queued: QueuedPod): void {
  const { clock } = context.cluster
  const config = configOf(context)
  if (queued.place === 'pool') state.pool.delete(queued.key)
  queued.cause = context.cause
  if (isBackingOff(clock, context.now, config, queued)) putInBackoff(context, state, queued, expiryOf(clock, config, queued)!)
  else activate(context, state, queued)
}

/** The next pod to place. While nobody is active, those that back off need not wait. */
export function popNext(state: SchedulerState): QueuedPod | undefined {
  return popCurrent(state, state.active, 'active') ?? popCurrent(state, state.backoff, 'backoff')
}

function popCurrent(state: SchedulerState, heap: PodHeap, place: QueuedPod['place']): QueuedPod | undefined {
  for (let entry = popPod(heap); entry !== undefined; entry = popPod(heap)) {
    const queued = currentOf(state, entry, place)
    if (queued === undefined) continue
    queued.place = 'none'
    return queued
  }
  return undefined
}

function currentOf(state: SchedulerState, entry: HeapEntry, place: QueuedPod['place']): QueuedPod | undefined {
  const known = state.queued.get(entry.key)
  return known?.sequence === entry.sequence && known.place === place ? state.queued.edit(entry.key) : undefined
}

export function dequeue(state: SchedulerState, key: ObjectKey): void {
  state.pool.delete(key)
  state.queued.delete(key)
}

/** The tick of a whole second: pods that came back from errors and whose backoff is over. */
export function flushErrors(context: ActorContext, state: SchedulerState): void {
  const { clock } = context.cluster
  const second = secondOf(clock, context.now)
  for (let top = state.errors[0]; top !== undefined; top = state.errors[0]) {
    if (top.expiry >= second) return wakeAt(context, Wake.backoff, startOfSecond(clock, top.expiry + 1))
    popPod(state.errors)
    const queued = currentOf(state, top, 'error')
    if (queued !== undefined) activate(context, state, queued)
  }
}

/** The round of every 30 s: pods that have been in the pool for more than 5 minutes get another try. */
export function flushPool(context: ActorContext, state: SchedulerState): void {
  let next = Number.POSITIVE_INFINITY
  for (const key of [...state.pool.keys()]) {
    const known = state.queued.get(key)!
    if (known.isGated) continue
    if (context.now - known.since > poolStayMs) requeue(context, state, state.queued.edit(key)!)
    else next = Math.min(next, poolRoundAfter(known.since + poolStayMs))
  }
  if (next !== Number.POSITIVE_INFINITY) wakeAt(context, Wake.pool, next)
}

