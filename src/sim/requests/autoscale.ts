import { parseQuantity } from '../api/quantity.js'
import { fail, ok, type Result } from '../api/errors.js'
import type { JsonObject } from '../api/types.js'
import { createRequest } from './create.js'
import { clientError, type Context, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'

/** Flags of `kubectl autoscale`. */
export interface AutoscaleOptions {
  readonly min?: number
  readonly max: number
  /** `80%` of what is requested, or an amount a pod: `500m`. */
  readonly cpu?: string
  /** `60%`, or `200Mi`. */
  readonly memory?: string
  readonly name?: string
}

/** `kubectl autoscale`: a HorizontalPodAutoscaler for an object with a scale (kubectl cmd/autoscale, 1.36). */
export function autoscaleRequest(context: Context, target: Target, options: AutoscaleOptions): RequestResult {
  const { min = -1, max } = options
  if (max < 1) return fail(clientError(`--max=MAXPODS is required and must be at least 1, max: ${max}`))
  if (max < min) return fail(clientError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`))
  const metrics = [metricOf('cpu', options.cpu, 'm'), metricOf('memory', options.memory, 'Mi')]
  for (const metric of metrics) if (!metric.ok) return metric
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (!kind.subresources.includes('scale')) {
    return fail(clientError(`cannot autoscale a ${kind.kind}: could not find scale subresource for ${kind.apiVersion}, Resource=${kind.plural} in discovery information`))
  }
  const created = createRequest(context, {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler',
    metadata: { name: options.name ?? object.metadata.name },
    spec: {
      scaleTargetRef: { apiVersion: kind.apiVersion, kind: kind.kind, name: object.metadata.name }, maxReplicas: max,
      ...(min > 0 ? { minReplicas: min } : {}), ...metricsOf(metrics),
    },
  }, target.namespace, { fieldManager: 'kubectl-autoscale' })
  return created.ok ? ok({ ...created.value, said: `horizontalpodautoscaler.autoscaling/${created.value.object.metadata.name} autoscaled` }) : created
}

function metricsOf(metrics: readonly Result<JsonObject | undefined>[]): JsonObject {
  const given = metrics.flatMap((metric) => (metric.ok && metric.value !== undefined ? [metric.value] : []))
  return given.length === 0 ? {} : { metrics: given }
}

/** A number alone counts in the unit that is usual for the resource (parseResourceInput). */
function metricOf(name: 'cpu' | 'memory', text: string | undefined, unit: string): Result<JsonObject | undefined> {
  if (text === undefined) return ok(undefined)
  const wrong = fail(clientError(`invalid resource ${name} value: ${text}`))
  if (text.endsWith('%')) {
    const percent = Number(text.slice(0, -1))
    return Number.isInteger(percent) && percent > 0 ? ok(metric(name, { type: 'Utilization', averageUtilization: percent })) : wrong
  }
  const amount = /^\d+$/.test(text) ? `${text}${unit}` : text
  return !parseQuantity(amount).ok ? wrong : ok(metric(name, { type: 'AverageValue', averageValue: amount }))
}

const metric = (name: string, target: JsonObject): JsonObject => ({ type: 'Resource', resource: { name, target } })
