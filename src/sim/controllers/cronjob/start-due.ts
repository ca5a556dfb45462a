import type { ApiError } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import type { CronJob, CronJobStatus, Job, Millis } from '../../api/types.js'
import { timestamp, virtualTime } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { controllerOf, objectKey } from '../../store/keys.js'
import { isNamespaceTerminating } from '../namespace-terminating.js'
import { activeOf, deleteJob, isIn, referenceTo, tell, withActive, type Active } from './active-jobs.js'
import { mostRecentDue, nextLookMs, scheduleDelayMs, type Times } from './due.js'
import { readSchedule } from './read-schedule.js'
import type { Schedule } from './schedule.js'
import { createScheduledJob, jobNameAt } from './scheduled-job.js'
import { awaitedMs, awaitMs } from './waiting.js'
import { rfc1123 } from './zone.js'

/** What a sync has come to: the status to write, and when to look again or why it failed. */
interface Outcome {
  readonly status: CronJobStatus
  readonly lookMs?: Millis | undefined
  readonly error?: ApiError
}

export const wallNow = ({ cluster }: ActorContext): Millis => cluster.clock.startMs + cluster.now

/** Starts the Job that is due, if one is and may be started (syncCronJob). */
export function startDue(context: ActorContext, cronJob: CronJob, status: CronJobStatus): Outcome {
  const { spec, metadata } = cronJob
  if (metadata.deletionTimestamp !== undefined) return { status }
  if (!readSchedule(spec).isZoneKnown) {
    tell(context, cronJob, 'Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(spec.timeZone)}: unknown time zone ${spec.timeZone}`)
    return { status }
  }
  if (spec.suspend === true) return { status }
  const schedule = scheduleOf(context, cronJob)
  return schedule === undefined ? { status } : startAt(context, { cronJob, status, schedule })
}

/** undefined, with an event, for a schedule that cannot be read. */
function scheduleOf(context: ActorContext, cronJob: CronJob): Schedule | undefined {
  const { schedule } = cronJob.spec
  if (schedule.includes('TZ')) {
    const where = 'see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'
    tell(context, cronJob, 'Warning', 'UnsupportedSchedule', `CRON_TZ or TZ used in schedule ${JSON.stringify(schedule)} is not officially supported, ${where}`)
  }
  const { schedule: parsed } = readSchedule(cronJob.spec)
  if (!('error' in parsed)) return parsed
  tell(context, cronJob, 'Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(schedule)} : ${parsed.error}`)
  return undefined
}

export function timesOf({ cluster: { clock } }: ActorContext, { metadata, spec, status }: CronJob): Times {
  const wall = (text: string | undefined): Millis | undefined => (text === undefined ? undefined : virtualTime(clock, text) + clock.startMs)
  const { startingDeadlineSeconds: deadline } = spec
  const startingDeadlineMs = deadline === undefined ? undefined : deadline * 1000
  return { createdMs: wall(metadata.creationTimestamp)!, lastScheduledMs: wall(status.lastScheduleTime), startingDeadlineMs }
}

interface Start {
  readonly cronJob: CronJob
  readonly status: CronJobStatus
  readonly schedule: Schedule
}

function startAt(context: ActorContext, { cronJob, status, schedule }: Start): Outcome {
  const now = wallNow(context)
  const awaited = awaitedMs(cronJob)
  if (awaited !== undefined && now < awaited) return { status, lookMs: awaited + scheduleDelayMs }
  const times = timesOf(context, cronJob)
  const due = mostRecentDue(times, now, schedule)
  if (due.isNever === true) {
    const why = 'time difference between two schedules is less than 1 second'
    tell(context, cronJob, 'Warning', 'InvalidSchedule', `invalid schedule: ${cronJob.spec.schedule} : ${why}`)
    return { status }
  }
  if (due.recentMs === undefined) {
    const lookMs = nextLookMs(times, now, schedule)
    if (lookMs !== undefined) awaitMs(cronJob, lookMs - scheduleDelayMs)
    return { status, lookMs }
  }
  if (due.missed === 'many') {
    tell(context, cronJob, 'Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew')
  }
  if (!mayStart(context, cronJob, status, due.recentMs, times)) return { status, lookMs: nextLookMs(times, now, schedule) }
  const started = start(context, cronJob, status, due.recentMs)
  if (started.error !== undefined) return started
  const isStarted = started.status.lastScheduleTime !== status.lastScheduleTime
  return isStarted ? { status: started.status, lookMs: nextLookMs({ ...times, lastScheduledMs: due.recentMs }, now, schedule) } : { status: started.status }
}

function mayStart(context: ActorContext, cronJob: CronJob, status: CronJobStatus, dueMs: Millis, { startingDeadlineMs, lastScheduledMs }: Times): boolean {
  if (startingDeadlineMs !== undefined && dueMs + startingDeadlineMs < wallNow(context)) {
    tell(context, cronJob, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(dueMs)}`)
    return false
  }
  const active = activeOf(status)
  if (lastScheduledMs === dueMs || active.some(({ name }) => name === jobNameAt(cronJob, dueMs))) return false
  if (cronJob.spec.concurrencyPolicy !== 'Forbid' || active.length === 0) return true
  tell(context, cronJob, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid')
  return false
}

function start(context: ActorContext, cronJob: CronJob, before: CronJobStatus, dueMs: Millis): Outcome {
  const status = cronJob.spec.concurrencyPolicy === 'Replace' ? withActive(before, withoutRunning(context, cronJob, activeOf(before))) : before
  const created = createScheduledJob(context, cronJob, dueMs)
  if (!created.ok && created.error.reason !== 'AlreadyExists') {
    if (!isNamespaceTerminating(created.error)) tell(context, cronJob, 'Warning', 'FailedCreate', `Error creating job: ${created.error.message}`)
    return { status, error: created.error }
  }
  const job = created.ok ? created.value : context.store.get<Job>(Kind.Job, objectKey(cronJob.metadata.namespace, jobNameAt(cronJob, dueMs)))
  if (job === undefined || controllerOf(job)?.uid !== cronJob.metadata.uid || isIn(activeOf(status), job.metadata.uid)) return { status }
  if (created.ok) tell(context, cronJob, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`)
  const { clock } = context.cluster
  return { status: { ...status, active: [...activeOf(status), referenceTo(job)], lastScheduleTime: timestamp(clock, dueMs - clock.startMs) } }
}

function withoutRunning(context: ActorContext, cronJob: CronJob, active: Active): Active {
  return active.reduce((left, { namespace, name }) => {
    const job = context.store.get<Job>(Kind.Job, objectKey(namespace, name))
    return job === undefined ? left : deleteJob(context, cronJob, job, left)
  }, active)
}
