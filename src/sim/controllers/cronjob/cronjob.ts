import { Kind } from '../../api/kinds/ids.js'
import type { CronJob, KubeObject, ObjectKey, OwnerReference } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'
import { controllerOf, keyOf } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { component, tell } from './active-jobs.js'
import { nextLookMs } from './due.js'
import { readSchedule } from './read-schedule.js'
import { timesOf, wallNow } from './start-due.js'
import { syncCronJob } from './sync.js'

/** Starts Jobs on a schedule: kube-controller-manager's cronjob controller, 1.36. */
export const cronJobController: Controller = defineController({
  name: component,
  watches: [Kind.CronJob, Kind.Job],
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.CronJob)) enqueue(queue, keyOf(metadata))
  },
  deliver: (queue, entry) => {
    if (entry.kind === Kind.Job) deliverJob(queue, entry)
    else deliverCronJob(queue, entry)
  },
  reconcile: syncCronJob,
})

function deliverJob(queue: WorkQueue, { object, previous }: LogEntry): void {
  const owner = controllerOf(object)
  if (previous !== undefined && previous.metadata.ownerReferences !== object.metadata.ownerReferences) {
    const former = controllerOf(previous)
    if (!isEqual(owner, former)) enqueueOwner(queue, object, former)
  }
  enqueueOwner(queue, object, owner)
}

function enqueueOwner(queue: WorkQueue, { metadata: { namespace } }: KubeObject, owner: OwnerReference | undefined): void {
  if (owner?.kind !== 'CronJob') return
  const key = ownerKey(namespace, owner)
  if (queue.context.store.byUid(Kind.CronJob, key, owner.uid) !== undefined) enqueue(queue, key)
}

interface OwnerKey {
  readonly namespace: string | undefined
  readonly key: ObjectKey
}

const ownerKeys = new WeakMap<OwnerReference, OwnerKey>()

/** All Jobs of a CronJob share the reference to it: the text is made once. */
function ownerKey(namespace: string | undefined, owner: OwnerReference): ObjectKey {
  let known = ownerKeys.get(owner)
  if (known === undefined || known.namespace !== namespace) ownerKeys.set(owner, (known = { namespace, key: `${namespace}/${owner.name}` }))
  return known.key
}

/** A new schedule is looked at when it is next due, anything else at once (updateCronJob). */
function deliverCronJob(queue: WorkQueue, { type, key, object, previous }: LogEntry): void {
  const [cronJob, before] = [object as CronJob, previous as CronJob | undefined]
  const isRescheduled = before !== undefined && (before.spec.schedule !== cronJob.spec.schedule || before.spec.timeZone !== cronJob.spec.timeZone)
  if (type !== 'MODIFIED' || !isRescheduled) return enqueue(queue, key)
  const { context } = queue
  const { schedule } = readSchedule(cronJob.spec)
  if ('error' in schedule) {
    return tell(context, cronJob, 'Warning', 'UnParseableCronJobSchedule', `unparseable schedule for cronjob: ${cronJob.spec.schedule}`)
  }
  const now = wallNow(context)
  const lookMs = nextLookMs(timesOf(context, cronJob), now, schedule)
  if (lookMs !== undefined) requeueAfter(queue, key, lookMs - now)
}
