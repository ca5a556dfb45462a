import type { ReplicaSet } from '../../api/types.js'
import { timestamp } from '../../clock.js'
import { updateStatus } from '../../apiserver/update.js'
import { ok } from '../../api/errors.js'
import { defineController, enqueue, forget, requeueAfter, requeueRateLimited, type Controller, type WorkQueue } from '../define.js'
import { deliverPod } from './deliver.js'
import type { ReplicaKind } from './kind.js'
import { claimPods, manageReplicas } from './manage.js'
import { createReplicaState, forkReplicaState, recount, tallyOf, type ReplicaState } from './state.js'
import { replicaSetStatus } from './status.js'
import { availability } from './tally.js'

/** Keeps as many active pods as wanted of one template: kube-controller-manager's replicaset and replicationcontroller, 1.36. */
export function replicaController(name: string, kind: ReplicaKind): Controller<ReplicaState> {
  return defineController<ReplicaState>({
    name,
    watches: [kind.id, 'Pod'],
    create: createReplicaState,
    fork: forkReplicaState,
    start: (queue) => {
      for (const set of queue.context.store.list(kind.id)) enqueue(queue, `${set.metadata.namespace}/${set.metadata.name}`)
    },
    deliver: (queue, entry, state) => {
      if (entry.kind === 'Pod') return deliverPod(queue, kind, state, entry)
      if (entry.type === 'DELETED') state.tallies.delete(entry.object.metadata.uid)
      enqueue(queue, entry.key)
    },
    reconcile: (queue, key, state) => {
      const set = queue.context.store.get<ReplicaSet>(kind.id, key)
      if (set === undefined) return forget(queue, key)
      sync(queue, key, kind, set, state)
    },
  })
}

/** syncReplicaSet: what the status says was counted before this sync changed anything; the changes come back through the watch. */
function sync(queue: WorkQueue, key: string, kind: ReplicaKind, set: ReplicaSet, state: ReplicaState): void {
  const { context } = queue
  let tally = tallyOf(context, state, kind, set)
  if (tally.needsClaim) {
    claimPods(context, kind, set)
    tally = recount(context, state, kind, set, false)
  }
  const minReadySeconds = set.spec.minReadySeconds ?? 0
  const wallMs = context.cluster.clock.startMs + context.now
  const { available, nextMs } = availability(tally, minReadySeconds, wallMs)
  const counts = { active: tally.active, labeled: tally.labeled, ready: tally.ready, available, ...(kind.hasTerminating ? { terminating: tally.terminating } : {}) }
  const isManaged = set.metadata.deletionTimestamp === undefined && tally.active !== set.spec.replicas
  const managed = isManaged ? manageReplicas(context, kind, set) : ok(undefined)
  if (isManaged) recount(context, state, kind, set, false)
  const now = timestamp(context.cluster.clock, context.now)
  updateStatus(context, set, replicaSetStatus(set, counts, managed.ok ? undefined : managed.error, now))
  if (!managed.ok) return requeueRateLimited(queue, key)
  forget(queue, key)
  if (nextMs !== undefined) requeueAfter(queue, key, nextMs - wallMs)
}
