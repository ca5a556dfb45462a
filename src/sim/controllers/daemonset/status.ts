import type { DaemonSetStatus } from '../../api/types.js'
import { isEqual, updateStatus } from '../../apiserver/update.js'
import { requeueAfter } from '../define.js'
import { isReady } from '../pod-state.js'
import { byPrecedence, isPodAvailable, type PodsByNode, type Sync } from './sync.js'
import { isUpdated } from './template.js'

/** Counts the nodes by their foremost pods and writes the status if it says anything new (updateDaemonSetStatus, 1.36). */
export function writeStatus(sync: Sync, pods: PodsByNode): void {
  const { context, queue, key, set } = sync
  const status = statusOf(sync, pods)
  if (!isEqual(set.status, status)) {
    updateStatus(context, set, status)
    sync.busyMs += context.options.latency.writeMs
  }
  const { minReadySeconds = 0 } = set.spec
  if (minReadySeconds > 0 && status.numberReady !== (status.numberAvailable ?? 0)) requeueAfter(queue, key, minReadySeconds * 1000)
}

function statusOf(sync: Sync, byNode: PodsByNode): DaemonSetStatus {
  let [desired, current, misscheduled, ready, available, updated] = [0, 0, 0, 0, 0, 0]
  for (const { name, shouldRun } of sync.nodes) {
    const known = byNode.get(name) ?? []
    const pods = sync.unseen.size === 0 ? known : known.filter(({ metadata }) => !sync.unseen.has(metadata.uid))
    if (shouldRun) desired++
    if (pods.length === 0) continue
    if (!shouldRun) {
      misscheduled++
      continue
    }
    current++
    const pod = pods.length === 1 ? pods[0]! : pods.toSorted(byPrecedence)[0]!
    if (isReady(pod)) ready++
    if (isPodAvailable(sync, pod)) available++
    if (isUpdated(sync.set, sync.hash, pod)) updated++
  }
  const { metadata, status } = sync.set
  return {
    currentNumberScheduled: current, numberMisscheduled: misscheduled, desiredNumberScheduled: desired, numberReady: ready,
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    ...nonZero('updatedNumberScheduled', updated),
    ...nonZero('numberAvailable', available),
    ...nonZero('numberUnavailable', desired - available),
    ...(status.collisionCount === undefined ? {} : { collisionCount: status.collisionCount }),
  }
}

const nonZero = (name: string, value: number): Record<string, number> => (value === 0 ? {} : { [name]: value })
