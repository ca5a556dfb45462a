import type { ApiError } from '../../api/errors.js'
import type { Condition, ReplicaSet, Timestamp } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'

export type ReplicaSetStatus = ReplicaSet['status']

export interface Counts {
  readonly active: number
  readonly labeled: number
  readonly ready: number
  readonly available: number
  /** Absent for kinds whose status does not tell. */
  readonly terminating?: number
}

/**
 * The status that says this (replica_set_utils.go calculateStatus and updateReplicaSetStatus, 1.36); the same object when nothing is
 * new. Counts of zero are left out, as in the API's JSON, except `replicas` and `terminatingReplicas`.
 */
export function replicaSetStatus(set: ReplicaSet, counts: Counts, error: ApiError | undefined, now: Timestamp): ReplicaSetStatus {
  const conditions = failureConditions(set, counts, error, now)
  const { generation } = set.metadata
  const status: Draft = { replicas: counts.active }
  if (counts.labeled !== 0) status.fullyLabeledReplicas = counts.labeled
  if (counts.ready !== 0) status.readyReplicas = counts.ready
  if (counts.available !== 0) status.availableReplicas = counts.available
  if (counts.terminating !== undefined) status.terminatingReplicas = counts.terminating
  if (generation !== undefined) status.observedGeneration = generation
  if (conditions.length > 0) status.conditions = conditions
  return isEqual(set.status, status) ? set.status : status
}

type Draft = { -readonly [Field in keyof ReplicaSetStatus]: ReplicaSetStatus[Field] }

/** ReplicaFailure comes with the first error and goes with the first success; in between it is not touched. */
function failureConditions(set: ReplicaSet, counts: Counts, error: ApiError | undefined, now: Timestamp): readonly Condition[] {
  const conditions = set.status.conditions ?? []
  const known = conditions.some(({ type }) => type === 'ReplicaFailure')
  if (error === undefined) return known ? conditions.filter(({ type }) => type !== 'ReplicaFailure') : conditions
  if (known) return conditions
  const reason = counts.active < set.spec.replicas ? 'FailedCreate' : 'FailedDelete'
  return [...conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: now, reason, message: error.message }]
}
