import { Kind } from '../../api/kinds/ids.js'
import type { CronJob, CronJobStatus, Job } from '../../api/types.js'
import { isEqual, updateStatus } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { objectKey } from '../../store/keys.js'
import { forget, requeueAfter, requeueRateLimited, type WorkQueue } from '../define.js'
import { activeOf, cleanUp, finishedType, isIn, tell, withActive, withoutJob, type Active } from './active-jobs.js'
import { startDue, wallNow } from './start-due.js'
import { without } from '../without.js'

/** One sync of a CronJob (cronjob_controllerv2.go sync, 1.36). */
export function syncCronJob(queue: WorkQueue, key: string): void {
  const { context } = queue
  const cronJob = context.store.get<CronJob>(Kind.CronJob, key)
  if (cronJob === undefined) return forget(queue, key)
  const jobs = context.store.controlledBy<Job>(cronJob.metadata.uid, Kind.Job)
  const cleaned = withActive(cronJob.status, cleanUp(context, cronJob, jobs, activeOf(cronJob.status)))
  const seen = withoutMissing(context, cronJob, jobs, seeJobs(context, cronJob, jobs, cleaned))
  const { status, lookMs, error } = startDue(context, cronJob, seen)
  writeStatus(context, cronJob, status)
  if (error !== undefined) return requeueRateLimited(queue, key)
  forget(queue, key)
  if (lookMs !== undefined) requeueAfter(queue, key, lookMs - wallNow(context))
}

function writeStatus(context: ActorContext, cronJob: CronJob, wanted: CronJobStatus): void {
  if (wanted === cronJob.status && wanted.active?.length !== 0) return
  const { active = [] } = wanted
  const rest = without(wanted, 'active')
  const status = active.length === 0 ? rest : { ...rest, active }
  if (!isEqual(status, cronJob.status)) updateStatus(context, cronJob, status)
}

/** Jobs that are over leave the list of the active ones. */
function seeJobs(context: ActorContext, cronJob: CronJob, jobs: readonly Job[], before: CronJobStatus): CronJobStatus {
  let status = before
  for (let i = 0; i < jobs.length; i++) {
    const job = jobs[i]!
    const isActive = isIn(activeOf(status), job.metadata.uid)
    const finished = finishedType(job)
    if (finished !== undefined) {
      if (isActive || isLatest(job, finished, status)) status = seeFinished(context, cronJob, { job, isActive, finished }, status)
    } else if (!isActive) tell(context, cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name}`)
  }
  return status
}

interface Finished {
  readonly job: Job
  readonly isActive: boolean
  readonly finished: string
}

function seeFinished(context: ActorContext, cronJob: CronJob, { job, isActive, finished }: Finished, status: CronJobStatus): CronJobStatus {
  const { metadata: { name, uid }, status: { completionTime } } = job
  if (isActive) tell(context, cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${finished}`)
  const active = withoutJob(activeOf(status), uid)
  return completionTime !== undefined && isLatest(job, finished, status) ? { ...status, active, lastSuccessfulTime: completionTime } : { ...status, active }
}

const isLatest = ({ status: { completionTime } }: Job, finished: string, { lastSuccessfulTime }: CronJobStatus): boolean =>
  finished === 'Complete' && completionTime !== undefined && completionTime > (lastSuccessfulTime ?? '')

function withoutMissing(context: ActorContext, cronJob: CronJob, jobs: readonly Job[], status: CronJobStatus): CronJobStatus {
  const active = activeOf(status)
  if (areAllOf(jobs, active)) return status
  const missing = active.filter(({ uid, namespace, name }) => !isOneOf(jobs, uid) && context.store.get(Kind.Job, objectKey(namespace, name)) === undefined)
  for (const { name } of missing) tell(context, cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`)
  return missing.length === 0 ? status : { ...status, active: active.filter((reference) => !missing.includes(reference)) }
}

function areAllOf(jobs: readonly Job[], active: Active): boolean {
  for (let i = 0; i < active.length; i++) if (!isOneOf(jobs, active[i]!.uid)) return false
  return true
}

function isOneOf(jobs: readonly Job[], uid: string | undefined): boolean {
  for (let i = 0; i < jobs.length; i++) if (jobs[i]!.metadata.uid === uid) return true
  return false
}
