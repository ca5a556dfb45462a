import { instantOf } from '../../clock.js'
import type { Condition, Deployment, DeploymentStatus, ReplicaSet, Timestamp } from '../../api/types.js'
import { conditionOf } from '../../api/conditions.js'
import { withCondition, withoutCondition } from '../conditions.js'
import { availableOf, maxUnavailable, sizeOf } from './fenceposts.js'

/** deployment/sync.go calculateStatus and deployment_util.go, Kubernetes 1.36. */

/** Deadlines and limits of this value mean none. */
export const unlimited = 0x7fff_ffff

export const hasProgressDeadline = (deployment: Deployment): boolean =>
  deployment.spec.progressDeadlineSeconds !== undefined && deployment.spec.progressDeadlineSeconds !== unlimited

export const progressing = (status: 'True' | 'False' | 'Unknown', reason: string, message: string, now: Timestamp): Condition =>
  ({ type: 'Progressing', status, lastUpdateTime: now, lastTransitionTime: now, reason, message })

/** Counts from the ReplicaSets, and the condition Available. */
export function calculateStatus(deployment: Deployment, all: readonly ReplicaSet[], newSet: ReplicaSet | undefined, now: Timestamp): DeploymentStatus {
  const available = availableOf(all)
  const { collisionCount, conditions = [] } = deployment.status
  const terminating = terminatingOf(all)
  const { generation } = deployment.metadata
  const status: Draft = {}
  if (generation !== undefined) status.observedGeneration = generation
  setCount(status, 'replicas', all.reduce((sum, set) => sum + set.status.replicas, 0))
  setCount(status, 'updatedReplicas', newSet?.status.replicas ?? 0)
  setCount(status, 'readyReplicas', all.reduce((sum, set) => sum + (set.status.readyReplicas ?? 0), 0))
  setCount(status, 'availableReplicas', available)
  setCount(status, 'unavailableReplicas', Math.max(0, sizeOf(all) - available))
  if (terminating !== undefined) status.terminatingReplicas = terminating
  if (collisionCount !== undefined) status.collisionCount = collisionCount
  status.conditions = withCondition(conditions, availableCondition(deployment, available, now))
  return status
}

type Draft = { -readonly [Field in keyof DeploymentStatus]: DeploymentStatus[Field] }
type Count = 'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas' | 'unavailableReplicas'

/** Counts of zero are left out, as in the API's JSON. */
function setCount(status: Draft, name: Count, value: number): void {
  if (value !== 0) status[name] = value
}

/** Undefined when a ReplicaSet that was looked after does not tell. */
function terminatingOf(all: readonly ReplicaSet[]): number | undefined {
  let sum = 0
  for (const { status } of all) {
    if (status.terminatingReplicas !== undefined) sum += status.terminatingReplicas
    else if ((status.observedGeneration ?? 0) !== 0) return undefined
  }
  return sum
}

function availableCondition(deployment: Deployment, available: number, now: Timestamp): Condition {
  const isAvailable = available >= deployment.spec.replicas - maxUnavailable(deployment)
  const times = { lastUpdateTime: now, lastTransitionTime: now }
  return isAvailable
    ? { type: 'Available', status: 'True', ...times, reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : { type: 'Available', status: 'False', ...times, reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' }
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const { replicas } = deployment.spec
  return (status.updatedReplicas ?? 0) === replicas && (status.replicas ?? 0) === replicas && (status.availableReplicas ?? 0) === replicas
    && (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
}

/** Whether anything went forward since the stored status. */
export function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) || old(after) < old(before)
    || (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) || (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
}

/** When the rollout will be given up if nothing moves, in the wall clock's milliseconds. */
export function deadlineOf(deployment: Deployment, condition: Condition): number | undefined {
  const { progressDeadlineSeconds } = deployment.spec
  if (progressDeadlineSeconds === undefined || condition.lastUpdateTime === undefined) return undefined
  return instantOf(condition.lastUpdateTime) + progressDeadlineSeconds * 1000
}

/** The status with what a rollout has to say: Progressing, ReplicaFailure (progress.go syncRolloutStatus). */
export function rolloutStatus(deployment: Deployment, all: readonly ReplicaSet[], newSet: ReplicaSet | undefined, now: Timestamp, wallMs: number): DeploymentStatus {
  const status = calculateStatus(deployment, all, newSet, now)
  const failure = failureOf(all, newSet)
  const conditions = progressConditions(deployment, status, newSet, now, wallMs)
  return { ...status, conditions: failure === undefined ? withoutCondition(conditions, 'ReplicaFailure') : withCondition(conditions, failure) }
}

function progressConditions(deployment: Deployment, status: DeploymentStatus, newSet: ReplicaSet | undefined, now: Timestamp, wallMs: number): readonly Condition[] {
  const { conditions = [] } = status
  if (!hasProgressDeadline(deployment)) return withoutCondition(conditions, 'Progressing')
  const current = conditionOf(deployment.status.conditions, 'Progressing')
  if ((status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable') return conditions
  const subject = newSet === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newSet.metadata.name}"`
  if (isComplete(deployment, status)) return withCondition(conditions, progressing('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`, now))
  if (hasProgressed(deployment.status, status)) {
    // Unlike other conditions this one is replaced even when nothing but its time changes: the deadline counts from it.
    const moved = progressing('True', 'ReplicaSetUpdated', `${subject} is progressing.`, now)
    const kept = current?.status === 'True' && current.lastTransitionTime !== undefined ? { ...moved, lastTransitionTime: current.lastTransitionTime } : moved
    return [...withoutCondition(conditions, 'Progressing'), kept]
  }
  if (!isTimedOut(deployment, current, wallMs)) return conditions
  return withCondition(conditions, progressing('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`, now))
}

function isTimedOut(deployment: Deployment, current: Condition | undefined, wallMs: number): boolean {
  if (current === undefined || current.reason === 'NewReplicaSetAvailable') return false
  if (current.reason === 'ProgressDeadlineExceeded') return true
  const deadlineMs = deadlineOf(deployment, current)
  return deadlineMs !== undefined && deadlineMs < wallMs
}

/** The failure of the new ReplicaSet, else of the first old one that has any, as a condition of the Deployment. */
function failureOf(all: readonly ReplicaSet[], newSet: ReplicaSet | undefined): Condition | undefined {
  for (const set of newSet === undefined ? all : [newSet, ...all]) {
    const failure = conditionOf(set.status.conditions, 'ReplicaFailure')
    if (failure !== undefined) return failure.lastTransitionTime === undefined ? failure : { ...failure, lastUpdateTime: failure.lastTransitionTime }
  }
  return undefined
}
