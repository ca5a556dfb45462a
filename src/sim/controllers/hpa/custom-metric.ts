import type { JsonObject, MetricSpec } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { describeSelector } from '../matching-pods.js'
import { identifier, quantity, type MetricResult, type MetricScope } from './metric.js'
import { done, failed, type Outcome } from './outcome.js'
import { outage } from './outage.js'
import { plainReplicas, sharedReplicas, totalReplicas } from './replicas.js'
import { milliValue } from './requests.js'
import { customSamples } from './samples.js'

/** computeStatusForPodsMetric, 1.36. */
export function podsMetric(scope: MetricScope, { pods }: MetricSpec): Outcome<MetricResult> {
  if (pods === undefined) return failed('the metric names no pods metric')
  const { name } = pods.metric
  const samples = customSamples(scope.context, scope.scale.pods, name)
  if (!samples.hasAny) return failed(`unable to get metric ${name}: ${customError(scope.context, 'pods.custom.metrics.k8s.io *')}`)
  const proposal = plainReplicas({ ...scope.scale, resource: '' }, samples, milliValue(pods.target.averageValue ?? '0'))
  if (!proposal.ok) return proposal
  return done({ replicas: proposal.value.replicas, name: `pods metric ${name}`, status: { type: 'Pods', pods: { metric: identifier(pods.metric), current: { averageValue: quantity(proposal.value.average) } } } })
}

/** What the API aggregator says of a metrics API that nobody serves, or that knows no such metric. */
function customError(context: ActorContext, resource: string): string {
  const { cluster } = context
  const down = outage(context, 'custom', resource)
  if (down !== undefined) return down
  const isServed = cluster.metricOverrides.some(({ pods, object }) => pods?.custom !== undefined || object !== undefined)
  return `unable to fetch metrics from custom metrics API: ${isServed ? 'no metrics returned from custom metrics API' : 'no custom metrics API (custom.metrics.k8s.io) registered'}`
}

/** computeStatusForObjectMetric, 1.36. */
export function objectMetric(scope: MetricScope, { object }: MetricSpec): Outcome<MetricResult> {
  if (object === undefined) return failed('the metric names no object')
  const { context, hpa } = scope
  const { describedObject, metric: { name, selector }, target } = object
  const namespace = hpa.metadata.namespace ?? ''
  const { cluster } = context
  const value = cluster.controlPlane.services.customMetric(cluster, { type: 'object', metric: name, namespace, object: `${describedObject.kind.toLowerCase()}/${describedObject.name}` })
  const status = (current: JsonObject): JsonObject =>
    ({ type: 'Object', object: { describedObject: { ...describedObject }, metric: identifier(object.metric), current } })
  // The order of words in the real text is off, too.
  const error = `unable to get metric ${name}: ${describedObject.kind} on ${namespace} ${describedObject.name}/${customError(context, `${describedObject.kind.toLowerCase()}s.custom.metrics.k8s.io ${describedObject.name}`)}`
  if (target.type === 'Value' && target.value !== undefined) {
    if (value === undefined) return failed(error)
    const proposal = totalReplicas({ ...scope.scale, resource: '' }, value, milliValue(target.value))
    return proposal.ok ? done({ replicas: proposal.value.replicas, name: `${describedObject.kind} metric ${name}`, status: status({ value: quantity(value) }) }) : proposal
  }
  if (target.type !== 'AverageValue' || target.averageValue === undefined) return failed('invalid object metric source: neither a value target nor an average value target was set')
  if (value === undefined) return failed(error, `failed to get ${name} object metric: `)
  const { replicas, average } = sharedReplicas(scope.statusReplicas, scope.scale.tolerances, value, milliValue(target.averageValue))
  return done({ replicas, name: `external metric ${name}(${describeSelector(selector)})`, status: status({ averageValue: quantity(average) }) })
}
