import type { JsonObject, MetricSpec } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { describeSelector } from '../matching-pods.js'
import { identifier, quantity, type MetricResult, type MetricScope } from './metric.js'
import { done, failed, type Outcome } from './outcome.js'
import { outage } from './outage.js'
import { sharedReplicas, totalReplicas } from './replicas.js'
import { milliValue } from './requests.js'

/** computeStatusForExternalMetric, 1.36. */
export function externalMetric(scope: MetricScope, { external }: MetricSpec): Outcome<MetricResult> {
  if (external === undefined) return failed('the metric names no external metric')
  const { context, hpa } = scope
  const { metric: { name, selector }, target } = external
  const namespace = hpa.metadata.namespace ?? ''
  const value = context.cluster.controlPlane.services.customMetric(context.cluster, { type: 'external', metric: name, namespace })
  const status = (current: JsonObject): JsonObject => ({ type: 'External', external: { metric: identifier(external.metric), current } })
  const error = `unable to get external metric ${namespace}/${name}/${describeSelector(selector)}: ${externalError(context, name)}`
  const metricName = `external metric ${name}(${describeSelector(selector)})`
  if (target.averageValue !== undefined) {
    if (value === undefined) return failed(error, `failed to get ${name} external metric: `)
    const { replicas, average } = sharedReplicas(scope.statusReplicas, scope.scale.tolerances, value, milliValue(target.averageValue))
    return done({ replicas, name: metricName, status: status({ averageValue: quantity(average) }) })
  }
  if (target.value === undefined) return failed('invalid external metric source: neither a value target nor an average value target was set')
  if (value === undefined) return failed(error, `failed to get external metric ${name}: `)
  const proposal = totalReplicas({ ...scope.scale, resource: '' }, value, milliValue(target.value))
  if (!proposal.ok) return failed(proposal.message, `failed to get external metric ${name}: `)
  return done({ replicas: proposal.value.replicas, name: metricName, status: status({ value: quantity(value) }) })
}

function externalError(context: ActorContext, name: string): string {
  const { cluster } = context
  const down = outage(context, 'external', `${name}.external.metrics.k8s.io`)
  if (down !== undefined) return down
  const isServed = cluster.metricOverrides.some(({ external }) => external !== undefined)
  return isServed ? 'no metrics returned from external metrics API' : `unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`
}
