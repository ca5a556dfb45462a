import type { Clock } from '../../clock.js'
import type { Job, Pod } from '../../api/types.js'
import { isTerminating } from '../pod-state.js'
import { finishedMs } from './backoff.js'
import { matchFailurePolicy } from './failure-policy.js'
import { hasIndex, intervalsOf, mergeIntervals, parseIntervals, type Intervals } from './intervals.js'
import { allFailuresBefore, failuresBefore, hasValidIndex, indexOf, isFailed, isTracked } from './pods.js'
import { hasLimitPerIndex, replacesOnlyFailed } from './traits.js'

/** The indexes of an Indexed Job, as one sync finds them (indexed_job_utils.go, 1.36). */
export interface IndexLook {
  /** As the status says it. */
  readonly before: Intervals
  /** With those that succeeded since. */
  readonly succeeded: Intervals
  /** With a limit per index only. */
  readonly failed: Intervals | undefined
  /** By index, the failed pod that keeps its finalizer until its replacement has taken over the count of failures. */
  readonly delayed: ReadonlyMap<number, Pod>
}

export function indexLook(job: Job, pods: readonly Pod[], active: readonly Pod[], clock: Clock): IndexLook {
  const completions = job.spec.completions ?? 0
  const uncounted = pods.filter((pod) => isTracked(pod) && hasValidIndex(pod, job))
  const before = parseIntervals(job.status.completedIndexes ?? '', completions)
  const succeeded = mergeIntervals(before, intervalsOf(uncounted.filter(({ status }) => status.phase === 'Succeeded').map(indexOf)))
  if (!hasLimitPerIndex(job)) return { before, succeeded, failed: undefined, delayed: new Map() }
  const known = parseIntervals(job.status.failedIndexes ?? '', completions)
  const failed = mergeIntervals(known, intervalsOf(uncounted.filter((pod) => isIndexFailed(job, pod)).map(indexOf)))
  const settled = mergeIntervals(mergeIntervals(succeeded, failed), intervalsOf(indexesOf(active)))
  return { before, succeeded, failed, delayed: delayedPods(job, uncounted, settled, clock) }
}

const indexesOf = (pods: readonly Pod[]): readonly number[] => pods.map(indexOf).filter((index) => index >= 0)

function isIndexFailed(job: Job, pod: Pod): boolean {
  if (!isFailed(pod, job)) return false
  const action = matchFailurePolicy(job, pod)?.action
  return action === 'FailIndex' || (action !== 'Ignore' && failuresBefore(pod) >= (job.spec.backoffLimitPerIndex ?? 0))
}

/** getPodsWithDelayedDeletionPerIndex: the last failed pod of each index that is neither settled nor running again. */
function delayedPods(job: Job, uncounted: readonly Pod[], settled: Intervals, clock: Clock): ReadonlyMap<number, Pod> {
  const delayed = new Map<number, Pod>()
  for (const pod of uncounted) {
    const index = indexOf(pod)
    if (!isFailed(pod, job) || hasIndex(settled, index)) continue
    const known = delayed.get(index)
    const isLater = known === undefined || (allFailuresBefore(known) <= allFailuresBefore(pod) && finishedMs(pod, clock) >= finishedMs(known, clock))
    if (isLater) delayed.set(index, pod)
  }
  return delayed
}

/** The lowest so many indexes that nothing has been done or is being done about (firstPendingIndexes). */
export function pendingIndexes(job: Job, pods: readonly Pod[], active: readonly Pod[], look: IndexLook, count: number): readonly number[] {
  const terminating = replacesOnlyFailed(job) ? pods.filter(isTerminating) : []
  const taken = mergeIntervals(mergeIntervals(look.succeeded, intervalsOf(indexesOf([...active, ...terminating]))), look.failed ?? [])
  const completions = job.spec.completions ?? 0
  const pending: number[] = []
  let candidate = 0
  const until = (end: number): void => {
    for (; candidate < Math.min(end, completions) && pending.length < count; candidate++) pending.push(candidate)
  }
  for (const { first, last } of taken) {
    until(first)
    candidate = Math.max(candidate, last + 1)
  }
  until(completions)
  return pending
}
