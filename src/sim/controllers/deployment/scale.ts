import type { Deployment, ReplicaSet } from '../../api/types.js'
import { byAge } from '../by-age.js'
import { desiredReplicas, maxReplicas } from './annotations.js'
import { isInUse, isRollingUpdate, maxSurge, sizeOf } from './fenceposts.js'
import { allSets, scaleReplicaSet, type Rollout } from './rollout.js'

/** Whether the Deployment's size was changed since its ReplicaSets were last sized (deployment/sync.go isScalingEvent, 1.36). */
export function isScalingEvent(rollout: Rollout): boolean {
  return allSets(rollout).filter(isInUse).some((set) => {
    const desired = desiredReplicas(set)
    return desired !== undefined && desired !== rollout.deployment.spec.replicas
  })
}

/**
 * Brings the ReplicaSets to a new size of the Deployment without hastening the rollout that may be under way: in proportion to the
 * sizes they have (deployment/sync.go scale).
 */
export function scale(rollout: Rollout): void {
  const { deployment, newSet } = rollout
  const inUse = allSets(rollout).filter(isInUse)
  const only = inUse.length === 0 ? newSet ?? rollout.old.at(-1) : inUse.length === 1 ? inUse[0] : undefined
  if (inUse.length <= 1) {
    if (only !== undefined && only.spec.replicas !== deployment.spec.replicas) scaleReplicaSet(rollout, only, deployment.spec.replicas)
  } else if (isSaturated(deployment, newSet)) {
    for (const set of rollout.old) if (isInUse(set)) scaleReplicaSet(rollout, set, 0)
  } else if (isRollingUpdate(deployment)) {
    for (const [set, size] of proportionalSizes(deployment, inUse)) scaleReplicaSet(rollout, set, size)
  }
}

/** Whether the new ReplicaSet is all that the Deployment needs. */
const isSaturated = ({ spec }: Deployment, set: ReplicaSet | undefined): boolean =>
  set !== undefined && set.spec.replicas === spec.replicas && desiredReplicas(set) === spec.replicas && (set.status.availableReplicas ?? 0) === spec.replicas

/** The largest first; of equal ones the newer first when growing, else the older. */
export function proportionalSizes(deployment: Deployment, sets: readonly ReplicaSet[]): readonly (readonly [ReplicaSet, number])[] {
  const { replicas } = deployment.spec
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0
  const toAdd = allowed - sizeOf(sets)
  if (toAdd === 0) return sets.map((set) => [set, set.spec.replicas])
  const sorted = sets.toSorted((a, b) => b.spec.replicas - a.spec.replicas || (toAdd > 0 ? byAge(b, a) : byAge(a, b)))
  let added = 0
  const sizes = sorted.map((set) => {
    const share = shareOf(deployment, set, toAdd, added)
    added += share
    return set.spec.replicas + share
  })
  sizes[0] = Math.max(0, sizes[0]! + toAdd - added)
  return sorted.map((set, index) => [set, sizes[index]!])
}

/** GetReplicaSetProportion: what the set's own proportion asks for, at most what is left. */
function shareOf(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (toAdd === added) return 0
  const wanted = fractionOf(deployment, set)
  return toAdd > 0 ? Math.min(wanted, toAdd - added) : Math.max(wanted, toAdd - added)
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const { replicas } = deployment.spec
  const size = set.spec.replicas
  if (replicas === 0) return -size
  const before = maxReplicas(set) || (deployment.status.replicas ?? 0)
  if (before === 0) return 0
  return Math.floor((size * (replicas + maxSurge(deployment))) / before + 0.5) - size
}
