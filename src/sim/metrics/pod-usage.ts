import { virtualTime } from '../clock.js'
import { cpuMillis, memoryBytes } from '../api/quantity.js'
import type { Container, Millis, Pod } from '../api/types.js'
import { profileOf } from '../runtime/profile.js'
import { nextSpanAfter } from '../runtime/spans.js'
import { containerUsage } from '../runtime/usage.js'
import type { Cluster, PodMetrics } from '../state.js'
import type { PodOverride } from './overrides.js'

type Usage = PodMetrics['containers'][number]

/** Every container uses what the step said; what it left out is 0. */
export function usageOfOverride(pod: Pod, { cpu, memory }: PodOverride): readonly Usage[] {
  const usage = { cpuMillis: cpu === undefined ? 0 : cpuMillis(cpu), memoryBytes: memory === undefined ? 0 : memoryBytes(memory) }
  return pod.spec.containers.map(({ name }) => ({ name, ...usage }))
}

export interface MeasuredUsage { readonly containers: readonly Usage[]; readonly until: Millis | undefined }

/**
 * What a pod's containers use by their behaviour. Undefined as soon as one of them does not run, or follows a behaviour of the scenario
 * that says nothing of its usage: the metrics API then has no sample of the pod.
 */
export function usageOfBehaviour(cluster: Cluster, pod: Pod, at: Millis): MeasuredUsage | undefined {
  const containers: Usage[] = []
  let until: Millis | undefined
  for (const container of pod.spec.containers) {
    const startedAt = startOf(cluster, pod, container)
    if (startedAt === undefined || !isMeasured(cluster, pod, container)) return undefined
    containers.push({ name: container.name, ...containerUsage(cluster.options, pod, container.name, startedAt, at) })
    const { usage } = profileOf(cluster.options, pod, container)
    const next = usage === undefined ? undefined : nextSpanAfter(usage, at - startedAt)
    if (next !== undefined) until = Math.min(until ?? Infinity, startedAt + next)
  }
  return { containers, until }
}

function startOf({ clock }: Cluster, pod: Pod, container: Container): Millis | undefined {
  const startedAt = pod.status.containerStatuses?.find(({ name }) => name === container.name)?.state?.running?.startedAt
  return startedAt === undefined ? undefined : virtualTime(clock, startedAt)
}

function isMeasured({ options }: Cluster, pod: Pod, container: Container): boolean {
  const { usage, name } = profileOf(options, pod, container)
  return usage !== undefined || name === 'default' || name === 'manifest'
}
