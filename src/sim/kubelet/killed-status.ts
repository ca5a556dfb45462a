import type { PodStatus } from '../api/types.js'
import { timestamp } from '../clock.js'
import type { Scope } from './state.js'

/** The status of a pod that is being ended: failed for the kubelet's reason, whatever its containers say (podStatusFunc of the kill). */
export function killedStatus({ worker, context }: Scope, status: PodStatus): PodStatus {
  const { kill, pod } = worker
  if (kill === undefined) return status
  const { reason, message, disruption } = kill
  const killed = { ...status, phase: 'Failed', reason, message }
  if (disruption === undefined) return killed
  const now = timestamp(context.cluster.clock, context.now)
  const { generation } = pod.metadata
  const condition = {
    type: 'DisruptionTarget', ...(generation === undefined ? {} : { observedGeneration: generation }), status: 'True' as const, lastProbeTime: null, lastTransitionTime: now,
    reason: 'TerminationByKubelet', message: disruption,
  }
  return { ...killed, conditions: [...(status.conditions ?? []).filter(({ type }) => type !== condition.type), condition] }
}
