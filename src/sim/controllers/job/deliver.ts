import { Kind } from '../../api/kinds/ids.js'
import { compileSelector } from '../../api/labels.js'
import type { Job, ObjectKey, OwnerReference, Pod } from '../../api/types.js'
import { virtualTime } from '../../clock.js'
import { isEqual } from '../../apiserver/update.js'
import { controllerOf, keyOf } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { enqueue, requeueAfter, type WorkQueue } from '../define.js'
import { matchingPods } from '../matching-pods.js'
import { isTracked } from './pods.js'
import { enqueueBatched, enqueueOrphan } from './queue.js'
import type { JobState } from './state.js'
import { finishedAs } from './traits.js'

/** What a change of a Job wakes: a new spec at once, a new status after a second (addJob, updateJob, deleteJob, 1.36). */
export function deliverJob(queue: WorkQueue, state: JobState, { type, key, object, previous }: LogEntry): void {
  const job = object as Job
  const before = previous as Job | undefined
  if (type === 'DELETED') {
    enqueueOrphansOf(queue, job)
    return enqueue(queue, key)
  }
  if (type === 'ADDED' || before === undefined) return enqueueNew(queue, state, key)
  if (finishedAs(job) !== undefined) return enqueueOrphansOf(queue, job)
  if (job.metadata.generation === before.metadata.generation) enqueueBatched(queue, key)
  else enqueue(queue, key)
  const { activeDeadlineSeconds } = job.spec
  if (activeDeadlineSeconds === undefined || activeDeadlineSeconds === before.spec.activeDeadlineSeconds || job.status.startTime === undefined) return
  requeueAfter(queue, key, virtualTime(queue.context.cluster.clock, job.status.startTime) + activeDeadlineSeconds * 1000 - queue.context.now)
}

/**
 * Jobs that come together were stored one request after the other; so are their first pods, between which the second and further ones of
 * a slow start come.
 */
function enqueueNew(queue: WorkQueue, state: JobState, key: string): void {
  const { now, options } = queue.context
  const at = Math.max(now, state.turns.get('next') ?? now)
  state.turns.set('next', at + options.latency.writeMs)
  requeueAfter(queue, key, at - now)
}

/** Pods of a Job that is over: what still tracks them goes. */
function enqueueOrphansOf(queue: WorkQueue, job: Job): void {
  for (const pod of matchingPods(queue.context, job.metadata.namespace ?? '', job.spec.selector)) if (isTracked(pod)) enqueueOrphan(queue, keyOf(pod.metadata))
}

/** What a change of a pod wakes: its Job, or the one it had, or those that may adopt it (addPod, updatePod, deletePod, 1.36). */
export function deliverPod(queue: WorkQueue, { type, key, object, previous }: LogEntry): void {
  const pod = object as Pod
  const before = previous as Pod | undefined
  const controller = controllerOf(pod)
  if (type === 'DELETED' || pod.metadata.deletionTimestamp !== undefined) return deliverGoing(queue, key, pod)
  const isReowned = before !== undefined && before.metadata.ownerReferences !== pod.metadata.ownerReferences && !isEqual(controllerOf(before), controller)
  const former = isReowned ? jobOf(queue, before) : undefined
  if (former !== undefined) enqueueBatched(queue, keyOf(former.metadata))
  if (controller !== undefined) {
    const job = keyOfJob(pod, controller)
    if (job !== undefined && queue.context.store.byUid(Kind.Job, job, controller.uid) !== undefined) enqueueBatched(queue, job)
    return
  }
  if (isTracked(pod)) enqueueOrphan(queue, key)
  if (before === undefined || isReowned || !isEqual(before.metadata.labels, pod.metadata.labels)) enqueueAdopters(queue, pod)
}

function deliverGoing(queue: WorkQueue, key: string, pod: Pod): void {
  const controller = controllerOf(pod)
  if (controller !== undefined && controller.kind !== 'Job') return
  const job = jobOf(queue, pod)
  if (job !== undefined && finishedAs(job) === undefined) enqueueBatched(queue, keyOf(job.metadata))
  else if (isTracked(pod)) enqueueOrphan(queue, key)
}

/** The Job that controls a pod; undefined when it is not there any more. */
export function jobOf(queue: WorkQueue, pod: Pod): Job | undefined {
  const controller = controllerOf(pod)
  const key = controller === undefined ? undefined : keyOfJob(pod, controller)
  return key === undefined ? undefined : queue.context.store.byUid<Job>(Kind.Job, key, controller!.uid)
}

const keyOfJob = (pod: Pod, { kind, name }: OwnerReference): ObjectKey | undefined => (kind === 'Job' ? `${pod.metadata.namespace}/${name}` : undefined)

function enqueueAdopters(queue: WorkQueue, pod: Pod): void {
  const { labels, namespace = '' } = pod.metadata
  if (labels === undefined) return
  for (const job of queue.context.store.inNamespace<Job>(Kind.Job, namespace)) {
    if (compileSelector(job.spec.selector)(labels)) enqueueBatched(queue, keyOf(job.metadata))
  }
}
