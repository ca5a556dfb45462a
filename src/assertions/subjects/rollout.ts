import type { Condition, JsonObject, KubeObject } from '../../sim/api/types.js'
import { isObject } from '../reading.js'
import { numberAt, recordAt } from '../objects.js'

export type RolloutWord = 'complete' | 'progressing' | 'stalled' | 'paused'
export interface Rollout {
  readonly word: RolloutWord
  /** Why it is not complete. */
  readonly because: string
  /** A paused Deployment may be complete all the same. */
  readonly isComplete: boolean
}

export function conditionsOf(object: KubeObject): readonly Condition[] {
  const conditions = recordAt(object, 'status')['conditions']
  return Array.isArray(conditions) ? (conditions as unknown as readonly Condition[]) : []
}

/** `kubectl rollout status` for Deployment, StatefulSet and DaemonSet (polymorphichelpers/rollout_status.go, 1.36). */
export function rolloutOf(object: KubeObject): Rollout {
  const [spec, status] = [recordAt(object, 'spec'), recordAt(object, 'status')]
  const waiting = isSeen(object, status) ? (waits[object.kind] ?? waitsForReady)(spec, status) : 'the controller has not seen the latest spec yet'
  const isComplete = waiting === undefined
  const stalled = stallOf(object)
  const word: RolloutWord = spec['paused'] === true ? 'paused' : isComplete ? 'complete' : stalled === undefined ? 'progressing' : 'stalled'
  return { word, isComplete, because: stalled ?? waiting ?? '' }
}

function isSeen({ metadata: { generation } }: KubeObject, status: JsonObject): boolean {
  return generation === undefined || generation <= (numberAt(status, 'observedGeneration') ?? 0)
}

function stallOf(object: KubeObject): string | undefined {
  const progressing = conditionsOf(object).find(({ type }) => type === 'Progressing')
  return progressing?.reason === 'ProgressDeadlineExceeded' ? `ProgressDeadlineExceeded: ${progressing.message ?? ''}` : undefined
}

type Wait = (spec: JsonObject, status: JsonObject) => string | undefined

const waitsForDeployment: Wait = (spec, status) => {
  const [desired, updated] = [numberAt(spec, 'replicas', 1)!, numberAt(status, 'updatedReplicas', 0)!]
  const [replicas, available] = [numberAt(status, 'replicas', 0)!, numberAt(status, 'availableReplicas', 0)!]
  if (updated < desired) return `${updated} of ${desired} replicas are updated`
  if (replicas > updated) return `${replicas - updated} old replicas are left`
  return available < updated ? `${available} of ${updated} updated replicas are available` : undefined
}

const waitsForSet: Wait = (spec, status) => {
  const desired = numberAt(spec, 'replicas', 1)!
  const ready = numberAt(status, 'readyReplicas', 0)!
  if (ready < desired) return `${ready} of ${desired} replicas are ready`
  const strategy = isObject(spec['updateStrategy']) ? spec['updateStrategy'] : {}
  const rolling = isObject(strategy['rollingUpdate']) ? strategy['rollingUpdate'] : {}
  const partition = numberAt(rolling, 'partition', 0)!
  const updated = numberAt(status, 'updatedReplicas', 0)!
  if (partition > 0) return updated < desired - partition ? `${updated} of ${desired - partition} replicas are updated` : undefined
  return status['updateRevision'] === status['currentRevision'] ? undefined : `${updated} of ${desired} replicas are updated`
}

const waitsForDaemons: Wait = (_spec, status) => {
  const desired = numberAt(status, 'desiredNumberScheduled', 0)!
  const [updated, available] = [numberAt(status, 'updatedNumberScheduled', 0)!, numberAt(status, 'numberAvailable', 0)!]
  if (updated < desired) return `${updated} of ${desired} pods are updated`
  return available < desired ? `${available} of ${desired} updated pods are available` : undefined
}

/** A ReplicaSet has no rollout of its own; it is complete when all its pods are available. */
const waitsForReady: Wait = (spec, status) => {
  const [desired, replicas] = [numberAt(spec, 'replicas', 1)!, numberAt(status, 'replicas', 0)!]
  const available = numberAt(status, 'availableReplicas', 0)!
  return replicas === desired && available >= desired ? undefined : `${available} of ${desired} replicas are available`
}

const waits: Readonly<Record<string, Wait>> = { Deployment: waitsForDeployment, StatefulSet: waitsForSet, DaemonSet: waitsForDaemons }
