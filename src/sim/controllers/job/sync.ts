import { Kind } from '../../api/kinds/ids.js'
import type { Condition, Job, JobStatus, Millis, Timestamp } from '../../api/types.js'
import { recordEvent } from '../../apiserver/events.js'
import { isEqual, updateStatus } from '../../apiserver/update.js'
import { timestamp } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { keyOf } from '../../store/keys.js'
import { forget, requeueAfter, type WorkQueue } from '../define.js'
import { noBackoff } from './backoff.js'
import { podsOf, untrack } from './claim.js'
import { lookAt, type Look } from './look.js'
import { isMade, makeBatch } from './make-pods.js'
import { countsOf, deleteActive, manageJob, type Managed } from './manage.js'
import { component } from './names.js'
import { isTracked } from './pods.js'
import { allCompletions, deadlineIn, endOf, type End } from './outcome.js'
import { batchMs, requeueRest, retry } from './queue.js'
import type { Counting, JobState, Starting, Sync, Work } from './state.js'
import { compactStatus, countUntracked, ensureCondition, jobCondition } from './status.js'
import { finishedAs, isManagedElsewhere, isSuspended } from './traits.js'
import { trackPods } from './track.js'

/** Begins a sync of a Job (job_controller.go syncJob, 1.36): deletes pods, or makes the first of those that are missing. */
export function syncJob(queue: WorkQueue, key: string, state: JobState): void {
  const { context } = queue
  const stored = context.store.get<Job>(Kind.Job, key)
  if (stored === undefined || finishedAs(stored) !== undefined) {
    state.backoffs.delete(key)
    return forget(queue, key)
  }
  if (isManagedElsewhere(stored)) return
  const isStarting = stored.status.startTime === undefined && !isSuspended(stored)
  const job = isStarting ? { ...stored, status: { ...stored.status, startTime: timestamp(context.cluster.clock, context.now) } } : stored
  const look = lookAt(job, podsOf(context, job), state.backoffs.get(key) ?? noBackoff, context.cluster.clock, context.now)
  const early = endOf(look)
  if (early === undefined) requeueForDeadline(queue, key, look)
  const managed = early !== undefined ? deleteActive(context, look) : job.metadata.deletionTimestamp === undefined ? manageJob(context, look) : countsOf(look)
  if (managed.backoffMs !== undefined) requeueAfter(queue, key, Math.max(batchMs, managed.backoffMs))
  goOn(queue, key, state, { sync: { stored, look, early }, managed })
}

/** Makes the next batch of pods, if any are left to be made; then says what came of it. */
export function goOn(queue: WorkQueue, key: string, state: JobState, { sync, managed }: Starting): void {
  const { making } = managed
  if (making === undefined) return conclude(queue, key, state, sync, managed)
  const { active, error } = { active: managed.active + making.made, error: making.error }
  if (isMade(making)) return conclude(queue, key, state, sync, { ...managed, active, ...(error === undefined ? {} : { error }) })
  const next = makeBatch(queue.context, sync.look.job, making)
  const { batchMs: betweenMs, writeMs } = queue.context.options.latency
  wait(queue, key, state, { sync, managed: { ...managed, making: next } }, isMade(next) ? writeMs : betweenMs)
}

function wait(queue: WorkQueue, key: string, state: JobState, rest: Work['rest'], ms: Millis): void {
  state.work.set(key, { rest, isWanted: false })
  requeueRest(queue, key, ms)
}

function conclude(queue: WorkQueue, key: string, state: JobState, sync: Sync, managed: Managed): void {
  const { look, early } = sync
  const isFailedDeletion = early !== undefined && managed.error !== undefined
  const end = isFailedDeletion ? undefined : early ?? (isComplete(look, managed) ? allCompletions : undefined)
  const isManaged = early === undefined && look.job.metadata.deletionTimestamp === undefined
  const status = isManaged && end === undefined ? suspensionOf(queue.context, look.job) : look.job.status
  report(queue, key, state, { sync, end, managed, status })
  if (managed.error === undefined) forget(queue, key)
  else retry(queue, key)
}

function requeueForDeadline(queue: WorkQueue, key: string, look: Look): void {
  const leftMs = deadlineIn(look)
  if (leftMs !== undefined) requeueAfter(queue, key, leftMs)
}

function isComplete({ job: { spec }, succeeded }: Look, { active }: Managed): boolean {
  return active === 0 && (spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions)
}

