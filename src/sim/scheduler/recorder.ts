import type { Millis, Pod } from '../api/types.js'
import { createEvent, writeSeries } from '../apiserver/events.js'
import type { ActorContext } from '../state.js'
import { wakeAt } from '../wake.js'
import { startedBeforeMs, Wake } from './queue/queue.js'
import { defaultSchedulerName } from './profile.js'
import type { QueuedPod, SchedulerState } from './state.js'

/**
 * Events as client-go tools/events records them (event_broadcaster.go, 1.36): a second event of the same key turns the first into a
 * series of 2, further ones only count in memory until the round of every 30 minutes, or until the series has ended for 6. The key
 * holds the pod's resourceVersion and not the message, so that a changed pod starts a new Event.
 */
const finishPeriodMs = 360_000
const refreshPeriodMs = 1_800_000
const noteLimit = 1024

const roundAfter = (at: Millis, periodMs: Millis): Millis => (Math.floor((at + startedBeforeMs) / periodMs) + 1) * periodMs - startedBeforeMs

export function recordScheduled(context: ActorContext, pod: Pod, node: string): void {
  const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${node}`
  const component = componentOf(pod)
  createEvent(context, { regarding: pod, type: 'Normal', reason: 'Scheduled', action: 'Binding', message, component }, message)
}

export function recordPreempted(context: ActorContext, victim: Pod, preemptor: Pod, node: string): void {
  const { metadata: { namespace, name, uid, resourceVersion }, apiVersion, kind } = preemptor
  const message = `Preempted by pod ${uid} on node ${node}`
  const related = { kind, ...(namespace === undefined ? {} : { namespace }), name, uid, apiVersion, resourceVersion }
  const component = componentOf(preemptor)
  createEvent(context, { regarding: victim, related, type: 'Normal', reason: 'Preempted', action: 'Preempting', message, component }, message)
}

const componentOf = (pod: Pod): string => pod.spec.schedulerName ?? defaultSchedulerName

export function recordFailure(context: ActorContext, state: SchedulerState, queued: QueuedPod, message: string): void {
  const { pod, event } = queued
  const { resourceVersion } = pod.metadata
  const isKnown = event !== undefined && event.resourceVersion === resourceVersion && !isForgotten(context, state, event)
  if (!isKnown) {
    const text = message.length <= noteLimit ? message : `${message.slice(0, noteLimit - 4)} ...`
    const component = componentOf(pod)
    const { key } = createEvent(context, { regarding: pod, type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message: text, component }, text)
    queued.event = { key, resourceVersion, at: context.now, count: 1 }
    return
  }
  const count = event.count + 1
  queued.event = { ...event, count, at: context.now }
  if (count === 2) writeSeries(context, event.key, count, context.now)
  else openSeries(context, state, queued.event.key, count)
}

/** An Event that nothing repeated for 6 minutes is forgotten in the next round. */
const isForgotten = (context: ActorContext, state: SchedulerState, event: NonNullable<QueuedPod['event']>): boolean =>
  !state.series.has(event.key) && roundAfter(event.at + finishPeriodMs, finishPeriodMs) <= context.now

function openSeries(context: ActorContext, state: SchedulerState, key: string, count: number): void {
  state.series.set(key, { count, at: context.now })
  wakeAt(context, Wake.series, nextRound(context.now, context.now))
}

const nextRound = (now: Millis, at: Millis): Millis =>
  Math.min(roundAfter(now, refreshPeriodMs), roundAfter(Math.max(now, at + finishPeriodMs), finishPeriodMs))

/** Writes the counts that are due. */
export function flushSeries(context: ActorContext, state: SchedulerState): void {
  const { now } = context
  const isRefresh = roundAfter(now - 1, refreshPeriodMs) === now
  for (const [key, { count, at }] of [...state.series.entries()]) {
    if (isRefresh || at + finishPeriodMs < now) {
      writeSeries(context, key, count, at)
      state.series.delete(key)
    } else wakeAt(context, Wake.series, nextRound(now, at))
  }
}
