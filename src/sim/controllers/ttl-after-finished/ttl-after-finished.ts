import { Kind } from '../../api/kinds/ids.js'
import type { Job, Millis } from '../../api/types.js'
import { deleteObject } from '../../apiserver/delete.js'
import { virtualTime, type Clock } from '../../clock.js'
import { keyOf } from '../../store/keys.js'
import { defineController, enqueue, requeueAfter, type Controller } from '../define.js'

/** Deletes Jobs some time after they have ended: kube-controller-manager's ttl-after-finished-controller, 1.36. */
export const ttlAfterFinished: Controller = defineController({
  name: 'ttl-after-finished-controller',
  watches: [Kind.Job],
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.Job)) enqueue(queue, keyOf(metadata))
  },
  deliver: (queue, { type, key, object }) => {
    if (type !== 'DELETED' && expiresMs(object as Job, queue.context.cluster.clock) !== undefined) enqueue(queue, key)
  },
  reconcile: (queue, key) => {
    const { context } = queue
    const job = context.store.get<Job>(Kind.Job, key)
    const expires = job === undefined ? undefined : expiresMs(job, context.cluster.clock)
    if (job === undefined || expires === undefined) return
    if (expires > context.now) return requeueAfter(queue, key, expires - context.now)
    deleteObject(context, Kind.Job, key, { propagation: 'Foreground', uid: job.metadata.uid })
  },
})

/** When the time of a Job is over, in virtual time; undefined while that is open, or once it is being deleted. */
export function expiresMs({ metadata, spec, status }: Job, clock: Clock): Millis | undefined {
  if (metadata.deletionTimestamp !== undefined || spec.ttlSecondsAfterFinished === undefined) return undefined
  const ended = status.conditions?.find((condition) => (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True')
  return ended?.lastTransitionTime === undefined ? undefined : virtualTime(clock, ended.lastTransitionTime) + spec.ttlSecondsAfterFinished * 1000
}
