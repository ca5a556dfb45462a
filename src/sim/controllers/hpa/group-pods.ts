import type { Millis, Pod } from '../../api/types.js'
import { podCondition } from '../../apiserver/pod-condition.js'
import { virtualTime, type Clock } from '../../clock.js'
import type { Sample } from './samples.js'

export interface PodGroups {
  readonly readyCount: number
  readonly unready: readonly string[]
  readonly missing: readonly string[]
  readonly ignored: readonly string[]
}

export interface GroupingRules {
  readonly now: Millis
  readonly clock: Clock
  readonly cpuInitializationPeriodMs: Millis
  readonly initialReadinessDelayMs: Millis
}

/** Which pods count (ReplicaCalculator groupPods, 1.36). Readiness matters for cpu alone. */
export function groupPods(pods: readonly Pod[], samples: ReadonlyMap<string, Sample>, resource: string, rules: GroupingRules): PodGroups {
  const [unready, missing, ignored]: [string[], string[], string[]] = [[], [], []]
  let readyCount = 0
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata
    const sample = samples.get(name)
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') ignored.push(name)
    else if (pod.status.phase === 'Pending') unready.push(name)
    else if (sample === undefined) missing.push(name)
    else if (resource === 'cpu' && isCpuUnready(pod, sample, rules)) unready.push(name)
    else readyCount++
  }
  return { readyCount, unready, missing, ignored }
}

/**
 * A young pod's cpu counts once it is ready and a whole window was measured since it became so; an older one's counts unless it
 * never became ready.
 */
function isCpuUnready(pod: Pod, sample: Sample, { now, clock, cpuInitializationPeriodMs, initialReadinessDelayMs }: GroupingRules): boolean {
  const ready = podCondition(pod, 'Ready')
  if (ready?.lastTransitionTime === undefined || pod.status.startTime === undefined) return true
  const [startedAt, changedAt] = [virtualTime(clock, pod.status.startTime), virtualTime(clock, ready.lastTransitionTime)]
  if (startedAt + cpuInitializationPeriodMs > now) return ready.status === 'False' || sample.at < changedAt + sample.windowMs
  return ready.status === 'False' && startedAt + initialReadinessDelayMs > changedAt
}
