import type { Condition, Pod } from '../api/types.js'

/** What controllers ask of a pod: controller_utils.go IsPodActive, IsPodTerminating, api/v1/pod IsPodReady (Kubernetes 1.36). */

/** All containers have ended for good. */
export const isTerminal = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'

export const isActive = (pod: Pod): boolean => !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined

export const isTerminating = (pod: Pod): boolean => !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined

export function readyCondition(pod: Pod): Condition | undefined {
  const { conditions } = pod.status
  if (conditions === undefined) return undefined
  for (const condition of conditions) if (condition.type === 'Ready') return condition
  return undefined
}

export const isReady = (pod: Pod): boolean => readyCondition(pod)?.status === 'True'

export const isScheduled = (pod: Pod): boolean => pod.spec.nodeName !== undefined && pod.spec.nodeName !== ''