/** The status that says whether the Job is suspended or goes on, with an event when that is new. A suspended Job is not started. */
function suspensionOf(context: ActorContext, job: Job): JobStatus {
  const now = timestamp(context.cluster.clock, context.now)
  const { startTime, ...status } = job.status
  const known = status.conditions ?? []
  const [value, reason, message] = isSuspended(job) ? (['True', 'JobSuspended', 'Job suspended'] as const) : (['False', 'JobResumed', 'Job resumed'] as const)
  const conditions = ensureCondition(known, jobCondition('Suspended', value, reason, message, now))
  if (conditions === known) return job.status
  recordEvent(context, { regarding: job, type: 'Normal', reason: value === 'True' ? 'Suspended' : 'Resumed', message, component })
  return value === 'True' ? { ...status, conditions } : { ...status, conditions, startTime: now }
}

interface Report {
  readonly sync: Sync
  readonly end: End | undefined
  readonly managed: Managed
  readonly status: JobStatus
}

/** Writes what is known, with the ended pods uncounted, and leaves the rest to `finishSync`. */
function report(queue: WorkQueue, key: string, state: JobState, { sync: { stored, look }, end, managed, status }: Report): void {
  const { context } = queue
  const { active, ready, terminating } = managed
  const tracked = new Set(look.pods.filter(isTracked).map(({ metadata }) => metadata.uid))
  const counted = countUntracked({ ...status, active, ready, terminating }, (uid) => tracked.has(uid))
  const tracking = trackPods(look, counted, end)
  const now = timestamp(context.cluster.clock, context.now)
  const next = compactStatus({ ...tracking.status, conditions: withFirstCondition(tracking.status, end, now) })
  const isNew = !isEqual(next, stored.status)
  if (isNew) {
    updateStatus(context, stored, next)
    state.backoffs.set(key, look.backoff)
  }
  if (tracking.untracked.length === 0 && end === undefined && !isNew) return
  const untracked = tracking.untracked.map(({ metadata }) => ({ key: keyOf(metadata), uid: metadata.uid }))
  wait(queue, key, state, { uid: stored.metadata.uid, untracked, end: tracking.isFull ? undefined : end }, context.options.latency.writeMs)
}

function withFirstCondition({ conditions = [] }: JobStatus, end: End | undefined, now: Timestamp): readonly Condition[] {
  if (end === undefined || !end.isNew) return conditions
  return [...conditions, jobCondition(end.isSuccess ? 'SuccessCriteriaMet' : 'FailureTarget', 'True', end.reason, end.message, now)]
}

/** The second half of a sync: the finalizers go, the pods are counted, and the Job has ended if nothing is left of it. */
export function finishSync(queue: WorkQueue, key: string, { uid, untracked, end }: Counting): void {
  const { context } = queue
  for (const pod of untracked) untrack(context, pod.key, pod.uid)
  const job = context.store.byUid<Job>(Kind.Job, key, uid)
  if (job === undefined) return
  const gone = new Set(untracked.map((pod) => pod.uid))
  const counted = countUntracked(job.status, (pod) => !gone.has(pod))
  const isEnded = end !== undefined && hasNothingLeft(counted)
  const now = timestamp(context.cluster.clock, context.now)
  const status = isEnded ? endedStatus(counted, end, now) : counted
  if (status === job.status) return
  const written = updateStatus(context, job, compactStatus(status))
  if (isEnded && written.ok) recordEnd(context, written.value, end)
}

const hasNothingLeft = ({ uncountedTerminatedPods: { succeeded = [], failed = [] } = {}, terminating = 0 }: JobStatus): boolean =>
  succeeded.length === 0 && failed.length === 0 && terminating === 0

function endedStatus(status: JobStatus, { isSuccess, reason, message }: End, now: Timestamp): JobStatus {
  const conditions = ensureCondition(status.conditions ?? [], jobCondition(isSuccess ? 'Complete' : 'Failed', 'True', reason, message, now))
  return { ...status, conditions, ...(isSuccess ? { completionTime: now } : {}) }
}

function recordEnd(context: ActorContext, job: Job, { isSuccess, reason, message }: End): void {
  if (!isSuccess) return recordEvent(context, { regarding: job, type: 'Warning', reason, message, component })
  if (job.spec.completions !== undefined && (job.status.succeeded ?? 0) > job.spec.completions) {
    recordEvent(context, { regarding: job, type: 'Warning', reason: 'TooManySucceededPods', message: 'Too many succeeded pods running after completion count reached', component })
  }
  recordEvent(context, { regarding: job, type: 'Normal', reason: 'Completed', message: 'Job completed', component })
}
