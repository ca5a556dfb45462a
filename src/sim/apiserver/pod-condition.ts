import { conditionOf } from '../api/conditions.js'
import type { Condition, Pod, PodStatus } from '../api/types.js'
import { timestamp } from '../clock.js'
import type { ActorContext } from '../state.js'
import { updateStatus } from './update.js'

export const podCondition = ({ status }: Pod, type: string): Condition | undefined => conditionOf(status.conditions, type)

/** A pod counts as ready while its Ready condition is True (api/v1/pod IsPodReady, 1.36). */
export const isPodReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True'

export type PodConditionUpdate = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/**
 * The pod's status with the condition set: appended when new, lastTransitionTime kept while the status stays. The same reference
 * where nothing changes (api/v1/pod UpdatePodCondition, 1.36).
 */
export function withPodCondition(context: ActorContext, pod: Pod, update: PodConditionUpdate): PodStatus {
  const { status } = pod
  const conditions = status.conditions ?? []
  const old = conditions.find((condition) => condition.type === update.type)
  if (old !== undefined && old.status === update.status && old.reason === update.reason && old.message === update.message) return status
  const isKept = old?.status === update.status && old.lastTransitionTime !== undefined
  const next: Condition = {
    type: update.type, status: update.status,
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    lastProbeTime: null,
    lastTransitionTime: isKept ? old.lastTransitionTime : timestamp(context.cluster.clock, context.now),
    ...(update.reason === undefined ? {} : { reason: update.reason }),
    ...(update.message === undefined ? {} : { message: update.message }),
  }
  return { ...status, conditions: old === undefined ? [...conditions, next] : conditions.map((condition) => (condition === old ? next : condition)) }
}

/** Stores the pod with the condition set; the pod as it is then. */
export function setPodCondition(context: ActorContext, pod: Pod, update: PodConditionUpdate): Pod {
  const result = updateStatus(context, pod, withPodCondition(context, pod, update))
  return result.ok ? result.value : pod
}
