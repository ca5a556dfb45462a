import { canonicalText, type QuantityFormat } from '../../api/quantity.js'
import type { HorizontalPodAutoscaler, JsonObject, MetricSpec, MetricTarget } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { describeSelector } from '../matching-pods.js'
import { done, failed, prefixed, type Outcome } from './outcome.js'
import { plainReplicas, sharedReplicas, totalReplicas, utilizationReplicas, type PodScale, type Proposal } from './replicas.js'
import { milliValue } from './requests.js'
import { customSamples, resourceSamples, type Samples } from './samples.js'

/** What every metric of one sync is computed from. */
export interface MetricScope {
  readonly context: ActorContext
  readonly hpa: HorizontalPodAutoscaler
  readonly scale: Omit<PodScale, 'resource'>
  readonly statusReplicas: number
}

export interface MetricResult {
  readonly replicas: number
  /** As events name the metric. */
  readonly name: string
  readonly status: JsonObject
}

/** How one metric failed: `message` is the condition's and event's text, `prefix` stands before it in the sync's error. */
export interface MetricFailure {
  readonly reason: string
  readonly message: string
  readonly prefix: string
}

export type MetricOutcome = { readonly ok: true; readonly value: MetricResult } | { readonly ok: false; readonly failure: MetricFailure }

/** HorizontalController computeReplicasForMetric, 1.36. */
export function computeMetric(scope: MetricScope, spec: MetricSpec): MetricOutcome {
  switch (spec.type) {
    case 'Resource': return reported(resourceMetric(scope, spec), 'FailedGetResourceMetric', `failed to get ${spec.resource?.name} resource metric value: `)
    case 'ContainerResource': return reported(containerMetric(scope, spec), 'FailedGetContainerResourceMetric', `failed to get ${spec.containerResource?.container} container metric value: `)
    case 'Pods': return reported(podsMetric(scope, spec), 'FailedGetPodsMetric', 'failed to get pods metric value: ')
    case 'Object': return reported(objectMetric(scope, spec), 'FailedGetObjectMetric', 'failed to get object metric value: ')
    case 'External': return reported(externalMetric(scope, spec), 'FailedGetExternalMetric', `failed to get ${spec.external?.metric.name} external metric value: `)
    default: return reported(failed(`unknown metric source type "${spec.type}"`), 'InvalidMetricSourceType', '')
  }
}

const reported = (outcome: Outcome<MetricResult>, reason: string, prefix: string): MetricOutcome =>
  outcome.ok ? outcome : { ok: false, failure: { reason, message: outcome.message, prefix } }

function resourceMetric(scope: MetricScope, { resource }: MetricSpec): Outcome<MetricResult> {
  if (resource === undefined) return failed('the metric names no resource')
  const proposal = resourceProposal(scope, resource.name, resource.target, undefined)
  if (!proposal.ok) return proposal
  const name = resource.target.averageValue === undefined ? `${resource.name} resource utilization (percentage of request)` : `${resource.name} resource`
  return done({ replicas: proposal.value.replicas, name, status: { type: 'Resource', resource: { name: resource.name, current: resourceCurrent(resource.name, proposal.value) } } })
}

function containerMetric(scope: MetricScope, { containerResource }: MetricSpec): Outcome<MetricResult> {
  if (containerResource === undefined) return failed('the metric names no container')
  const { name: resource, container, target } = containerResource
  const proposal = resourceProposal(scope, resource, target, container)
  if (!proposal.ok) return proposal
  const name = target.averageValue === undefined ? `${resource} container resource utilization (percentage of request)` : `${resource} resource`
  return done({ replicas: proposal.value.replicas, name, status: { type: 'ContainerResource', containerResource: { name: resource, container, current: resourceCurrent(resource, proposal.value) } } })
}

/** computeStatusForResourceMetricGeneric, 1.36. */
function resourceProposal(scope: MetricScope, resource: string, target: MetricTarget, container: string | undefined): Outcome<Proposal> {
  const scale: PodScale = { ...scope.scale, resource }
  if (target.averageValue === undefined && target.averageUtilization === undefined) {
    return failed('invalid resource metric source: neither an average utilization target nor an average value (usage) target was set')
  }
  const prefix = `failed to get ${resource} ${target.averageValue === undefined ? 'utilization' : 'usage'}`
  const samples = present(resourceSamples(scope.context, scale.pods, resource, container), `unable to get metrics for resource ${resource}: no metrics returned from resource metrics API`)
  if (!samples.ok) return prefixed(samples, prefix)
  if (target.averageValue !== undefined) return prefixed(plainReplicas(scale, samples.value, milliValue(target.averageValue)), prefix)
  return prefixed(utilizationReplicas(scale, samples.value, target.averageUtilization!, container), prefix)
}

const present = (samples: Samples, message: string): Outcome<Samples> => (samples.hasAny ? done(samples) : failed(message))

function resourceCurrent(resource: string, { utilization, average }: Proposal): JsonObject {
  const averageValue = quantity(average, resource === 'memory' ? 'BinarySI' : 'DecimalSI')
  return utilization === undefined ? { averageValue } : { averageUtilization: utilization, averageValue }
}

