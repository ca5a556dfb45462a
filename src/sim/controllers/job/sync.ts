import { Kind } from '../../api/kinds/ids.js'
import type { Condition, Job, JobStatus } from '../../api/types.js'
import { recordEvent } from '../../apiserver/events.js'
import { timestamp } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { conditionOf } from '../../api/conditions.js'
import { forget, requeueAfter, type WorkQueue } from '../define.js'
import { noBackoff } from './backoff.js'
import { podsOf } from './claim.js'
import { lookAt, type Look } from './look.js'
import { isMade, makeBatch } from './make-pods.js'
import { countsOf, deleteActive, manageJob, type Managed } from './manage.js'
import { component } from './names.js'
import { allCompletions, deadlineIn, endOf } from './outcome.js'
import { batchMs, retry } from './queue.js'
import { report, wait } from './report.js'
import type { JobState, Starting, Sync } from './state.js'
import { ensureCondition, jobCondition, withoutStart } from './status.js'
import { finishedAs, isManagedElsewhere, isSuspended } from './traits.js'

/** Begins a sync of a Job (job_controller.go syncJob, 1.36): deletes pods, or makes the first of those that are missing. */
export function syncJob(queue: WorkQueue, key: string, state: JobState): void {
  const { context } = queue
  const stored = context.store.get<Job>(Kind.Job, key)
  if (stored === undefined || finishedAs(stored) !== undefined) {
    state.backoffs.delete(key)
    state.ledgers.delete(key)
    return forget(queue, key)
  }
  if (isManagedElsewhere(stored)) return
  const isStarting = stored.status.startTime === undefined && !isSuspended(stored)
  const job = isStarting ? { ...stored, status: { ...stored.status, startTime: timestamp(context.cluster.clock, context.now) } } : stored
  const look = lookAt(job, podsOf(context, job, key, state.ledgers), state.backoffs.get(key) ?? noBackoff, context.cluster.clock, context.now)
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

function conclude(queue: WorkQueue, key: string, state: JobState, sync: Sync, managed: Managed): void {
  const { look, early } = sync
  const isFailedDeletion = early !== undefined && managed.error !== undefined
  const end = isFailedDeletion ? undefined : early ?? (isComplete(look, managed) ? allCompletions : undefined)
  const isManaged = early === undefined && look.job.metadata.deletionTimestamp === undefined
  const status = isManaged && end === undefined ? suspensionOf(queue.context, look.job) : look.job.status
  const isTaken = report(queue, key, state, { sync, end, managed, status })
  if (isTaken && managed.error === undefined) forget(queue, key)
  else retry(queue, key)
}

function requeueForDeadline(queue: WorkQueue, key: string, look: Look): void {
  const leftMs = deadlineIn(look)
  if (leftMs !== undefined) requeueAfter(queue, key, leftMs)
}

function isComplete({ job: { spec }, succeeded }: Look, { active }: Managed): boolean {
  return active === 0 && (spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions)
}

const none: readonly Condition[] = []

/** The status that says whether the Job is suspended or goes on, with an event when that is new. A suspended Job is not started. */
function suspensionOf(context: ActorContext, job: Job): JobStatus {
  const { conditions: known = none } = job.status
  if (!isSuspended(job) && conditionOf(known, 'Suspended') === undefined) return job.status
  const now = timestamp(context.cluster.clock, context.now)
  const [value, reason, message] = isSuspended(job) ? (['True', 'JobSuspended', 'Job suspended'] as const) : (['False', 'JobResumed', 'Job resumed'] as const)
  const conditions = ensureCondition(known, jobCondition('Suspended', value, reason, message, now))
  if (conditions === known) return job.status
  recordEvent(context, { regarding: job, type: 'Normal', reason: value === 'True' ? 'Suspended' : 'Resumed', message, component })
  return value === 'True' ? { ...withoutStart(job.status), conditions } : { ...job.status, conditions, startTime: now }
}
