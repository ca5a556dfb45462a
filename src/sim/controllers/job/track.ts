import type { JobStatus, Pod } from '../../api/types.js'
import { countsFailure } from './failure-policy.js'
import { hasIndex, intervalsOf, intervalsText, mergeIntervals, totalOf } from './intervals.js'
import type { Look } from './look.js'
import type { End } from './outcome.js'
import { hasValidIndex, indexOf, isFailed, isTracked } from './pods.js'
import { uncountedOf } from './status.js'
import { isIndexed } from './traits.js'

/** UIDs that `status.uncountedTerminatedPods` holds at most (MaxUncountedPods). */
const most = 500

type Uncounted = NonNullable<JobStatus['uncountedTerminatedPods']>

export interface Tracking {
  /** The status with these pods uncounted, and with the indexes as they are now. */
  readonly status: JobStatus
  /** Pods whose finalizer goes once that status is stored. */
  readonly untracked: readonly Pod[]
  /** There are more; the Job cannot end in this sync. */
  readonly isFull: boolean
}

/** Which ended pods are counted now (trackJobStatusAndRemoveFinalizers, 1.36). */
export function trackPods(look: Look, status: JobStatus, end: End | undefined): Tracking {
  const { job } = look
  const uncounted = status.uncountedTerminatedPods ?? {}
  const ended = endedPods(look, end)
  if (ended.length === 0) return { status: withSame(look, status), untracked: ended, isFull: false }
  const [succeeded, failed, untracked, indexes] = [[...(uncounted.succeeded ?? [])], [...(uncounted.failed ?? [])], [] as Pod[], [] as number[]]
  let isFull = false
  for (const pod of isIndexed(job) ? byIndex(ended) : ended) {
    untracked.push(pod)
    const { uid } = pod.metadata
    if (pod.status.phase === 'Succeeded' && !failed.includes(uid)) {
      if (!isIndexed(job)) addNew(succeeded, uid)
      else if (hasValidIndex(pod, job) && !hasIndex(look.indexes!.before, indexOf(pod))) indexes.push(indexOf(pod))
    } else if ((isFailed(pod, job) || end?.isSuccess === false) && hasValidIndex(pod, job) && countsFailure(job, pod)) addNew(failed, uid)
    if ((isFull = indexes.length + succeeded.length + failed.length >= most)) break
  }
  return { status: withUncounted(look, status, uncountedOf(succeeded, failed), indexes), untracked, isFull }
}

function endedPods(look: Look, end: End | undefined): readonly Pod[] {
  let ended: Pod[] | undefined
  for (let i = 0; i < look.pods.length; i++) {
    const pod = look.pods[i]!
    if (isTracked(pod) && canUntrack(look, pod, end)) (ended ??= []).push(pod)
  }
  return ended ?? none
}

const none: readonly Pod[] = []
const noUids: readonly string[] = []

/** Nothing has ended that is not known yet: the status says so already, but for empty lists. */
function withSame(look: Look, status: JobStatus): JobStatus {
  const { succeeded, failed } = status.uncountedTerminatedPods ?? {}
  const isSaid = status.uncountedTerminatedPods !== undefined && succeeded?.length !== 0 && failed?.length !== 0
  return isSaid && look.indexes === undefined ? status : withUncounted(look, status, uncountedOf(succeeded ?? noUids, failed ?? noUids), [])
}

const withUncounted = (look: Look, status: JobStatus, uncountedTerminatedPods: Uncounted, indexes: readonly number[]): JobStatus =>
  (look.indexes === undefined ? { ...status, uncountedTerminatedPods } : { ...status, ...indexCounts(look, indexes), uncountedTerminatedPods })

const byIndex = (pods: readonly Pod[]): readonly Pod[] =>
  pods.map((pod) => ({ pod, index: indexOf(pod) })).sort((a, b) => a.index - b.index).map(({ pod }) => pod)

function addNew(uids: string[], uid: string): void {
  if (!uids.includes(uid)) uids.push(uid)
}

/** Whether a pod need not be kept any longer (canRemoveFinalizer). */
function canUntrack({ job, indexes }: Look, pod: Pod, end: End | undefined): boolean {
  if (job.metadata.deletionTimestamp !== undefined || end !== undefined || pod.status.phase === 'Succeeded') return true
  return isFailed(pod, job) && indexes?.delayed.get(indexOf(pod))?.metadata.uid !== pod.metadata.uid
}

function indexCounts({ indexes }: Look, added: readonly number[]): Partial<JobStatus> {
  if (indexes === undefined) return {}
  const succeeded = mergeIntervals(indexes.succeeded, intervalsOf(added))
  return {
    succeeded: totalOf(succeeded),
    completedIndexes: intervalsText(succeeded),
    ...(indexes.failed === undefined ? {} : { failedIndexes: intervalsText(indexes.failed) }),
  }
}
