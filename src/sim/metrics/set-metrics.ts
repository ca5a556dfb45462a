import type { MetricOverride } from '../behaviour.js'
import type { Cluster } from '../state.js'
import { reconcileAt } from '../wake.js'

/** Actors that read metrics, and the key they are woken with when what the APIs answer changed. */
const readers: ReadonlySet<string> = new Set(['horizontal-pod-autoscaler-controller'])
const metricsChanged = 'metrics'

/** Sets what the metrics APIs answer from now on (the `metrics` step), and wakes those who may wait for it. `step` counts from 1. */
export function setMetrics(cluster: Cluster, overrides: readonly MetricOverride[], step: number): void {
  cluster.metricOverrides = [...cluster.metricOverrides, ...overrides]
  cluster.controlPlane.actors.forEach(({ name }, actor) => {
    if (readers.has(name)) reconcileAt({ ...cluster.slots[actor]!.context, now: cluster.now, cause: -step }, metricsChanged, cluster.now)
  })
}
