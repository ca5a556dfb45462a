import { compileSelector } from '../../api/labels.js'
import { Kind } from '../../api/kinds/ids.js'
import type { DaemonSet, KubeObject, Node, Pod } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'
import { controllerOf, objectKey } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'
import { enqueue, requeueAfter, type WorkQueue } from '../define.js'
import { isOfOthers } from '../pod-news.js'
import { isReady } from '../pod-state.js'
import { eligibility } from './eligibility.js'

/** Wakes the sets that a change of a pod or revision concerns (daemon_controller.go addPod, updatePod, addHistory, …, 1.36). */
export function deliverOwned(queue: WorkQueue, entry: LogEntry): void {
  const { object, previous } = entry
  if (isOfOthers(entry, 'DaemonSet')) return
  const owner = setOf(queue, object)
  const before = previous === undefined || previous.metadata.ownerReferences === object.metadata.ownerReferences ? owner : setOf(queue, previous)
  if (before !== undefined && before !== owner) enqueueSet(queue, before)
  if (owner !== undefined) {
    enqueueSet(queue, owner)
    if (entry.kind === Kind.Pod) awaitAvailability(queue, owner, previous as Pod | undefined, object as Pod)
    return
  }
  if (entry.type === 'DELETED' || controllerOf(object) !== undefined) return
  const isChanged = previous === undefined || !isEqual(previous.metadata.labels, object.metadata.labels) || controllerOf(previous) !== undefined
  if (isChanged) enqueueAdopters(queue, object)
}

/** One second more than needed, against the clock's skew. */
function awaitAvailability(queue: WorkQueue, set: DaemonSet, before: Pod | undefined, pod: Pod): void {
  const { minReadySeconds = 0 } = set.spec
  if (minReadySeconds === 0 || before === undefined || isReady(before) || !isReady(pod)) return
  requeueAfter(queue, objectKey(set.metadata.namespace, set.metadata.name), (minReadySeconds + 1) * 1000)
}

const enqueueSet = (queue: WorkQueue, set: DaemonSet): void => enqueue(queue, objectKey(set.metadata.namespace, set.metadata.name))

function setOf({ context }: WorkQueue, object: KubeObject): DaemonSet | undefined {
  const owner = controllerOf(object)
  return owner?.kind === 'DaemonSet' ? context.store.byUid<DaemonSet>(Kind.DaemonSet, objectKey(object.metadata.namespace, owner.name), owner.uid) : undefined
}

function enqueueAdopters(queue: WorkQueue, object: KubeObject): void {
  const { labels, namespace = '' } = object.metadata
  if (labels === undefined) return
  for (const set of queue.context.store.inNamespace<DaemonSet>(Kind.DaemonSet, namespace)) {
    if (compileSelector(set.spec.selector)(labels)) enqueueSet(queue, set)
  }
}

/** The nodes of the start were there before any set: their news come late, and would overtake those of sets that are made at time 0. */
const isOfTheStart = ({ at, cause }: LogEntry): boolean => at === 0 && cause === 0

/** Wakes the sets for which a new, relabelled or tainted node becomes or ceases to be one of theirs (syncNodeUpdate). */
export function deliverNode(queue: WorkQueue, entry: LogEntry): void {
  const { store } = queue.context
  if (entry.type === 'DELETED' || store.count(Kind.DaemonSet) === 0 || isOfTheStart(entry)) return
  const node = entry.object as Node
  const previous = entry.previous as Node | undefined
  if (previous !== undefined && isEqual(previous.metadata.labels, node.metadata.labels) && isEqual(previous.spec.taints, node.spec.taints)) return
  const owners = new Set(store.podsOnNode(node.metadata.name).map((pod) => controllerOf(pod)?.uid))
  for (const set of store.list<DaemonSet>(Kind.DaemonSet)) {
    const { shouldRun, shouldContinue } = eligibility(set, node)
    const isThere = owners.has(set.metadata.uid)
    if (isThere ? !shouldContinue || set.status.numberMisscheduled > 0 : shouldRun) enqueueSet(queue, set)
  }
}
