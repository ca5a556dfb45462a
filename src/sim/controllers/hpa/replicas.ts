import type { Pod } from '../../api/types.js'
import { isPodReady } from '../../apiserver/pod-condition.js'
import { groupPods, type GroupingRules, type PodGroups } from './group-pods.js'
import { done, failed, type Outcome } from './outcome.js'
import { requestsOf } from './requests.js'
import type { Sample, Samples } from './samples.js'
import { isWithin, type Tolerances } from './tolerance.js'
import { usageRatio, utilizationRatio } from './usage-ratio.js'

/** What a metric comes to: replicas wanted, and what the status says of it. `average` and `value` are in thousandths. */
export interface Proposal {
  readonly replicas: number
  readonly utilization?: number
  readonly average: bigint
}

/** What every per-pod calculation needs. */
export interface PodScale {
  readonly currentReplicas: number
  readonly pods: readonly Pod[]
  readonly resource: string
  readonly rules: GroupingRules
  readonly tolerances: Tolerances
}

/** ReplicaCalculator GetResourceReplicas, 1.36: a target in per cent of the requests. */
export function utilizationReplicas(scale: PodScale, samples: Samples, targetUtilization: number, container: string | undefined): Outcome<Proposal> {
  const counted = countPods(scale, samples)
  if (!counted.ok) return counted
  const requests = requestsOf(scale.pods, scale.resource, container)
  if (!requests.ok) return requests
  const { groups, byPod } = counted.value
  const first = utilizationRatio(byPod, requests.value, targetUtilization)
  if (!first.ok) return first
  const fallback = BigInt(Math.max(100, targetUtilization))
  const ratioOf = (filled: ReadonlyMap<string, Sample>): number => {
    const again = utilizationRatio(filled, requests.value, targetUtilization)
    return again.ok ? again.value.ratio : 1
  }
  const replicas = settle(scale, groups, byPod, first.value.ratio, (pod) => ((requests.value.get(pod) ?? 0n) * fallback) / 100n, ratioOf)
  return done({ replicas, utilization: first.value.utilization, average: first.value.average })
}

/** ReplicaCalculator calcPlainMetricReplicas, 1.36: a target value per pod, in thousandths. */
export function plainReplicas(scale: PodScale, samples: Samples, target: bigint): Outcome<Proposal> {
  const counted = countPods(scale, samples)
  if (!counted.ok) return counted
  const { groups, byPod } = counted.value
  const { ratio, average } = usageRatio(byPod, target)
  return done({ replicas: settle(scale, groups, byPod, ratio, () => target, (filled) => usageRatio(filled, target).ratio), average })
}

interface Counted { readonly groups: PodGroups; readonly byPod: Map<string, Sample> }

function countPods({ pods, resource, rules }: PodScale, samples: Samples): Outcome<Counted> {
  if (pods.length === 0) return failed('no pods returned by selector while calculating replica count')
  const groups = groupPods(pods, samples.byPod, resource, rules)
  const byPod = new Map(samples.byPod)
  for (const pod of [...groups.ignored, ...groups.unready]) byPod.delete(pod)
  return byPod.size === 0 ? failed('did not receive metrics for targeted pods (pods might be unready)') : done({ groups, byPod })
}

/** The common tail: pods without a sample, or not ready, are counted against the direction of scaling. */
function settle(
  { currentReplicas, tolerances }: PodScale, { readyCount, unready, missing }: PodGroups, byPod: Map<string, Sample>, ratio: number,
  missingValue: (pod: string) => bigint, ratioOf: (filled: ReadonlyMap<string, Sample>) => number,
): number {
  const isHeldBack = unready.length > 0 && ratio > 1
  if (!isHeldBack && missing.length === 0) return isWithin(ratio, tolerances) ? currentReplicas : Math.ceil(ratio * readyCount)
  const sample = (value: bigint): Sample => ({ value, at: 0, windowMs: 0 })
  if (ratio < 1) for (const pod of missing) byPod.set(pod, sample(missingValue(pod)))
  if (ratio > 1) for (const pod of [...missing, ...unready]) byPod.set(pod, sample(0n))
  const next = ratioOf(byPod)
  if (isWithin(next, tolerances) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return currentReplicas
  const replicas = Math.ceil(next * byPod.size)
  return (next < 1 && replicas > currentReplicas) || (next > 1 && replicas < currentReplicas) ? currentReplicas : replicas
}

/** ReplicaCalculator GetObjectMetricReplicas and GetExternalMetricReplicas, 1.36: one value for all pods together. */
export function totalReplicas({ currentReplicas, pods, tolerances }: PodScale, value: bigint, target: bigint): Outcome<Proposal> {
  const ratio = Number(value) / Number(target)
  if (currentReplicas === 0) return done({ replicas: Math.ceil(ratio), average: value })
  if (isWithin(ratio, tolerances)) return done({ replicas: currentReplicas, average: value })
  if (pods.length === 0) return failed('unable to calculate ready pods: no pods returned by selector while calculating replica count')
  const readyCount = pods.filter((pod) => pod.status.phase === 'Running' && isPodReady(pod)).length
  return done({ replicas: Math.min(maxInt32, Math.ceil(ratio * readyCount)), average: value })
}

/** ReplicaCalculator GetObjectPerPodMetricReplicas and GetExternalPerPodMetricReplicas, 1.36: one value, shared by all pods. */
export function sharedReplicas(statusReplicas: number, tolerances: Tolerances, value: bigint, target: bigint): Proposal {
  const ratio = Number(value) / (Number(target) * statusReplicas)
  const replicas = isWithin(ratio, tolerances) ? statusReplicas : Math.min(maxInt32, Math.ceil(Number(value) / Number(target)))
  return { replicas, average: statusReplicas === 0 ? maxInt64 : BigInt(Math.ceil(Number(value) / statusReplicas)) }
}

const maxInt32 = 2_147_483_647
const maxInt64 = 9_223_372_036_854_775_807n
