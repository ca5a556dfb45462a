import { Kind } from '../../api/kinds/ids.js'
import type { CronJob, CronJobStatus, Job } from '../../api/types.js'
import { isEqual, updateStatus } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { objectKey } from '../../store/keys.js'
import { forget, requeueAfter, requeueRateLimited, type WorkQueue } from '../define.js'
import { cleanUp, finishedType, isIn, tell, withoutJob } from './active-jobs.js'
import { startDue, wallNow, type Status } from './start-due.js'

/** One sync of a CronJob (cronjob_controllerv2.go sync, 1.36). */
export function syncCronJob(queue: WorkQueue, key: string): void {
  const { context } = queue
  const cronJob = context.store.get<CronJob>(Kind.CronJob, key)
  if (cronJob === undefined) return forget(queue, key)
  const jobs = context.store.controlledBy<Job>(cronJob.metadata.uid, Kind.Job)
  const cleaned: Status = { ...cronJob.status, active: cleanUp(context, cronJob, jobs, cronJob.status.active ?? []) }
  const seen = withoutMissing(context, cronJob, jobs, seeJobs(context, cronJob, jobs, cleaned))
  const { status, lookMs, error } = startDue(context, cronJob, seen)
  writeStatus(context, cronJob, status)
  if (error !== undefined) return requeueRateLimited(queue, key)
  forget(queue, key)
  if (lookMs !== undefined) requeueAfter(queue, key, lookMs - wallNow(context))
}

function writeStatus(context: ActorContext, cronJob: CronJob, { active = [], ...rest }: CronJobStatus): void {
  const status = { ...rest, ...(active.length === 0 ? {} : { active }) }
  if (!isEqual(status, cronJob.status)) updateStatus(context, cronJob, status)
}

/** Jobs that are over leave the list of the active ones. */
function seeJobs(context: ActorContext, cronJob: CronJob, jobs: readonly Job[], before: Status): Status {
  return jobs.reduce<Status>((status, job) => {
    const { name, uid } = job.metadata
    const [isActive, finished] = [isIn(status.active, uid), finishedType(job)]
    if (finished === undefined) {
      if (!isActive) tell(context, cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`)
      return status
    }
    if (isActive) tell(context, cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${finished}`)
    const { completionTime } = job.status
    const isLatest = finished === 'Complete' && completionTime !== undefined && completionTime > (status.lastSuccessfulTime ?? '')
    if (!isActive && !isLatest) return status
    return { ...status, active: withoutJob(status.active, uid), ...(isLatest ? { lastSuccessfulTime: completionTime } : {}) }
  }, before)
}

function withoutMissing(context: ActorContext, cronJob: CronJob, jobs: readonly Job[], status: Status): Status {
  if (status.active.length === 0) return status
  const known = new Set(jobs.map(({ metadata }) => metadata.uid))
  const isThere = (namespace: string | undefined, name: string): boolean => context.store.get(Kind.Job, objectKey(namespace, name)) !== undefined
  const missing = status.active.filter(({ uid = '', namespace, name }) => !known.has(uid) && !isThere(namespace, name))
  for (const { name } of missing) tell(context, cronJob, 'Normal', 'MissingJob', `Active job went missing: ${name}`)
  return missing.length === 0 ? status : { ...status, active: status.active.filter((reference) => !missing.includes(reference)) }
}
