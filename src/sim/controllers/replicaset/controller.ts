import type { Millis, ReplicaSet } from '../../api/types.js'
import { timestamp } from '../../clock.js'
import { updateStatus } from '../../apiserver/update.js'
import type { ApiError } from '../../api/errors.js'
import { defineController, enqueue, forget, requeueAfter, requeueRateLimited, resumeAfter, type Controller, type WorkQueue } from '../define.js'
import { createBatch, type OnPodChange } from '../pod-control.js'
import { deliverPod } from './deliver.js'
import type { ReplicaKind } from './kind.js'
import { burst, claimPods, deleteSurplus } from './manage.js'
import { countOwn, createReplicaState, forkReplicaState, recount, tallyOf, type ReplicaState, type Rest } from './state.js'
import { replicaSetStatus, type Counts } from './status.js'
import { availability, type Tally } from './tally.js'
import { concernsOwners } from '../pod-news.js'

/** Keeps as many active pods as wanted of one template: kube-controller-manager's replicaset and replicationcontroller, 1.36. */
export function replicaController(name: string, kind: ReplicaKind): Controller<ReplicaState> {
  return defineController<ReplicaState>({
    name,
    watches: [kind.id, 'Pod'],
    concerns: (change) => change.kind !== 'Pod' || concernsOwners(change, kind.kind),
    create: createReplicaState,
    fork: forkReplicaState,
    start: (queue) => {
      for (const set of queue.context.store.list(kind.id)) enqueue(queue, `${set.metadata.namespace}/${set.metadata.name}`)
    },
    deliver: (queue, entry, state) => {
      if (entry.kind === 'Pod') return deliverPod(queue, kind, state, entry)
      if (entry.type === 'DELETED') dropState(state, entry.object.metadata.uid)
      enqueue(queue, entry.key)
    },
    reconcile: (queue, key, state) => {
      const set = queue.context.store.get<ReplicaSet>(kind.id, key)
      if (set === undefined) return forget(queue, key)
      const sync: Sync = { queue, key, kind, set, state }
      const { uid } = set.metadata
      const work = state.work.get(uid)
      if (work !== undefined && queue.context.now < work.until) return resumeAfter(queue, key, work.until - queue.context.now)
      if (work !== undefined) state.work.delete(uid)
      if (work?.rest === undefined) begin(sync)
      else goOn(sync, work.rest)
    },
  })
}

function dropState(state: ReplicaState, uid: string): void {
  state.tallies.delete(uid)
  if (state.work.size > 0) state.work.delete(uid)
}

/** One key at work. */
interface Sync {
  readonly queue: WorkQueue
  readonly key: string
  readonly kind: ReplicaKind
  readonly set: ReplicaSet
  readonly state: ReplicaState
}

/** syncReplicaSet: what the status says was counted before this sync changed anything; the changes come back through the watch. */
function begin(sync: Sync): void {
  const { queue, kind, set, state } = sync
  const { context } = queue
  let tally = tallyOf(context, state, kind, set)
  if (tally.needsClaim) {
    claimPods(context, kind, set)
    tally = recount(context, state, kind, set, false)
  }
  const counts = countsOf(sync, tally)
  const surplus = set.metadata.deletionTimestamp === undefined ? tally.active - set.spec.replicas : 0
  if (surplus < 0) return goOn(sync, { left: Math.min(-surplus, burst), size: 1, counts })
  if (surplus === 0) return finish(sync, counts, undefined)
  const deleted = deleteSurplus(context, kind, set, onChange(sync))
  wait(sync, { left: 0, size: 0, counts, ...(deleted.ok ? {} : { error: deleted.error }) }, queue.context.options.latency.batchMs)
}

const onChange = ({ set, state }: Sync): OnPodChange => (before, after) => countOwn(state, set.metadata.uid, before, after)

function countsOf({ queue, kind, set }: Sync, tally: Tally): Counts {
  const { available } = availability(tally, set.spec.minReadySeconds ?? 0, queue.context.cluster.clock.startMs + queue.context.now)
  return { active: tally.active, labeled: tally.labeled, ready: tally.ready, available, ...(kind.hasTerminating ? { terminating: tally.terminating } : {}) }
}

/** Creates the next batch, or ends the sync: after the last batch, or the first that has an error. */
function goOn(sync: Sync, { left, size, counts, error }: Rest): void {
  const { queue, kind, set } = sync
  if (left === 0) return finish(sync, counts, error)
  const created = createBatch(queue.context, { object: set, component: kind.component }, set.spec.template, Math.min(size, left), onChange(sync))
  const { batchMs, refusedMs } = queue.context.options.latency
  if (created.ok) wait(sync, { left: Math.max(0, left - size), size: size * 2, counts }, batchMs)
  else wait(sync, { left: 0, size, counts, error: created.error }, refusedMs)
}

/** The API server's answers to a batch come together. */
function wait({ queue, key, set, state }: Sync, rest: Rest, batchMs: Millis): void {
  const { context } = queue
  state.work.set(set.metadata.uid, { until: context.now + batchMs, rest })
  resumeAfter(queue, key, batchMs)
}

function finish({ queue, key, kind, set, state }: Sync, counts: Counts, error: ApiError | undefined): void {
  const { context } = queue
  const { clock } = context.cluster
  const status = replicaSetStatus(set, counts, error, timestamp(clock, context.now))
  if (status !== set.status) state.work.set(set.metadata.uid, { until: context.now + context.options.latency.writeMs })
  updateStatus(context, set, status)
  if (error !== undefined) return requeueRateLimited(queue, key)
  forget(queue, key)
  const wallMs = clock.startMs + context.now
  const { nextMs } = availability(tallyOf(context, state, kind, set), set.spec.minReadySeconds ?? 0, wallMs)
  if (nextMs !== undefined) requeueAfter(queue, key, nextMs - wallMs)
}
