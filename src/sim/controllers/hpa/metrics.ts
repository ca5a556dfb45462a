import type { Condition, JsonObject, MetricSpec } from '../../api/types.js'
import type { MetricScope } from './metric.js'
import { computeMetric, type MetricFailure } from './metric-spec.js'

/** All metrics of one sync together. */
export interface MetricsResult {
  /** Undefined: nothing can be scaled by; `error` says why. */
  readonly replicas: number | undefined
  readonly name: string
  /** One a metric; a metric that failed leaves an empty one. */
  readonly statuses: readonly JsonObject[]
  readonly condition: Pick<Condition, 'status' | 'reason' | 'message'>
  readonly error: string | undefined
  /** Each failed metric, for its event. */
  readonly failures: readonly MetricFailure[]
}

const emptyStatus: JsonObject = { type: '' }

/** HorizontalController computeReplicasForMetrics, 1.36: the highest proposal counts; with a failed metric there is no scaling down. */
export function computeMetrics(scope: MetricScope, specs: readonly MetricSpec[]): MetricsResult {
  const failures: MetricFailure[] = []
  const statuses: JsonObject[] = []
  let [replicas, name] = [0, '']
  for (const spec of specs) {
    const outcome = computeMetric(scope, spec)
    statuses.push(outcome.ok ? outcome.value.status : emptyStatus)
    if (!outcome.ok) failures.push(outcome.failure)
    else if (replicas === 0 || outcome.value.replicas > replicas) ({ replicas, name } = outcome.value)
  }
  const [first] = failures
  const error = first === undefined ? undefined : `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${first.prefix}${first.message}`
  if (first !== undefined && (failures.length >= specs.length || replicas < scope.scale.currentReplicas)) {
    return { replicas: undefined, name: '', statuses, error, failures, condition: { status: 'False', reason: first.reason, message: `the HPA was unable to compute the replica count: ${first.message}` } }
  }
  const condition = { status: 'True', reason: 'ValidMetricFound', message: `the HPA was able to successfully calculate a replica count from ${name}` } as const
  return { replicas, name, statuses, error, failures, condition }
}
