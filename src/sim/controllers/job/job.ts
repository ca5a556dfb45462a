import { Kind } from '../../api/kinds/ids.js'
import type { Pod } from '../../api/types.js'
import { controllerOf } from '../../store/keys.js'
import { defineController, enqueue, type Controller, type WorkQueue } from '../define.js'
import { untrack } from './claim.js'
import { deliverJob, deliverPod, jobOf } from './deliver.js'
import { component } from './names.js'
import { orphanOf, restOf } from './queue.js'
import { finishSync } from './report.js'
import { createJobState, forkJobState, type JobState } from './state.js'
import { goOn, syncJob } from './sync.js'
import { finishedAs, isManagedElsewhere } from './traits.js'
import { concernsOwners } from '../pod-news.js'
import { isTracked } from './pods.js'

/** Runs pods until enough of them have succeeded: kube-controller-manager's job controller, 1.36. */
export const jobController: Controller<JobState> = defineController<JobState>({
  name: component,
  watches: [Kind.Job, 'Pod'],
  concerns: (change) => change.kind !== 'Pod' || concernsOwners(change, 'Job') || (controllerOf(change.object) === undefined && isTracked(change.object as Pod)),
  create: createJobState,
  fork: forkJobState,
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.Job)) enqueue(queue, `${metadata.namespace}/${metadata.name}`)
  },
  deliver: (queue, entry, state) => {
    if (entry.kind === 'Pod') return deliverPod(queue, entry)
    if (entry.type === 'DELETED') state.backoffs.delete(entry.key)
    deliverJob(queue, state, entry)
  },
  reconcile: (queue, text, state) => {
    const orphan = orphanOf(text)
    if (orphan !== undefined) return releaseOrphan(queue, orphan)
    const rest = restOf(text)
    if (rest !== undefined) return resume(queue, rest, state)
    const work = state.work.get(text)
    if (work === undefined) syncJob(queue, text, state)
    else if (!work.isWanted) state.work.set(text, { ...work, isWanted: true })
  },
})

function resume(queue: WorkQueue, key: string, state: JobState): void {
  const work = state.work.get(key)
  if (work === undefined) return
  state.work.delete(key)
  if ('sync' in work.rest) goOn(queue, key, state, work.rest)
  else finishSync(queue, key, work.rest)
  if (!work.isWanted) return
  const next = state.work.get(key)
  if (next === undefined) syncJob(queue, key, state)
  else state.work.set(key, { ...next, isWanted: true })
}

/** A pod whose Job is gone or over is let go (syncOrphanPod). */
function releaseOrphan(queue: WorkQueue, key: string): void {
  const pod = queue.context.store.get<Pod>('Pod', key)
  if (pod === undefined) return
  const controller = controllerOf(pod)
  if (controller !== undefined && controller.kind !== 'Job') return
  const job = jobOf(queue, pod)
  if (job === undefined || (!isManagedElsewhere(job) && finishedAs(job) !== undefined)) untrack(queue.context, key, pod.metadata.uid)
}
