import type { Condition, JobStatus, Timestamp } from '../../api/types.js'

/** The status as the API writes it: counts of zero and empty texts are left out, but for `ready`, `terminating` and `failedIndexes`. */
export function compactStatus(status: JobStatus): JobStatus {
  const { active = 0, succeeded = 0, failed = 0, completedIndexes = '', conditions } = status
  const compact: Writable = {}
  // Field by field: a rest of an object costs as much as all of a sync.
  for (const name in status) if (!isCompacted(name)) compact[name as 'active'] = status[name as 'active']
  if (conditions !== undefined && conditions.length > 0) compact.conditions = conditions
  if (active !== 0) compact.active = active
  if (succeeded !== 0) compact.succeeded = succeeded
  if (failed !== 0) compact.failed = failed
  if (completedIndexes !== '') compact.completedIndexes = completedIndexes
  return compact as JobStatus
}

type Writable = { -readonly [Name in keyof JobStatus]: JobStatus[Name] | undefined }
const isCompacted = (name: string): boolean =>
  name === 'active' || name === 'succeeded' || name === 'failed' || name === 'completedIndexes' || name === 'conditions'

export function withoutStart({ startTime: _, ...status }: JobStatus): JobStatus {
  return status
}

export const jobCondition = (type: string, status: Condition['status'], reason: string, message: string, now: Timestamp): Condition =>
  ({ type, status, lastProbeTime: now, lastTransitionTime: now, reason, message })

/** The list with this condition in place; the same list when it says that already, or has nothing to be False (ensureJobConditionStatus, 1.36). */
export function ensureCondition(conditions: readonly Condition[], wanted: Condition): readonly Condition[] {
  let place = 0
  while (place < conditions.length && conditions[place]!.type !== wanted.type) place++
  if (place === conditions.length) return wanted.status === 'False' ? conditions : [...conditions, wanted]
  const known = conditions[place]!
  if (known.status === wanted.status && known.reason === wanted.reason && known.message === wanted.message) return conditions
  return conditions.with(place, wanted)
}

const none: readonly string[] = []

type Uncounted = NonNullable<JobStatus['uncountedTerminatedPods']>
const noUncounted: Uncounted = {}

/** Moves pods that no longer carry the finalizer from the uncounted to the counts (cleanUncountedPodsWithoutFinalizers), if there are any. */
export function countUntracked(status: JobStatus, isStillTracked: (uid: string) => boolean): JobStatus {
  const { succeeded = none, failed = none } = status.uncountedTerminatedPods ?? noUncounted
  if (succeeded.length === 0 && failed.length === 0) return status
  const [stillSucceeded, stillFailed] = [succeeded.filter(isStillTracked), failed.filter(isStillTracked)]
  if (stillSucceeded.length === succeeded.length && stillFailed.length === failed.length) return status
  return {
    ...status,
    succeeded: (status.succeeded ?? 0) + succeeded.length - stillSucceeded.length,
    failed: (status.failed ?? 0) + failed.length - stillFailed.length,
    uncountedTerminatedPods: uncountedOf(stillSucceeded, stillFailed),
  }
}

export function uncountedOf(succeeded: readonly string[], failed: readonly string[]): Uncounted {
  if (failed.length > 0) return succeeded.length > 0 ? { succeeded, failed } : { failed }
  return succeeded.length > 0 ? { succeeded } : noUncounted
}
