import type { Clock } from '../../clock.js'
import type { Job, Millis, Pod } from '../../api/types.js'
import { isActive, isReady, isTerminating } from '../pod-state.js'
import { nextBackoff, type BackoffRecord } from './backoff.js'
import { countsFailure } from './failure-policy.js'
import { indexLook, type IndexLook } from './indexes.js'
import { totalOf } from './intervals.js'
import { hasValidIndex, isFailed, isTracked } from './pods.js'
import { isIndexed } from './traits.js'

/** What a sync sees of a Job and its pods before it changes anything (syncJobCtx, 1.36). */
export interface Look {
  readonly job: Job
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  readonly ready: number
  readonly terminating: number
  /** With the pods that ended since the last sync. */
  readonly succeeded: number
  readonly failed: number
  readonly backoff: BackoffRecord
  /** Of Indexed Jobs. */
  readonly indexes: IndexLook | undefined
  readonly clock: Clock
  readonly now: Millis
}

export function lookAt(job: Job, pods: readonly Pod[], record: BackoffRecord, clock: Clock, now: Millis): Look {
  const active = pods.filter(isActive)
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {}
  const isNew = (pod: Pod, counted: readonly string[]): boolean => isTracked(pod) && !counted.includes(pod.metadata.uid) && hasValidIndex(pod, job)
  const newSucceeded = pods.filter((pod) => pod.status.phase === 'Succeeded' && isNew(pod, succeeded))
  const newFailed = pods.filter((pod) => isFailed(pod, job) && isNew(pod, failed))
  const indexes = isIndexed(job) ? indexLook(job, pods, active, clock) : undefined
  return {
    job, pods, active, clock, now, indexes,
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    succeeded: indexes === undefined ? (job.status.succeeded ?? 0) + newSucceeded.length + succeeded.length : totalOf(indexes.succeeded),
    failed: (job.status.failed ?? 0) + newFailed.filter((pod) => countsFailure(job, pod)).length + failed.length,
    backoff: nextBackoff(record, clock, newSucceeded, newFailed),
  }
}
