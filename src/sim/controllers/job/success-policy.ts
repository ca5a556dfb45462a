import type { Job } from '../../api/types.js'
import { overlapOf, parseIntervals, totalOf, type Intervals } from './intervals.js'

/** Why the Job has succeeded before all completions, if it has (success_policy.go matchSuccessPolicy, 1.36). */
export function matchSuccessPolicy(job: Job, succeeded: Intervals): string | undefined {
  if (succeeded.length === 0) return undefined
  const place = (job.spec.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && totalOf(succeeded) >= succeededCount
    const wanted = parseIntervals(succeededIndexes, job.spec.completions ?? 0)
    if (wanted.length === 0) return false
    const overlap = overlapOf(wanted, succeeded)
    return overlap === totalOf(wanted) || (succeededCount !== undefined && overlap >= succeededCount)
  })
  return place < 0 ? undefined : `Matched rules at index ${place}`
}
