import type { MetricSpec } from '../../api/types.js'
import { objectMetric, podsMetric } from './custom-metric.js'
import { externalMetric } from './external-metric.js'
import type { MetricResult, MetricScope } from './metric.js'
import { failed, type Outcome } from './outcome.js'
import { containerMetric, resourceMetric } from './resource-metric.js'

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
  outcome.ok ? outcome : { ok: false, failure: { reason, message: outcome.message, prefix: `${prefix}${outcome.prefix ?? ''}` } }
