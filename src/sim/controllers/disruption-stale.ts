import type { Millis, ObjectKey, Pod } from '../api/types.js'
import { setPodCondition } from '../apiserver/pod-condition.js'
import { virtualTime } from '../clock.js'
import type { ActorContext } from '../state.js'
import { conditionOf } from '../api/conditions.js'

const staleAfterMs = 120_000

/** Milliseconds until a pod's DisruptionTarget condition counts as stale; undefined when it never does (1.36). */
export function staleIn(context: ActorContext, pod: Pod): Millis | undefined {
  const { phase, conditions } = pod.status
  if (conditions === undefined || pod.metadata.deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed') return undefined
  const condition = conditionOf(conditions, 'DisruptionTarget')
  if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet' || condition.lastTransitionTime === undefined) return undefined
  return Math.max(0, staleAfterMs - (context.now - virtualTime(context.cluster.clock, condition.lastTransitionTime)))
}

/** Whether the pod is said to be about to be disrupted: what is said may become stale. */
export const isDisrupted = ({ status }: Pod): boolean => conditionOf(status.conditions, 'DisruptionTarget') !== undefined

/** Takes back the condition of a pod that was not deleted after all (disruption syncStalePodDisruption, 1.36); when to look again. */
export function clearStaleCondition(context: ActorContext, key: ObjectKey): Millis | undefined {
  const pod = context.store.get<Pod>('Pod', key)
  const leftMs = pod === undefined ? undefined : staleIn(context, pod)
  if (pod === undefined || leftMs === undefined || leftMs > 0) return leftMs
  setPodCondition(context, pod, { type: 'DisruptionTarget', status: 'False' })
  return undefined
}
