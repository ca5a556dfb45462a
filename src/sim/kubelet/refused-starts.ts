import type { Millis } from '../api/types.js'
import { eventsAllowedAt } from '../apiserver/event-correlation.js'
import { statusNamed } from './status-view.js'
import { nextSyncTick } from './wakes.js'
import { containerEvent, countUnsentEvents } from './pod-events.js'
import { backoffText } from './repeated-texts.js'
import type { Operation, Scope, SyncFailure } from './state.js'

const retryMs = 10_000
const resyncMs = 60_000

/** Says that a container has to wait before it is started again. */
export function tellBackoff(scope: Scope, container: string): void {
  containerEvent(scope, container, 'Warning', 'BackOff', backoffText(scope, container))
}

/** Starts that back-off refused are tried when the first back-off ends, at the latest after a minute; other failures after 10 s. */
function delayOf({ failures }: Operation, now: Millis): { readonly at: Millis; readonly isLast: boolean } {
  let first: Millis | undefined
  for (const { retryAt } of failures) if (retryAt !== undefined && (first === undefined || retryAt < first)) first = retryAt
  if (first === undefined) return { at: now + retryMs, isLast: true }
  const end = Math.max(now, first)
  return { at: Math.min(end, now + resyncMs), isLast: end <= now + resyncMs }
}

/** Whether the status says already why the container does not start: the next sync would not change it. */
function isKnown({ worker }: Scope, { container, reason, message, retryAt }: SyncFailure): boolean {
  const status = statusNamed(worker.status?.containerStatuses, container) ?? statusNamed(worker.status?.initContainerStatuses, container)
  return retryAt !== undefined && status?.state?.waiting?.reason === reason && status.state.waiting.message === message
}

/**
 * When the sync that failed is made again. Retries before the end of the back-off come to the same, and their events are dropped as
 * spam: those are counted, not made. `isWatched`: each sync does something else besides.
 */
export function retryAfter(scope: Scope, operation: Operation, isWatched: boolean): Millis {
  const { context, worker, node } = scope
  let { at, isLast } = delayOf(operation, context.now)
  if (isLast || isWatched || operation.hasActed || operation.failures.length > 1 || !operation.failures.every((failure) => isKnown(scope, failure))) return at
  const allowedAt = eventsAllowedAt(context, 'kubelet', node.name, worker.uid, 'Warning')
  const times: Millis[] = []
  for (let tick = nextSyncTick(scope, at); !isLast && tick < allowedAt; tick = nextSyncTick(scope, at)) {
    times.push(tick)
    ;({ at, isLast } = delayOf(operation, tick))
  }
  worker.unmade = times.length === 0 ? undefined : { times, containers: operation.failures.map(({ container }) => container) }
  return at
}

/** When starts that are refused until `end` are tried again before it, after a sync at `from` refused them. */
export function retryTimes(scope: Scope, from: Millis, end: Millis): readonly Millis[] {
  const times: Millis[] = []
  for (let tick = from; end > tick + resyncMs; ) {
    tick = nextSyncTick(scope, tick + resyncMs)
    if (tick < end) times.push(tick)
  }
  return times
}

/** A sync begins: those before it that were left out have said what they would have said. */
export function countUnmadeSyncs(scope: Scope): void {
  const { unmade } = scope.worker
  if (unmade === undefined) return
  scope.worker.unmade = undefined
  const count = unmade.times.filter((time) => time < scope.context.now).length
  if (count > 0) for (const container of unmade.containers) countUnsentEvents(scope, container, 'Warning', 'BackOff', backoffText(scope, container), count)
}
