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
  const { succeeded = noUids, failed = noUids } = job.status.uncountedTerminatedPods ?? nothing
  const active: Pod[] = []
  let newSucceeded = noPods
  let newFailed = noPods
  let ready = 0
  let terminating = 0
  for (let i = 0; i < pods.length; i++) {
    const pod = pods[i]!
    if (isActive(pod)) {
      active.push(pod)
      if (isReady(pod)) ready++
    } else if (isTerminating(pod)) terminating++
    if (pod.status.phase === 'Succeeded' && isNew(job, pod, succeeded)) newSucceeded = added(newSucceeded, pod)
    else if (isFailed(pod, job) && isNew(job, pod, failed)) newFailed = added(newFailed, pod)
  }
  const indexes = isIndexed(job) ? indexLook(job, pods, active, clock) : undefined
  return {
    job, pods, active, clock, now, indexes, ready, terminating,
    succeeded: indexes === undefined ? (job.status.succeeded ?? 0) + newSucceeded.length + succeeded.length : totalOf(indexes.succeeded),
    failed: (job.status.failed ?? 0) + countedFailures(job, newFailed) + failed.length,
    backoff: nextBackoff(record, clock, newSucceeded, newFailed),
  }
}

const nothing: NonNullable<Job['status']['uncountedTerminatedPods']> = {}
const noUids: readonly string[] = []
const noPods: Pod[] = []

/** Most syncs find no pod that has ended: a list is made for the first one. */
function added(pods: Pod[], pod: Pod): Pod[] {
  if (pods === noPods) return [pod]
  pods.push(pod)
  return pods
}

const isNew = (job: Job, pod: Pod, counted: readonly string[]): boolean => isTracked(pod) && !counted.includes(pod.metadata.uid) && hasValidIndex(pod, job)

const countedFailures = (job: Job, failed: readonly Pod[]): number =>
  (failed.length === 0 || job.spec.podFailurePolicy === undefined ? failed.length : failed.filter((pod) => countsFailure(job, pod)).length)
