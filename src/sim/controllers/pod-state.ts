import { conditionOf } from '../api/conditions.js'
import type { Condition, Millis, Pod } from '../api/types.js'
import { virtualTime, type Clock } from '../clock.js'

/** What controllers ask of a pod: controller_utils.go IsPodActive, IsPodTerminating, api/v1/pod IsPodReady (Kubernetes 1.36). */

/** All containers have ended for good. */
export const isTerminal = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'

export const isActive = (pod: Pod): boolean => !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined

export const isTerminating = (pod: Pod): boolean => !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined

export const readyCondition = ({ status }: Pod): Condition | undefined => conditionOf(status.conditions, 'Ready')

export const isReady = (pod: Pod): boolean => readyCondition(pod)?.status === 'True'

export const isScheduled = (pod: Pod): boolean => pod.spec.nodeName !== undefined && pod.spec.nodeName !== ''

/** Ready for that long: at once for 0 seconds. `now` and transition times in virtual milliseconds. */
export function isAvailable(pod: Pod, minReadySeconds: number, clock: Clock, now: Millis): boolean {
  const ready = readyCondition(pod)
  if (ready?.status !== 'True') return false
  return minReadySeconds === 0 || (ready.lastTransitionTime !== undefined && virtualTime(clock, ready.lastTransitionTime) + minReadySeconds * 1000 <= now)
}

/** How long until the next of the ready pods becomes available (FindMinNextPodAvailabilityCheck); undefined when none is to wait for. */
export function nextAvailableIn(pods: Iterable<Pod>, minReadySeconds: number, clock: Clock, now: Millis): Millis | undefined {
  let soonest: Millis | undefined
  for (const pod of pods) {
    const ready = readyCondition(pod)
    if (ready?.status !== 'True' || ready.lastTransitionTime === undefined) continue
    const leftMs = virtualTime(clock, ready.lastTransitionTime) + minReadySeconds * 1000 - now
    if (leftMs > 0 && (soonest === undefined || leftMs < soonest)) soonest = leftMs
  }
  return soonest
}
