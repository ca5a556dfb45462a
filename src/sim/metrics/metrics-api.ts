import { virtualTime } from '../clock.js'
import { exactQuantity } from '../api/quantity.js'
import type { Millis, Pod, Quantity } from '../api/types.js'
import type { Cluster, MetricQuery, PodMetrics, Services } from '../state.js'
import { overrideFor, setsResources } from './overrides.js'
import { usageOfBehaviour, usageOfOverride } from './pod-usage.js'

const windowMs = 15_000
/** Samples are taken once a second and bear whole seconds; whoever asks sees one that is half a second old, as on average in the recordings. */
const resolutionMs = 1_000
const ageMs = 500

/** metrics.k8s.io for one pod: what the `metrics` step set, else what its containers use. There a second after its start. */
export const podMetrics: Services['podMetrics'] = (cluster, pod) => {
  if (pod.status.phase !== 'Running' || isDown(cluster)) return undefined
  if (cluster.now < runningSince(cluster, pod) + resolutionMs) return undefined
  const at = Math.floor((cluster.now - ageMs) / resolutionMs) * resolutionMs
  const override = overrideFor(cluster.metricOverrides, pod, setsResources)
  if (override !== undefined) return { at, windowMs, containers: usageOfOverride(pod, override) }
  const usage = usageOfBehaviour(cluster, pod, at)
  return usage === undefined ? undefined : sampleOf(at, usage.containers, usage.until)
}

const isDown = ({ conditions }: Cluster): boolean => conditions.some(({ fault }) => fault === 'metrics-down')

const sampleOf = (at: Millis, containers: PodMetrics['containers'], until: Millis | undefined): PodMetrics =>
  ({ at, windowMs, containers, ...(until === undefined ? {} : { until }) })

/** The start of the pod's first container; a restart does not take the sample away. */
function runningSince({ clock }: Cluster, pod: Pod): Millis {
  let since = Infinity
  for (const { state, restartCount } of pod.status.containerStatuses ?? []) {
    if (restartCount > 0) return -Infinity
    const startedAt = state?.running?.startedAt ?? state?.terminated?.startedAt
    if (startedAt !== undefined) since = Math.min(since, virtualTime(clock, startedAt))
  }
  return since
}

/** custom.metrics.k8s.io and external.metrics.k8s.io, in thousandths: what the `metrics` step set. */
export const customMetric: Services['customMetric'] = (cluster, query) => {
  if (isDown(cluster)) return undefined
  const quantity = query.type === 'pods' ? customOfPod(cluster, query) : latest(cluster, query)
  return quantity === undefined ? undefined : milliOf(quantity)
}

function customOfPod(cluster: Cluster, { namespace, object, metric }: MetricQuery): Quantity | undefined {
  const pod = cluster.store.get<Pod>('Pod', `${namespace}/${object}`)
  return pod === undefined ? undefined : overrideFor(cluster.metricOverrides, pod, ({ custom }) => custom?.[metric] !== undefined)?.custom?.[metric]
}

function latest({ metricOverrides }: Cluster, { type, metric, object }: MetricQuery): Quantity | undefined {
  for (let i = metricOverrides.length - 1; i >= 0; i--) {
    const override = metricOverrides[i]!
    const value = type === 'external' ? override.external?.[metric] : override.object?.metric === metric && override.object.ref === object ? override.object.value : undefined
    if (value !== undefined) return value
  }
  return undefined
}

/** Rounded up, as `Quantity.MilliValue`. */
function milliOf(quantity: Quantity): bigint {
  const { mantissa, scale } = exactQuantity(quantity)
  if (scale >= -3) return mantissa * 10n ** BigInt(scale + 3)
  const divisor = 10n ** BigInt(-3 - scale)
  const whole = mantissa / divisor
  return whole * divisor < mantissa ? whole + 1n : whole
}
