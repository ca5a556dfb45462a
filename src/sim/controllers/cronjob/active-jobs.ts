import { Kind } from '../../api/kinds/ids.js'
import type { CronJob, CronJobStatus, Job, ObjectReference } from '../../api/types.js'
import { deleteObject } from '../../apiserver/delete.js'
import { recordEvent, type EventSpec } from '../../apiserver/events.js'
import type { ActorContext } from '../../state.js'
import { keyOf } from '../../store/keys.js'

export const component = 'cronjob-controller'

/** Says something of a CronJob. */
export function tell(context: ActorContext, cronJob: CronJob, type: EventSpec['type'], reason: string, message: string): void {
  recordEvent(context, { regarding: cronJob, type, reason, message, component })
}

export type Active = readonly ObjectReference[]

export function isIn(active: Active, uid: string): boolean {
  for (let i = 0; i < active.length; i++) if (active[i]!.uid === uid) return true
  return false
}

export const withoutJob = (active: Active, uid: string): Active => (isIn(active, uid) ? active.filter((reference) => reference.uid !== uid) : active)

const none: Active = []

/** The references of a status, which leaves an empty list out. */
export const activeOf = ({ active }: CronJobStatus): Active => active ?? none

/** The status with these references; the same where they are its own. */
export const withActive = (status: CronJobStatus, active: Active): CronJobStatus => (active === activeOf(status) ? status : { ...status, active })

export function finishedType({ status: { conditions } }: Job): string | undefined {
  if (conditions === undefined) return undefined
  for (let i = 0; i < conditions.length; i++) {
    const { type, status } = conditions[i]!
    if (status === 'True' && (type === 'Complete' || type === 'Failed')) return type
  }
  return undefined
}

export const referenceTo = ({ apiVersion, kind, metadata: { namespace, name, uid, resourceVersion } }: Job): ObjectReference =>
  ({ kind, ...(namespace === undefined ? {} : { namespace }), name, uid, apiVersion, resourceVersion })

/** Deletes a Job in the background and takes it off the list of the active ones (deleteJob, 1.36). */
export function deleteJob(context: ActorContext, cronJob: CronJob, job: Job, active: Active): Active {
  const { uid, name } = job.metadata
  const deleted = deleteObject(context, Kind.Job, keyOf(job.metadata), { propagation: 'Background' })
  if (!deleted.ok) {
    tell(context, cronJob, 'Warning', 'FailedDelete', `Deleted job: ${deleted.error.message}`)
    return active
  }
  tell(context, cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`)
  return withoutJob(active, uid)
}

/** Deletes the oldest of the Jobs that are over, beyond the limits of the history (cleanupFinishedJobs). */
export function cleanUp(context: ActorContext, cronJob: CronJob, jobs: readonly Job[], active: Active): Active {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = cronJob.spec
  const kept = isBeyond(jobs, 'Complete', successfulJobsHistoryLimit) ? removeOldest(context, cronJob, { jobs, type: 'Complete', limit: successfulJobsHistoryLimit }, active) : active
  return isBeyond(jobs, 'Failed', failedJobsHistoryLimit) ? removeOldest(context, cronJob, { jobs, type: 'Failed', limit: failedJobsHistoryLimit }, kept) : kept
}

interface History {
  readonly jobs: readonly Job[]
  readonly type: string
  readonly limit: number
}

function removeOldest(context: ActorContext, cronJob: CronJob, { jobs: all, type, limit }: History, active: Active): Active {
  const jobs = all.filter((job) => finishedType(job) === type)
  return jobs.toSorted(byStart).slice(0, jobs.length - limit).reduce((left, job) => deleteJob(context, cronJob, job, left), active)
}

/** Whether more Jobs have ended like that than are kept. */
function isBeyond(jobs: readonly Job[], type: string, limit: number | undefined): limit is number {
  if (limit === undefined || jobs.length <= limit) return false
  let count = 0
  for (let i = 0; i < jobs.length; i++) if (finishedType(jobs[i]!) === type) count++
  return count > limit
}

function byStart(a: Job, b: Job): number {
  const [x, y] = [a.status.startTime ?? '~', b.status.startTime ?? '~']
  if (x !== y) return x < y ? -1 : 1
  return a.metadata.name < b.metadata.name ? -1 : 1
}
