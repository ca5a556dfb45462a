import type { Condition, Job } from '../../api/types.js'
import { conditionOf } from '../../api/conditions.js'
import { controllerName } from './names.js'

/** What a Job is, by its spec and conditions (job_controller.go and job/util, 1.36). */

export const isIndexed = (job: Job): boolean => job.spec.completionMode === 'Indexed'
export const isSuspended = (job: Job): boolean => job.spec.suspend === true
export const hasLimitPerIndex = (job: Job): boolean => job.spec.backoffLimitPerIndex !== undefined
export const isManagedElsewhere = (job: Job): boolean => job.spec.managedBy !== undefined && job.spec.managedBy !== controllerName

/** Whether pods are replaced only once they have ended (onlyReplaceFailedPods). */
export const replacesOnlyFailed = (job: Job): boolean => job.spec.podReplacementPolicy === 'Failed' || job.spec.podFailurePolicy !== undefined

export const isTrue = (conditions: readonly Condition[] | undefined, type: string): boolean => conditionOf(conditions, type)?.status === 'True'

/** `Complete` or `Failed` once the Job has ended. */
export function finishedAs(job: Job): Condition | undefined {
  const { conditions } = job.status
  if (conditions === undefined) return undefined
  for (let i = 0; i < conditions.length; i++) {
    const { type, status } = conditions[i]!
    if (status === 'True' && (type === 'Complete' || type === 'Failed')) return conditions[i]
  }
  return undefined
}
