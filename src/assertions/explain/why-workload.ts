import { Kind } from '../../sim/api/kinds/ids.js'
import type { Event, KubeObject, Pod, ReplicaSet } from '../../sim/api/types.js'
import { conditionText } from '../../sim/trace-text.js'
import { keyOf, kindIdOf, type ClusterView, type LogEntry } from '../../sim/view.js'
import { historyOf, lastEntry, lastEvent } from '../history.js'
import { recordAt } from '../objects.js'
import { textOf } from '../references.js'
import { conditionsOf, rolloutOf } from '../subjects/rollout.js'
import { reason, together, type Reason } from './reason.js'
import { whyPod } from './why-pod.js'

const podsTold = 2

/** Pods of a workload, those of a Deployment through its ReplicaSets. */
export function podsOf(view: ClusterView, owner: KubeObject): readonly Pod[] {
  const { uid } = owner.metadata
  const direct = view.store.controlledBy<Pod>(uid, Kind.Pod)
  return [...direct, ...view.store.controlledBy<ReplicaSet>(uid, Kind.ReplicaSet).flatMap((set) => view.store.controlledBy<Pod>(set.metadata.uid, Kind.Pod))]
}

const isGood = ({ status, metadata }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && (status.phase === 'Succeeded' || status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true)

/** Why a workload is not as it should be: what its conditions say, and its worst pods. */
export function whyWorkload(view: ClusterView, owner: KubeObject): Reason {
  const pods = podsOf(view, owner)
  // Pods on their way out explain less than those that fail to come up.
  const bad = pods.filter((pod) => !isGood(pod)).sort((a, b) => Number(a.metadata.deletionTimestamp !== undefined) - Number(b.metadata.deletionTimestamp !== undefined))
  return together([...complaints(view, owner), ...distinct(view, bad), ...noPods(view, owner, pods)])
}

/** Ten pods that fail in the same way are one explanation. */
function distinct(view: ClusterView, bad: readonly Pod[]): readonly Reason[] {
  const told = new Map<string, Reason>()
  for (const pod of bad) {
    const why = whyPod(view, pod)
    const sort = (why.hints[0] ?? '').replaceAll(pod.metadata.name, '')
    if (why.hints.length > 0 && !told.has(sort)) told.set(sort, why)
    if (told.size === podsTold) break
  }
  return [...told.values()]
}

function complaints(view: ClusterView, owner: KubeObject): readonly Reason[] {
  const bad = conditionsOf(owner).filter(({ type, status }) => (type === 'ReplicaFailure' && status === 'True') || (type === 'Progressing' && status === 'False') || (type === 'Failed' && status === 'True'))
  const flip = (type: string): LogEntry | undefined => lastEntry(historyOf(view, kindIdOf(owner), keyOf(owner.metadata)), ({ object, previous }) =>
    conditionsOf(object).find((each) => each.type === type)?.reason !== (previous === undefined ? undefined : conditionsOf(previous).find((each) => each.type === type)?.reason))
  const paused = recordAt(owner, 'spec')['paused'] === true ? [reason(`${textOf(owner)} is paused: its controller rolls out nothing new`)] : []
  return [...bad.map((condition) => reason(`${textOf(owner)}: ${conditionText(condition)}`, flip(condition.type))), ...paused]
}

function noPods(view: ClusterView, owner: KubeObject, pods: readonly Pod[]): readonly Reason[] {
  if (pods.length > 0) return []
  const failing = lastEvent(view, owner, 'FailedCreate') ?? view.store.controlledBy<ReplicaSet>(owner.metadata.uid, Kind.ReplicaSet).map((set) => lastEvent(view, set, 'FailedCreate')).find((entry) => entry !== undefined)
  if (failing !== undefined) return [reason(`${textOf(owner)} cannot create pods: ${(failing.object as Event).message}`, failing)]
  return rolloutOf(owner).isComplete ? [] : [reason(`${textOf(owner)} has no pods`)]
}
