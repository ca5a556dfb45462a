import type { JsonObject, MetricSpec, MetricTarget } from '../../api/types.js'
import { quantity, type MetricResult, type MetricScope } from './metric.js'
import { done, failed, prefixed, type Outcome } from './outcome.js'
import { outage } from './outage.js'
import { plainReplicas, utilizationReplicas, type PodScale, type Proposal } from './replicas.js'
import { milliValue } from './requests.js'
import { resourceSamples, type Samples } from './samples.js'

/** computeStatusForResourceMetric, 1.36. */
export function resourceMetric(scope: MetricScope, { resource }: MetricSpec): Outcome<MetricResult> {
  if (resource === undefined) return failed('the metric names no resource')
  const proposal = resourceProposal(scope, resource.name, resource.target, undefined)
  if (!proposal.ok) return proposal
  const name = resource.target.averageValue === undefined ? `${resource.name} resource utilization (percentage of request)` : `${resource.name} resource`
  return done({ replicas: proposal.value.replicas, name, status: { type: 'Resource', resource: { name: resource.name, current: resourceCurrent(resource.name, proposal.value) } } })
}

/** computeStatusForContainerResourceMetric, 1.36. */
export function containerMetric(scope: MetricScope, { containerResource }: MetricSpec): Outcome<MetricResult> {
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
  const nothing = outage(scope.context, 'resource', 'pods.metrics.k8s.io') ?? 'no metrics returned from resource metrics API'
  const samples = present(resourceSamples(scope.context, scale.pods, resource, container), `unable to get metrics for resource ${resource}: ${nothing}`)
  if (!samples.ok) return prefixed(samples, prefix)
  if (target.averageValue !== undefined) return prefixed(plainReplicas(scale, samples.value, milliValue(target.averageValue)), prefix)
  return prefixed(utilizationReplicas(scale, samples.value, target.averageUtilization!, container), prefix)
}

const present = (samples: Samples, message: string): Outcome<Samples> => (samples.hasAny ? done(samples) : failed(message))

function resourceCurrent(resource: string, { utilization, average }: Proposal): JsonObject {
  const averageValue = quantity(average, resource === 'memory' ? 'BinarySI' : 'DecimalSI')
  return utilization === undefined ? { averageValue } : { averageUtilization: utilization, averageValue }
}
