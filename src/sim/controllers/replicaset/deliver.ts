import { compileSelector } from '../../api/labels.js'
import type { OwnerReference, Pod, ReplicaSet } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'
import { controllerOf, objectKey } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { enqueue, type WorkQueue } from '../define.js'
import { isOfOthers } from '../pod-news.js'
import type { ReplicaKind } from './kind.js'
import { countable, countChange, wantClaim, type ReplicaState } from './state.js'

/** Counts a change of a pod and wakes the owners that it concerns (replica_set.go addPod, updatePod, deletePod, 1.36). */
export function deliverPod(queue: WorkQueue, kind: ReplicaKind, state: ReplicaState, entry: LogEntry): void {
  const change = countable(state, entry)
  const pod = change.object as Pod
  const previous = change.previous as Pod | undefined
  if (isOfOthers(change, kind.kind)) return
  const now = entry.type === 'DELETED' ? undefined : pod
  const before = previous === undefined ? undefined : ownerOf(queue, kind, previous)
  const owner = previous?.metadata.ownerReferences === pod.metadata.ownerReferences ? before : ownerOf(queue, kind, pod)
  // What the controller does itself it counts at once.
  const isOwn = entry.by === queue.context.by
  if (before !== undefined && previous !== undefined && !isOwn) countChange(state, before.metadata.uid, entry, previous, -1)
  if (owner !== undefined && now !== undefined && !isOwn) countChange(state, owner.metadata.uid, entry, now, 1)
  const isRelabeled = previous !== undefined && now !== undefined && !isEqual(previous.metadata.labels, now.metadata.labels)
  if (owner !== undefined && (isRelabeled || (previous === undefined && !isOwn))) wantClaim(state, owner.metadata.uid)
  if (before !== undefined && before !== owner) enqueueOwner(queue, before)
  if (owner !== undefined) enqueueOwner(queue, owner)
  else if (isOrphan(now) && (previous === undefined || isRelabeled || !isOrphan(previous))) enqueueAdopters(queue, kind, state, now)
}

const isOrphan = (pod: Pod | undefined): pod is Pod => pod !== undefined && controllerOf(pod) === undefined && pod.metadata.deletionTimestamp === undefined

const enqueueOwner = (queue: WorkQueue, set: ReplicaSet): void => enqueue(queue, objectKey(set.metadata.namespace, set.metadata.name))

function ownerOf(queue: WorkQueue, kind: ReplicaKind, pod: Pod): ReplicaSet | undefined {
  const reference: OwnerReference | undefined = controllerOf(pod)
  if (reference === undefined || reference.kind !== kind.kind) return undefined
  return queue.context.store.byUid<ReplicaSet>(kind.id, `${pod.metadata.namespace}/${reference.name}`, reference.uid)
}

/** An orphan wakes every owner whose selector matches it; whoever comes first adopts it. */
function enqueueAdopters(queue: WorkQueue, kind: ReplicaKind, state: ReplicaState, pod: Pod): void {
  const { labels, namespace = '' } = pod.metadata
  if (labels === undefined) return
  for (const set of queue.context.store.inNamespace<ReplicaSet>(kind.id, namespace)) {
    if (!compileSelector(kind.selectorOf(set))(labels)) continue
    wantClaim(state, set.metadata.uid)
    enqueueOwner(queue, set)
  }
}
