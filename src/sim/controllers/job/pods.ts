import type { Job, Pod } from '../../api/types.js'
import { completionIndex, failureCount, ignoredFailureCount, trackingFinalizer } from './names.js'
import { isIndexed, replacesOnlyFailed } from './traits.js'

/** What the Job controller reads off one pod (job_controller.go, indexed_job_utils.go, 1.36). */

export const isTracked = (pod: Pod): boolean => pod.metadata.finalizers?.includes(trackingFinalizer) === true

/** Deleted pods count as failed at once, unless they are replaced only when they have ended. */
export function isFailed(pod: Pod, job: Job): boolean {
  if (pod.status.phase === 'Failed') return true
  return !replacesOnlyFailed(job) && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded'
}

const natural = /^\+?\d+$/
const maxInt32 = 0x7fff_ffff

/** -1 for a pod without one. */
export function indexOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[completionIndex]
  return text !== undefined && natural.test(text) ? Number(text) : -1
}

/** Whether the pod's index is one of the Job's; any pod of a Job without indexes. */
export function hasValidIndex(pod: Pod, job: Job): boolean {
  if (!isIndexed(job)) return true
  const index = indexOf(pod)
  return index >= 0 && index < (job.spec.completions ?? 0)
}

const countIn = (pod: Pod, annotation: string): number => {
  const text = pod.metadata.annotations?.[annotation]
  const count = text !== undefined && natural.test(text) ? Number(text) : 0
  return count > maxInt32 ? 0 : count
}

/** Failures of the pod's index before it that count towards the limit per index. */
export const failuresBefore = (pod: Pod): number => countIn(pod, failureCount)
export const ignoredBefore = (pod: Pod): number => countIn(pod, ignoredFailureCount)
export const allFailuresBefore = (pod: Pod): number => failuresBefore(pod) + ignoredBefore(pod)
