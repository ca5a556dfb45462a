import type { ObjectKey, Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { forget } from './forget.js'
import { priorityOf, type PlacedPod } from './node-record.js'
import { dropNomination, setNomination } from './nominations.js'
import { placedPod, placePod, renewPod, unplacePod } from './placement.js'
import { factsOf } from './pod-facts.js'
import { profileFor } from './profile.js'
import { isWorthATry, moveWaiting, podChanges } from './queue/changes.js'
import { dequeue, enqueueNew, putInPool, requeue } from './queue/queue.js'
import { isSameToOthers } from './renewal.js'
import type { QueuedPod, SchedulerState } from './state.js'

/**
 * The watch shows a pod (eventhandlers.go addPod, updatePod, deletePod, 1.36). Pods that ended are gone to the scheduler: its watch
 * leaves them out.
 */
export function podDelivered(context: ActorContext, state: SchedulerState, { type, key, object, previous }: LogEntry): void {
  const pod = object as Pod
  // Plugins of a user's own may read more of placed pods than the default ones do.
  if (type === 'MODIFIED' && previous !== undefined && context.cluster.controlPlane.schedulerPlugins === undefined && isSameToOthers(previous as Pod, pod)) return
  const { phase } = pod.status
  if (type === 'DELETED' || phase === 'Succeeded' || phase === 'Failed') return podGone(context, state, key, pod)
  const node = pod.spec.nodeName ?? ''
  if (node !== '') return assigned(context, state, key, pod, node)
  if (profileFor(context, pod) !== undefined) unassigned(context, state, key, pod)
}

function assigned(context: ActorContext, state: SchedulerState, key: ObjectKey, pod: Pod, node: string): void {
  const placed = placedPod(state, key)
  if (placed === undefined || placed.node !== node || placed.pod.metadata.uid !== pod.metadata.uid) {
    if (placed !== undefined) unplacePod(state, key)
    placePod(state, key, pod, factsOf(pod), node, false)
    leaveQueue(state, key, pod.metadata.uid)
    return announce(context, state, pod)
  }
  const { isAssumed, pod: before } = placed
  renewPod(state, placed, pod)
  if (isAssumed) return announce(context, state, pod)
  if (state.pool.size === 0) return
  for (const change of podChanges(before, pod)) moveWaiting(context, state, { type: change, pod: { before, after: pod } })
}

const announce = (context: ActorContext, state: SchedulerState, pod: Pod): void =>
  moveWaiting(context, state, { type: 'podAdd', pod: { before: undefined, after: pod } })

function leaveQueue(state: SchedulerState, key: ObjectKey, uid: string): void {
  if (state.queued.has(key)) dequeue(state, key)
  dropNomination(state, uid)
}

function podGone(context: ActorContext, state: SchedulerState, key: ObjectKey, pod: Pod): void {
  const placed = placedPod(state, key)
  if (placed !== undefined && placed.pod.metadata.uid === pod.metadata.uid) return placedGone(context, state, placed, pod)
  if (state.queued.get(key)?.uid !== pod.metadata.uid) return
  leaveQueue(state, key, pod.metadata.uid)
  if ((pod.status.nominatedNodeName ?? '') !== '') promiseEnds(context, state, pod)
}

function placedGone(context: ActorContext, state: SchedulerState, placed: PlacedPod, pod: Pod): void {
  if (placed.isAssumed && (pod.spec.nodeName ?? '') === '') return forget(context, state, placed.key)
  unplacePod(state, placed.key)
  moveWaiting(context, state, { type: 'podDelete', pod: { before: pod, after: undefined } })
}

/** To pods of no higher priority a nominated pod was as good as there. */
function promiseEnds(context: ActorContext, state: SchedulerState, pod: Pod): void {
  const priority = priorityOf(pod)
  moveWaiting(context, state, { type: 'podDelete', pod: { before: pod, after: undefined } }, (queued) => priorityOf(queued.pod) <= priority)
}

function unassigned(context: ActorContext, state: SchedulerState, key: ObjectKey, pod: Pod): void {
  const placed = placedPod(state, key)
  if (placed?.isAssumed === true && placed.pod.metadata.uid === pod.metadata.uid) {
    if (pod.metadata.deletionTimestamp !== undefined) forget(context, state, key)
    return
  }
  const queued = state.queued.edit(key)
  if (queued === undefined || queued.uid !== pod.metadata.uid) {
    if (queued !== undefined) dequeue(state, key)
    return enqueueNew(context, state, key, pod)
  }
  update(context, state, queued, pod)
}

/** A waiting pod changed: its own change may be what it waits for (PriorityQueue.Update, 1.36). */
function update(context: ActorContext, state: SchedulerState, queued: QueuedPod, pod: Pod): void {
  const before = queued.pod
  queued.pod = pod
  if (before.spec !== pod.spec || before.metadata.labels !== pod.metadata.labels) queued.facts = factsOf(pod)
  renewNomination(state, before, pod, queued)
  if (queued.place === 'pool') {
    queued.cause = context.cause
    for (const type of podChanges(before, pod)) {
      if (!isWorthATry(context, queued, { type, pod: { before, after: pod } })) continue
      requeue(context, state, queued)
      if (queued.place !== 'pool') break
    }
    if (queued.place === 'pool') putInPool(context, state, queued)
  }
  const promised = before.status.nominatedNodeName ?? ''
  if (promised !== '' && promised !== (pod.status.nominatedNodeName ?? '')) promiseEnds(context, state, before)
}

/** The watch may still show the pod without the promise that was just made; then the promise stays (nominator.go UpdateNominatedPod, 1.36). */
function renewNomination(state: SchedulerState, before: Pod, pod: Pod, { key, uid }: QueuedPod): void {
  if (state.nominations.size === 0 && pod.status.nominatedNodeName === undefined) return
  const [then, now] = [before.status.nominatedNodeName ?? '', pod.status.nominatedNodeName ?? '']
  const node = then === '' && now === '' ? state.nominations.get(uid)?.node ?? '' : now
  if (node === '') dropNomination(state, uid)
  else setNomination(state, { key, uid, node, priority: priorityOf(pod), pod })
}
