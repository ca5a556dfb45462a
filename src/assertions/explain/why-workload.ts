import { Kind } from '../../sim/api/kinds/ids.js'
import type { Event, KubeObject, Pod, ReplicaSet } from '../../sim/api/types.js'
import { conditionText } from '../../sim/trace-text.js'
import { keyOf, kindIdOf, type ClusterView, type LogEntry } from '../../sim/view.js'
import { historyOf, lastEntry, lastEvent } from '../history.js'
import { recordAt } from '../objects.js'
import { textOf } from '../references.js'
import { conditionsOf, rolloutOf } from '../subjects/rollout.js'
import { distinct, reason, together, type Reason } from './reason.js'
import { namesOf, whyPod } from './why-pod.js'

const podsTold = 2

/** Pods of a workload, those of a Deployment through its ReplicaSets. */
export function podsOf(view: ClusterView, owner: KubeObject): readonly Pod[] {
  const { uid } = owner.metadata
  const direct = view.store.controlledBy<Pod>(uid, Kind.Pod)
  return [...direct, ...view.store.controlledBy<ReplicaSet>(uid, Kind.ReplicaSet).flatMap((set) => view.store.controlledBy<Pod>(set.metadata.uid, Kind.Pod))]
}

const isGood = ({ status, metadata }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.phase === 'Succeeded' || status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true)

/** Why a workload is not as it should be: what its conditions say, and its worst pods. */
export function whyWorkload(view: ClusterView, owner: KubeObject): Reason {
  const pods = podsOf(view, owner)
  const byName = pods.filter((pod) => !isGood(pod)).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const bad = byName.map((pod) => ({ reason: whyPod(view, pod), names: namesOf(pod) }))
  return together([...complaints(view, owner), ...distinct(bad, podsTold), ...noPods(view, owner, pods)])
}

/** The status at which a condition is bad news. */
const badStatus: Readonly<Record<string, string>> = { ReplicaFailure: 'True', Progressing: 'False', Failed: 'True' }

function complaints(view: ClusterView, owner: KubeObject): readonly Reason[] {
  const bad = conditionsOf(owner).filter(({ type, status }) => status === badStatus[type])
  const reasonIn = (object: KubeObject | undefined, type: string): string | undefined =>
    object === undefined ? undefined : conditionsOf(object).find((each) => each.type === type)?.reason
  const history = historyOf(view, kindIdOf(owner), keyOf(owner.metadata))
  const flip = (type: string): LogEntry | undefined => lastEntry(history, ({ object, previous }) => reasonIn(object, type) !== reasonIn(previous, type))
  const paused = recordAt(owner, 'spec')['paused'] === true ? [reason(`${textOf(owner)} is paused: its controller rolls out nothing new`)] : []
  return [...bad.map((condition) => reason(`${textOf(owner)}: ${conditionText(condition)}`, flip(condition.type))), ...paused]
}

function noPods(view: ClusterView, owner: KubeObject, pods: readonly Pod[]): readonly Reason[] {
  if (pods.length > 0) return []
  const makers = [owner, ...view.store.controlledBy<ReplicaSet>(owner.metadata.uid, Kind.ReplicaSet)]
  const failing = makers.map((maker) => lastEvent(view, maker, 'FailedCreate')).find((entry) => entry !== undefined)
  if (failing !== undefined) return [reason(`${textOf(owner)} cannot create pods: ${(failing.object as Event).message}`, failing)]
  return rolloutOf(owner).isComplete ? [] : [reason(`${textOf(owner)} has no pods`)]
}
