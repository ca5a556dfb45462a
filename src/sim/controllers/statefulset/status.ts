import type { Pod, StatefulSetStatus } from '../../api/types.js'
import { updateStatus } from '../../apiserver/update.js'
import { revisionOfPod } from './identity.js'
import { settledOrdinal } from './settled.js'
import { isPodAvailable, isRunningAndReady, type Sync } from './sync.js'

/** Pods by what the status tells of them. */
export interface Counts {
  readonly replicas: number
  readonly ready: number
  readonly available: number
  readonly current: number
  readonly updated: number
}

/** computeReplicaStatus (stateful_set_control.go, 1.36); beside these pods there are so many settled ones. */
export function countPods(sync: Sync, pods: readonly Pod[], settled: number): Counts {
  const isOne = sync.current.metadata.name === sync.update.metadata.name
  let [ready, available, current, updated] = [settled, settled, isOne ? settled : 0, settled]
  for (const pod of pods) {
    if (settledOrdinal(pod, sync.judgement) !== undefined) {
      ready++
      available++
      updated++
      if (isOne) current++
      continue
    }
    if (isRunningAndReady(pod)) {
      ready++
      if (isPodAvailable(sync, pod)) available++
    }
    if (pod.metadata.deletionTimestamp !== undefined) continue
    const revision = revisionOfPod(pod)
    if (revision === sync.current.metadata.name) current++
    if (revision === sync.update.metadata.name) updated++
  }
  return { replicas: pods.length + settled, ready, available, current, updated }
}

/** Writes the status if a count or revision in it is new, or the spec is. Counts of zero are left out as in the API's JSON. */
export function writeStatus(sync: Sync, counts: Counts): void {
  const { context, set } = sync
  const status = statusOf(sync, counts)
  if (!isNews(set.status, status)) return
  updateStatus(context, set, status)
  sync.writes++
}

function statusOf({ set, current, update, collisionCount }: Sync, counts: Counts): StatefulSetStatus {
  const { replicas, ready, available, updated } = counts
  const isComplete = set.spec.updateStrategy.type === 'RollingUpdate' && updated === set.spec.replicas && ready === set.spec.replicas && replicas === set.spec.replicas
  const currentReplicas = isComplete ? updated : counts.current
  const status: { -readonly [Key in keyof StatefulSetStatus]?: StatefulSetStatus[Key] } = {}
  if (set.metadata.generation !== undefined) status.observedGeneration = set.metadata.generation
  status.replicas = replicas
  if (ready !== 0) status.readyReplicas = ready
  if (currentReplicas !== 0) status.currentReplicas = currentReplicas
  if (updated !== 0) status.updatedReplicas = updated
  status.currentRevision = (isComplete ? update : current).metadata.name
  status.updateRevision = update.metadata.name
  status.collisionCount = collisionCount
  status.availableReplicas = available
  return status as StatefulSetStatus
}

const isOther = (before: number | undefined, after: number | undefined): boolean => (before ?? 0) !== (after ?? 0)

const isNews = (before: StatefulSetStatus, after: StatefulSetStatus): boolean =>
  (after.observedGeneration ?? 0) > (before.observedGeneration ?? 0)
  || isOther(before.replicas, after.replicas) || isOther(before.currentReplicas, after.currentReplicas) || isOther(before.readyReplicas, after.readyReplicas)
  || isOther(before.updatedReplicas, after.updatedReplicas) || isOther(before.availableReplicas, after.availableReplicas)
  || before.currentRevision !== after.currentRevision || before.updateRevision !== after.updateRevision
