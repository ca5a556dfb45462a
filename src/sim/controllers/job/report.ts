import { Kind } from '../../api/kinds/ids.js'
import type { Job, JobStatus, Millis, Pod, Timestamp } from '../../api/types.js'
import { recordEvent } from '../../apiserver/events.js'
import { isEqual, updateStatus } from '../../apiserver/update.js'
import { timestamp } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { keyOf } from '../../store/keys.js'
import type { WorkQueue } from '../define.js'
import { untrack } from './claim.js'
import type { Managed } from './manage.js'
import { component } from './names.js'
import type { End } from './outcome.js'
import { isTracked } from './pods.js'
import { requeueRest } from './queue.js'
import type { Counting, JobState, Sync, Work } from './state.js'
import { compactStatus, countUntracked, ensureCondition, jobCondition } from './status.js'
import { trackPods } from './track.js'

/** The sync goes on when the API server has answered. */
export function wait(queue: WorkQueue, key: string, state: JobState, rest: Work['rest'], ms: Millis): void {
  state.work.set(key, { rest, isWanted: false })
  requeueRest(queue, key, ms)
}

/** What a sync has come to. */
interface Report {
  readonly sync: Sync
  readonly end: End | undefined
  readonly managed: Managed
  readonly status: JobStatus
}

/** Writes what is known, with the ended pods uncounted, and leaves the rest to `finishSync`. False: the API server refused the status, nothing is done. */
export function report(queue: WorkQueue, key: string, state: JobState, { sync: { stored, look }, end, managed, status }: Report): boolean {
  const { context } = queue
  const { active, ready, terminating } = managed
  let tracked: ReadonlySet<string> | undefined
  const counted = countUntracked({ ...status, active, ready, terminating }, (uid) => (tracked ??= trackedUids(look.pods)).has(uid))
  const tracking = trackPods(look, counted, end)
  const next = compactStatus(end?.isNew === true ? withFirstCondition(tracking.status, end, timestamp(context.cluster.clock, context.now)) : tracking.status)
  const isNew = !isEqual(next, stored.status)
  if (isNew && isRefused(stored.status, next)) return false
  if (isNew) {
    updateStatus(context, stored, next)
    state.backoffs.set(key, look.backoff)
  }
  if (tracking.untracked.length === 0 && end === undefined && !isNew) return true
  const untracked = tracking.untracked.length === 0 ? none : tracking.untracked.map(({ metadata }) => ({ key: keyOf(metadata), uid: metadata.uid }))
  wait(queue, key, state, { uid: stored.metadata.uid, untracked, end: tracking.isFull ? undefined : end }, context.options.latency.writeMs)
  return true
}

/**
 * The API server takes no status with more ready pods than active ones (validation.go RejectMoreReadyThanActivePods, 1.36). A sync that backs off
 * reports no active pods, so next to a pod that is ready it fails until the back-off has passed; ended pods are not counted before.
 */
const isRefused = ({ active: oldActive = 0, ready: oldReady }: JobStatus, { active = 0, ready = 0 }: JobStatus): boolean =>
  ready > active && (active !== oldActive || ready !== oldReady)

const none: Counting['untracked'] = []

const trackedUids = (pods: readonly Pod[]): ReadonlySet<string> => new Set(pods.filter(isTracked).map(({ metadata }) => metadata.uid))

function withFirstCondition(status: JobStatus, end: End, now: Timestamp): JobStatus {
  const { conditions = [] } = status
  return { ...status, conditions: [...conditions, jobCondition(end.isSuccess ? 'SuccessCriteriaMet' : 'FailureTarget', 'True', end.reason, end.message, now)] }
}

/** The second half of a sync: the finalizers go, the pods are counted, and the Job has ended if nothing is left of it. */
export function finishSync(queue: WorkQueue, key: string, { uid, untracked, end }: Counting): void {
  if (untracked.length === 0 && end === undefined) return
  const { context } = queue
  for (let i = 0; i < untracked.length; i++) untrack(context, untracked[i]!.key, untracked[i]!.uid)
  const job = context.store.byUid<Job>(Kind.Job, key, uid)
  if (job === undefined) return
  const counted = countUntracked(job.status, untracked.length === 1 ? (pod) => pod !== untracked[0]!.uid : notIn(untracked))
  const isEnded = end !== undefined && hasNothingLeft(counted)
  const status = isEnded ? endedStatus(counted, end, timestamp(context.cluster.clock, context.now)) : counted
  if (status === job.status) return
  const written = updateStatus(context, job, compactStatus(status))
  if (isEnded && written.ok) recordEnd(context, written.value, end)
}

function notIn(untracked: Counting['untracked']): (uid: string) => boolean {
  const gone = new Set(untracked.map((pod) => pod.uid))
  return (uid) => !gone.has(uid)
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
    const tooMany = 'Too many succeeded pods running after completion count reached'
    recordEvent(context, { regarding: job, type: 'Warning', reason: 'TooManySucceededPods', message: tooMany, component })
  }
  recordEvent(context, { regarding: job, type: 'Normal', reason: 'Completed', message: 'Job completed', component })
}
