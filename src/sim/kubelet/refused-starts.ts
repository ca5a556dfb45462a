import type { Millis } from '../api/types.js'
import { eventsAllowedAt } from '../apiserver/event-correlation.js'
import { isStaticPod } from './critical.js'
import { endOperation } from './operation.js'
import { containerEvent, countUnsentEvents } from './pod-events.js'
import { catchUpRelists } from './relist.js'
import { backoffText } from './repeated-texts.js'
import type { Operation, PodWorker, RefusedStarts, Scope, SyncFailure } from './state.js'
import { statusNamed } from './status-view.js'
import { nextSyncTick, wakeQueue } from './wakes.js'

const retryMs = 10_000
const resyncMs = 60_000

/** Says that a container has to wait before it is started again. */
export function tellBackoff(scope: Scope, container: string): void {
  containerEvent(scope, container, 'Warning', 'BackOff', backoffText(scope, container))
}

/** Starts that back-off refused are tried when the first back-off ends, at the latest after a minute; other failures after 10 s. */
function delayOf(failures: readonly SyncFailure[], now: Millis): { readonly at: Millis; readonly isLast: boolean } {
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

/** Whether a sync that failed does nothing else, and leaves a status that tells of it: the next one that fails alike changes nothing. */
const isRepeatable = (scope: Scope, { failures, hasActed }: Operation): boolean => !hasActed && failures.every((failure) => isKnown(scope, failure))

/** The sync is over and failed: another one follows. `isWatched`: each sync does something else besides. */
export function retryLater(scope: Scope, operation: Operation, isWatched: boolean): void {
  const { worker } = scope
  const { failures, seen } = operation
  const repeats = !isWatched && isRepeatable(scope, operation)
  if (repeats && isPlain(worker)) worker.refused = { seen, spec: worker.pod.spec, failures }
  wakeQueue(scope, retryAfter(scope, failures, repeats))
}

/** Whether there is nothing that each sync looks at but the containers. */
const isPlain = ({ pod, probes, resize }: PodWorker): boolean =>
  probes.length === 0 && resize === undefined && pod.spec.activeDeadlineSeconds === undefined && pod.spec.imagePullSecrets === undefined && !isStaticPod(pod)

/**
 * A sync that would only refuse again what the last one refused says so, and is not made: `refused`. `due`: it sees the same, but a back-off is
 * over, so that only the containers are to be dealt with.
 */
export function refuseAgain(scope: Scope): 'refused' | 'due' | undefined {
  const { worker, context } = scope
  const { refused } = worker
  if (refused === undefined) return undefined
  const sees = seesTheSame(worker, refused)
  if (!sees || !refused.failures.every(({ retryAt }) => retryAt !== undefined && retryAt > context.now)) {
    worker.refused = undefined
    return sees ? 'due' : undefined
  }
  for (const { container } of refused.failures) tellBackoff(scope, container)
  catchUpRelists(scope)
  endOperation(scope)
  wakeQueue(scope, retryAfter(scope, refused.failures, true))
  return 'refused'
}

const seesTheSame = ({ cached, runtime, pod, resize }: PodWorker, { seen, spec }: RefusedStarts): boolean => cached === seen && runtime === seen && pod.spec === spec && resize === undefined

/**
 * When the sync that failed is made again. Retries before the end of the back-off come to the same, and their events are dropped as
 * spam: those are counted, not made.
 */
function retryAfter(scope: Scope, failures: readonly SyncFailure[], repeats: boolean): Millis {
  const { context, worker, node } = scope
  let { at, isLast } = delayOf(failures, context.now)
  if (isLast || !repeats || failures.length > 1) return at
  const allowedAt = eventsAllowedAt(context, 'kubelet', node.name, worker.uid, 'Warning')
  const times: Millis[] = []
  for (let tick = nextSyncTick(scope, at); !isLast && tick < allowedAt; tick = nextSyncTick(scope, at)) {
    times.push(tick)
    ;({ at, isLast } = delayOf(failures, tick))
  }
  worker.unmade = times.length === 0 ? undefined : { times, containers: failures.map(({ container }) => container) }
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
