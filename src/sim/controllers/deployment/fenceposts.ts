import { scaledValue } from '../../api/int-or-string.js'
import type { Deployment, ReplicaSet } from '../../api/types.js'

/** How far a rolling update may go: deployment_util.go ResolveFenceposts, MaxSurge, MaxUnavailable, NewRSNewReplicas, 1.36. */

export const isRollingUpdate = (deployment: Deployment): boolean => deployment.spec.strategy.type === 'RollingUpdate'

interface Fenceposts {
  readonly surge: number
  readonly unavailable: number
}

/** Surge rounds up, unavailable down; if both come to nothing, one may be unavailable. */
function fenceposts(deployment: Deployment): Fenceposts {
  const { replicas, strategy } = deployment.spec
  const surge = scaledValue(strategy.rollingUpdate?.maxSurge ?? 0, replicas, true)
  const unavailable = scaledValue(strategy.rollingUpdate?.maxUnavailable ?? 0, replicas, false)
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

export const maxSurge = (deployment: Deployment): number => (isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0)

export const maxUnavailable = (deployment: Deployment): number =>
  isRollingUpdate(deployment) ? Math.min(fenceposts(deployment).unavailable, deployment.spec.replicas) : 0

export const sizeOf = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, set) => sum + set.spec.replicas, 0)

export const availableOf = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, set) => sum + (set.status.availableReplicas ?? 0), 0)

export const isInUse = (set: ReplicaSet): boolean => set.spec.replicas > 0

/** The size that the new ReplicaSet may grow to now, when it has `size` and all together have `total`. */
export function newReplicaSetSize(deployment: Deployment, total: number, size: number): number {
  const { replicas } = deployment.spec
  if (!isRollingUpdate(deployment)) return replicas
  const room = replicas + maxSurge(deployment) - total
  return room <= 0 ? size : size + Math.min(room, replicas - size)
}
