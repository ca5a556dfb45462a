import { ok, type Result } from '../../api/errors.js'
import type { ReplicaSet } from '../../api/types.js'
import { availableOf, isInUse, maxUnavailable, newReplicaSetSize, sizeOf } from './fenceposts.js'
import { cleanUpHistory } from './history.js'
import { syncNewReplicaSet } from './new-replica-set.js'
import { allSets, scaleReplicaSet, type Rollout } from './rollout.js'
import { isComplete } from './status.js'

/**
 * One step of a rolling update: the new ReplicaSet grows, or else the old ones shrink, within what surge and unavailability allow
 * (deployment/rolling.go rolloutRolling, 1.36). True when it made the new ReplicaSet, and the rest of the step is still to come.
 */
export function rollOut(rollout: Rollout): Result<boolean> {
  const found = syncNewReplicaSet(rollout, true)
  if (!found.ok || found.value) return found
  if (growNewSet(rollout) || shrinkOldSets(rollout)) return ok(false)
  if (isComplete(rollout.deployment, rollout.deployment.status)) cleanUpHistory(rollout)
  return ok(false)
}

function growNewSet(rollout: Rollout): boolean {
  const { deployment, newSet } = rollout
  if (newSet === undefined) return false
  const { replicas } = deployment.spec
  const size = newSet.spec.replicas
  if (size === replicas) return false
  const target = size > replicas ? replicas : newReplicaSetSize(deployment, sizeOf(allSets(rollout)), size)
  return target !== size && scaleReplicaSet(rollout, newSet, target)
}

/** Unhealthy old replicas go first, since they help nobody; then as many others as are available beyond the minimum. */
function shrinkOldSets(rollout: Rollout): boolean {
  const { deployment, newSet } = rollout
  if (newSet === undefined || !rollout.old.some(isInUse)) return false
  const minAvailable = deployment.spec.replicas - maxUnavailable(deployment)
  const newUnavailable = newSet.spec.replicas - (newSet.status.availableReplicas ?? 0)
  const budget = sizeOf(allSets(rollout)) - minAvailable - newUnavailable
  if (budget <= 0) return false
  // What is available counts as it stood before this step, whatever the step takes away.
  const spare = availableOf([...rollout.old.filter(isInUse), newSet]) - minAvailable
  const cleaned = shrink(rollout, budget, (set) => set.spec.replicas - (set.status.availableReplicas ?? 0))
  if (cleaned === undefined) return false
  const scaled = shrink(rollout, spare, (set) => set.spec.replicas) ?? 0
  return cleaned + scaled > 0
}

/**
 * Takes up to `budget` replicas from the old ReplicaSets, oldest first, and from each at most what `surplus` says. Undefined at a
 * ReplicaSet that has more available than it should have at all: its status lags behind, so that this is no time to take more.
 */
function shrink(rollout: Rollout, budget: number, surplus: (set: ReplicaSet) => number): number | undefined {
  let taken = 0
  for (const set of rollout.old) {
    if (taken >= budget) break
    if (!isInUse(set) || surplus(set) === 0) continue
    const count = Math.min(budget - taken, surplus(set))
    if (count < 0) return undefined
    scaleReplicaSet(rollout, set, set.spec.replicas - count)
    taken += count
  }
  return taken
}