/** `resource.NewMilliQuantity(…).String()`. */
const quantity = (milli: bigint, format: QuantityFormat = 'DecimalSI'): string => canonicalText({ mantissa: milli, scale: -3, format })

function podsMetric(scope: MetricScope, { pods }: MetricSpec): Outcome<MetricResult> {
  if (pods === undefined) return failed('the metric names no pods metric')
  const { name, selector } = pods.metric
  const samples = customSamples(scope.context, scope.scale.pods, name)
  if (!samples.hasAny) return failed(`unable to get metric ${name}: ${customError(scope.context)}`)
  const proposal = plainReplicas({ ...scope.scale, resource: '' }, samples, milliValue(pods.target.averageValue ?? '0'))
  if (!proposal.ok) return proposal
  const metric = { name, ...(selector === undefined ? {} : { selector: selector as unknown as JsonObject }) }
  return done({ replicas: proposal.value.replicas, name: `pods metric ${name}`, status: { type: 'Pods', pods: { metric, current: { averageValue: quantity(proposal.value.average) } } } })
}

/** What the API aggregator says of a metrics API that nobody serves, or that knows no such metric. */
function customError({ cluster }: ActorContext): string {
  const isServed = cluster.metricOverrides.some(({ pods, object }) => pods?.custom !== undefined || object !== undefined)
  return `unable to fetch metrics from custom metrics API: ${isServed ? 'no metrics returned from custom metrics API' : 'no custom metrics API (custom.metrics.k8s.io) registered'}`
}

function objectMetric(scope: MetricScope, { object }: MetricSpec): Outcome<MetricResult> {
  if (object === undefined) return failed('the metric names no object')
  const { context, hpa } = scope
  const { describedObject, metric: { name, selector }, target } = object
  const namespace = hpa.metadata.namespace ?? ''
  const { cluster } = context
  const value = cluster.controlPlane.services.customMetric(cluster, { type: 'object', metric: name, namespace, object: `${describedObject.kind.toLowerCase()}/${describedObject.name}` })
  const status = (current: JsonObject): JsonObject =>
    ({ type: 'Object', object: { describedObject: { ...describedObject }, metric: { name, ...(selector === undefined ? {} : { selector: selector as unknown as JsonObject }) }, current } })
  // The order of words in the real text is off, too.
  const error = `unable to get metric ${name}: ${describedObject.kind} on ${namespace} ${describedObject.name}/${customError(context)}`
  if (target.type === 'Value' && target.value !== undefined) {
    if (value === undefined) return failed(error)
    const proposal = totalReplicas({ ...scope.scale, resource: '' }, value, milliValue(target.value))
    return proposal.ok ? done({ replicas: proposal.value.replicas, name: `${describedObject.kind} metric ${name}`, status: status({ value: quantity(value) }) }) : proposal
  }
  if (target.type !== 'AverageValue' || target.averageValue === undefined) return failed('invalid object metric source: neither a value target nor an average value target was set')
  if (value === undefined) return failed(`failed to get ${name} object metric: ${error}`)
  const { replicas, average } = sharedReplicas(scope.statusReplicas, scope.scale.tolerances, value, milliValue(target.averageValue))
  return done({ replicas, name: `external metric ${name}(${describeSelector(selector)})`, status: status({ averageValue: quantity(average) }) })
}

function externalMetric(scope: MetricScope, { external }: MetricSpec): Outcome<MetricResult> {
  if (external === undefined) return failed('the metric names no external metric')
  const { context, hpa } = scope
  const { metric: { name, selector }, target } = external
  const namespace = hpa.metadata.namespace ?? ''
  const value = context.cluster.controlPlane.services.customMetric(context.cluster, { type: 'external', metric: name, namespace })
  const status = (current: JsonObject): JsonObject => ({ type: 'External', external: { metric: { name, ...(selector === undefined ? {} : { selector: selector as unknown as JsonObject }) }, current } })
  const error = `unable to get external metric ${namespace}/${name}/${describeSelector(selector)}: ${externalError(context, name)}`
  const metricName = `external metric ${name}(${describeSelector(selector)})`
  if (target.averageValue !== undefined) {
    if (value === undefined) return failed(`failed to get ${name} external metric: ${error}`)
    const { replicas, average } = sharedReplicas(scope.statusReplicas, scope.scale.tolerances, value, milliValue(target.averageValue))
    return done({ replicas, name: metricName, status: status({ averageValue: quantity(average) }) })
  }
  if (target.value === undefined) return failed('invalid external metric source: neither a value target nor an average value target was set')
  if (value === undefined) return failed(`failed to get external metric ${name}: ${error}`)
  const proposal = totalReplicas({ ...scope.scale, resource: '' }, value, milliValue(target.value))
  if (!proposal.ok) return failed(`failed to get external metric ${name}: ${proposal.message}`)
  return done({ replicas: proposal.value.replicas, name: metricName, status: status({ value: quantity(value) }) })
}

function externalError({ cluster }: ActorContext, name: string): string {
  const isServed = cluster.metricOverrides.some(({ external }) => external !== undefined)
  return isServed ? 'no metrics returned from external metrics API' : `unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`
}
