import type { Pod } from '../api/types.js'

/** From here on a priority is a system's (scheduling.SystemCriticalPriority). */
const systemCritical = 2_000_000_000

const hasSource = ({ metadata }: Pod): boolean => {
  const source = metadata.annotations?.['kubernetes.io/config.source']
  return source !== undefined && source !== 'api'
}

/** A pod from a file or another source than the API server (kubelet types IsStaticPod). */
export const isStaticPod = (pod: Pod): boolean => hasSource(pod)

/** A static pod's image in the API server. */
export const isMirrorPod = ({ metadata }: Pod): boolean => metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined

/** Pods that a node keeps whatever happens: static, mirror, or of a system's priority (kubelet types IsCriticalPod, 1.36). */
export const isCriticalPod = (pod: Pod): boolean => isStaticPod(pod) || isMirrorPod(pod) || (pod.spec.priority ?? 0) >= systemCritical

/** Whether the first may have the second ended to make room (kubelet types Preemptable). */
export function isPreemptable(preemptor: Pod, pod: Pod): boolean {
  if (isCriticalPod(preemptor) && !isCriticalPod(pod)) return true
  const [a, b] = [preemptor.spec.priority, pod.spec.priority]
  return a !== undefined && b !== undefined && a > b
}
