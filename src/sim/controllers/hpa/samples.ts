import type { Millis, Pod } from '../../api/types.js'
import type { ActorContext } from '../../state.js'

/** One pod's sample of one metric. */
export interface Sample {
  /** Thousandths of the unit. */
  readonly value: bigint
  readonly at: Millis
  readonly windowMs: Millis
}

/** Samples by pod name; a pod that the API says nothing of is not there. `hasAny`: the API answered with pods at all. */
export interface Samples { readonly byPod: Map<string, Sample>; readonly hasAny: boolean }

const customWindowMs = 60_000

/** metrics client GetResourceMetric, 1.36: the sum of a pod's containers, or one container's usage. */
export function resourceSamples(context: ActorContext, pods: readonly Pod[], resource: string, container: string | undefined): Samples {
  const byPod = new Map<string, Sample>()
  let hasAny = false
  for (const pod of pods) {
    const metrics = context.cluster.controlPlane.services.podMetrics(context.cluster, pod)
    if (metrics === undefined) continue
    hasAny = true
    const wanted = container === undefined ? metrics.containers : metrics.containers.filter(({ name }) => name === container)
    if (wanted.length === 0 || !isMeasured(resource)) continue
    const value = wanted.reduce((sum, usage) => sum + (resource === 'cpu' ? milli(usage.cpuMillis) : milli(usage.memoryBytes * 1000)), 0n)
    byPod.set(pod.metadata.name, { value, at: metrics.at, windowMs: metrics.windowMs })
  }
  return { byPod, hasAny }
}

const isMeasured = (resource: string): boolean => resource === 'cpu' || resource === 'memory'
const milli = (value: number): bigint => BigInt(Math.ceil(value))

/** metrics client GetRawMetric, 1.36. */
export function customSamples(context: ActorContext, pods: readonly Pod[], metric: string): Samples {
  const byPod = new Map<string, Sample>()
  const { cluster } = context
  for (const pod of pods) {
    if (pod.status.phase !== 'Running') continue
    const value = cluster.controlPlane.services.customMetric(cluster, { type: 'pods', metric, namespace: pod.metadata.namespace ?? '', object: pod.metadata.name })
    if (value !== undefined) byPod.set(pod.metadata.name, { value, at: context.now, windowMs: customWindowMs })
  }
  return { byPod, hasAny: byPod.size > 0 }
}
