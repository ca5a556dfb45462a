import type { ApiError, Result } from '../../api/errors.js'
import type { Millis, Pod } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { keyOf } from '../../store/keys.js'
import { deletePods } from '../pod-control.js'
import { isReady } from '../pod-state.js'
import { remainingBackoff, remainingOfIndex } from './backoff.js'
import { untrack } from './claim.js'
import { pendingIndexes } from './indexes.js'
import type { Look } from './look.js'
import type { Making } from './make-pods.js'
import { component } from './names.js'
import { surplusPods } from './surplus.js'
import { hasLimitPerIndex, isSuspended, replacesOnlyFailed } from './traits.js'

/** Pods that one sync creates or deletes at most (MaxPodCreateDeletePerSync). */
const most = 500
const none: readonly Pod[] = []
const noReplaced: ReadonlyMap<number, Pod> = new Map()

/** The counts as the status will tell them. */
export interface Managed {
  readonly active: number
  readonly ready: number
  readonly terminating: number
  readonly error?: ApiError
  /** Pods that are to be made now; they are not in `active` yet. */
  readonly making?: Making
  /** How long to wait before pods are made again. */
  readonly backoffMs?: Millis
}

/** Deletes pods that keep their finalizers, so that they are counted as the Job ends (deleteActivePods, 1.36). */
export function deleteActive(context: ActorContext, look: Look): Managed {
  const result = deletePods(context, { object: look.job, component }, look.active)
  return without(look, look.active, result)
}

/** Makes or deletes pods until there are as many as wanted (manageJob, 1.36). */
export function manageJob(context: ActorContext, look: Look): Managed {
  const { job, active } = look
  if (isSuspended(job)) return deleteUncounted(context, look, surplusPods(look, active.length))
  const wanted = wantedPods(look)
  const over = Math.max(0, active.length - wanted)
  const surplus = over === 0 && look.indexes === undefined ? none : surplusPods(look, over).slice(0, most)
  if (surplus.length > 0) return deleteUncounted(context, look, surplus)
  const missing = wanted - active.length - (replacesOnlyFailed(job) ? look.terminating : 0)
  return missing > 0 ? addPods(look, Math.min(missing, most)) : countsOf(look)
}

export const countsOf = ({ active, ready, terminating }: Look): Managed => ({ active: active.length, ready, terminating })

function wantedPods({ job: { spec }, active, succeeded }: Look): number {
  const parallelism = spec.parallelism ?? 1
  if (spec.completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(parallelism, spec.completions - succeeded))
}

/** These pods are no failures: their finalizers go first (deleteJobPods). */
function deleteUncounted(context: ActorContext, look: Look, pods: readonly Pod[]): Managed {
  for (const { metadata } of pods) untrack(context, keyOf(metadata), metadata.uid)
  return without(look, pods, deletePods(context, { object: look.job, component }, pods))
}

const without = (look: Look, pods: readonly Pod[], result: Result<undefined>): Managed =>
  ({
    active: look.active.length - pods.length, ready: look.ready - pods.filter(isReady).length, terminating: look.terminating + pods.length,
    ...(result.ok ? {} : { error: result.error }),
  })

function addPods(look: Look, count: number): Managed {
  const { job, pods, active, indexes, backoff, clock, now } = look
  const waitMs = hasLimitPerIndex(job) ? 0 : remainingBackoff(backoff, now)
  if (waitMs > 0) return backingOff(look, waitMs)
  const pending = indexes === undefined ? undefined : pendingIndexes(job, pods, active, indexes, count)
  if (pending === undefined) return making(look, count, undefined)
  const waits = pending.map((index) => remainingOfIndex(indexes!.delayed.get(index), clock, now))
  const due = pending.filter((_, i) => waits[i] === 0)
  return pending.length > 0 && due.length === 0 ? backingOff(look, Math.min(...waits)) : making(look, due.length, due)
}

const making = (look: Look, count: number, indexes: readonly number[] | undefined): Managed =>
  ({ ...countsOf(look), making: { count, indexes, replaced: look.indexes?.delayed ?? noReplaced, tried: 0, size: 1, made: 0 } })

/** As long as it waits, a sync reports no active pods at all (manageJob returns 0, 1.36). */
const backingOff = (look: Look, backoffMs: Millis): Managed => ({ ...countsOf(look), active: 0, backoffMs })
