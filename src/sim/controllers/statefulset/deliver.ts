import { readyCondition } from '../pod-state.js'
import { compileSelector } from '../../api/labels.js'
import { Kind } from '../../api/kinds/ids.js'
import type { Pod, StatefulSet } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'
import { controllerOf, objectKey } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { enqueue, type WorkQueue } from '../define.js'

/** Wakes the sets that a change of a pod concerns (stateful_set.go addPod, updatePod, deletePod, 1.36). */
export function deliverPod(queue: WorkQueue, entry: LogEntry): void {
  const pod = entry.object as Pod
  const previous = entry.previous as Pod | undefined
  const owner = setOf(queue, pod)
  const before = previous === undefined || previous.metadata.ownerReferences === pod.metadata.ownerReferences ? owner : setOf(queue, previous)
  if (before !== undefined && before !== owner) enqueueSet(queue, before)
  if (owner !== undefined) return entry.type === 'MODIFIED' && isSeen(previous, pod) && !isFailing(queue, owner) ? undefined : enqueueSet(queue, owner)
  if (entry.type === 'DELETED' || controllerOf(pod) !== undefined) return
  const isChanged = previous === undefined || !isEqual(previous.metadata.labels, pod.metadata.labels) || controllerOf(previous) !== undefined
  if (isChanged) enqueueAdopters(queue, pod)
}

/** Nothing of what a sync looks at is other than before: it would find nothing to do. */
function isSeen(before: Pod | undefined, pod: Pod): boolean {
  if (before === undefined || before.metadata.uid !== pod.metadata.uid || before.status.phase !== pod.status.phase) return false
  const a = before.metadata
  const b = pod.metadata
  if (a.deletionTimestamp !== b.deletionTimestamp || a.labels !== b.labels || a.ownerReferences !== b.ownerReferences || before.spec.volumes !== pod.spec.volumes) return false
  const x = readyCondition(before)
  const y = readyCondition(pod)
  return x?.status === y?.status && x?.lastTransitionTime === y?.lastTransitionTime
}

/** What fails is tried again with every change (the work queue's own back-off goes on beside it). */
const isFailing = (queue: WorkQueue, { metadata }: StatefulSet): boolean => queue.failures.has(objectKey(metadata.namespace, metadata.name))

/** Wakes a set when it changes, but not for what the controller itself wrote into its status. */
export function deliverSet(queue: WorkQueue, entry: LogEntry): void {
  const [set, before] = [entry.object as StatefulSet, entry.previous as StatefulSet | undefined]
  const isOwn = entry.by === queue.context.by && entry.type === 'MODIFIED' && before?.spec === set.spec && before.metadata.deletionTimestamp === set.metadata.deletionTimestamp
  if (!isOwn || before.status.currentRevision !== set.status.currentRevision || isFailing(queue, set)) enqueue(queue, entry.key)
}

const enqueueSet = (queue: WorkQueue, set: StatefulSet): void => enqueue(queue, objectKey(set.metadata.namespace, set.metadata.name))

function setOf({ context }: WorkQueue, pod: Pod): StatefulSet | undefined {
  const owner = controllerOf(pod)
  return owner?.kind === 'StatefulSet' ? context.store.byUid<StatefulSet>(Kind.StatefulSet, objectKey(pod.metadata.namespace, owner.name), owner.uid) : undefined
}

function enqueueAdopters(queue: WorkQueue, pod: Pod): void {
  const { labels, namespace = '' } = pod.metadata
  if (labels === undefined) return
  for (const set of queue.context.store.inNamespace<StatefulSet>(Kind.StatefulSet, namespace)) {
    if (compileSelector(set.spec.selector)(labels)) enqueueSet(queue, set)
  }
}
