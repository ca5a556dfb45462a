import { Kind } from '../../sim/api/kinds/ids.js'
import type { HorizontalPodAutoscaler, Json, JsonObject, MetricSpec, MetricTarget } from '../../sim/api/types.js'
import { keyOf, type ClusterView } from '../../sim/view.js'
import { nested, numberCheck, pathOf, type Check, type CheckReader } from '../checks.js'
import { conditionCheck } from '../condition-check.js'
import type { AssertionDefinition } from '../define.js'
import { historyOf } from '../history.js'
import { readText, type TextMatcher } from '../matchers.js'
import { defineObjects } from '../objects.js'
import { isObject, take, takeObject, under, type Reading } from '../reading.js'
import { parseComparison, quantityNumber, type Comparison } from '../values/comparison.js'

type Hpa = HorizontalPodAutoscaler

/** How often it changed the scale of its target; `lastScaleTime` moves each time (horizontal.go reconcileAutoscaler, 1.36). */
export function scalings(view: ClusterView, hpa: Hpa): { readonly up: number; readonly down: number } {
  let [up, down] = [0, 0]
  for (const { object, previous } of historyOf(view, Kind.HorizontalPodAutoscaler, keyOf(hpa.metadata))) {
    const [after, before] = [(object as Hpa).status, (previous as Hpa | undefined)?.status]
    if (after?.lastScaleTime === undefined || after.lastScaleTime === before?.lastScaleTime) continue
    const from = after.currentReplicas ?? before?.currentReplicas ?? 0
    if (after.desiredReplicas > from) up++
    else if (after.desiredReplicas < from) down++
  }
  return { up, down }
}

interface MetricReading {
  readonly name: string
  readonly value: MetricTarget
}

/** The name and the value part of one entry of `spec.metrics` or `status.currentMetrics`, whatever its type. */
function metricOf(entry: JsonObject, part: 'current' | 'target'): MetricReading | undefined {
  for (const source of ['resource', 'containerResource', 'pods', 'object', 'external'] as const) {
    const body = entry[source]
    if (!isObject(body)) continue
    const name = body['name'] ?? (isObject(body['metric']) ? body['metric']['name'] : undefined)
    if (typeof name === 'string' && isObject(body[part])) return { name, value: body[part] as unknown as MetricTarget }
  }
  return undefined
}

const metricsOf = (entries: readonly (JsonObject | MetricSpec)[] | null | undefined, part: 'current' | 'target'): readonly MetricReading[] =>
  (entries ?? []).flatMap((entry) => metricOf(entry as JsonObject, part) ?? [])

/** Utilisation for percentages and plain numbers where there is one, else the average or total value. */
function numberOf({ averageUtilization, averageValue, value }: MetricTarget, { unit }: Comparison): number | undefined {
  if (unit === 'percent' || (unit === 'number' && averageUtilization !== undefined)) return averageUtilization
  const quantity = averageValue ?? value
  return quantity === undefined ? undefined : quantityNumber(quantity)
}

function metricText({ name, value: { averageUtilization, averageValue, value } }: MetricReading): string {
  const parts = [averageUtilization === undefined ? undefined : `${averageUtilization}%`, averageValue ?? value].filter((part) => part !== undefined)
  return `${name} ${parts.length === 0 ? 'unknown' : parts.join(' = ')}`
}

const metricCheck: CheckReader<Hpa> = (raw, reading) =>
  Array.isArray(raw) ? raw.flatMap((each, index) => metricChecks(each as Json, under(reading, String(index)))) : metricChecks(raw, reading)

function metricChecks(raw: Json, reading: Reading): readonly Check<Hpa>[] {
  const object = takeObject(reading, raw)
  if (object === undefined) return []
  const name = object['name'] === undefined ? undefined : take(under(reading, 'name'), object['name'], readText)
  return (['current', 'target'] as const).flatMap((part) => {
    if (object[part] === undefined || object[part] === null) return []
    const wanted = take(under(reading, part), object[part], (value) => parseComparison(value, ['number', 'percent', 'quantity']))
    if (wanted === undefined) return []
    return [{
      path: `${pathOf(reading)}.${part}`, expected: `${name?.text ?? 'any'} ${wanted.text}`, reads: 'objects',
      failing: (hpa) => failingMetric(metricsOf(part === 'current' ? hpa.status.currentMetrics : hpa.spec.metrics, part), name, wanted),
    } satisfies Check<Hpa>]
  })
}

function failingMetric(metrics: readonly MetricReading[], name: TextMatcher | undefined, wanted: Comparison): string | undefined {
  const named = metrics.filter((metric) => name?.matches(metric.name) ?? true)
  const holds = ({ value }: MetricReading): boolean => {
    const number = numberOf(value, wanted)
    return number === undefined ? wanted.operator === '!=' : wanted.test(number)
  }
  if (named.some(holds)) return undefined
  return named.length === 0 ? `no value of ${name?.text ?? 'any metric'}` : named.map(metricText).join(', ')
}

export const hpa: AssertionDefinition = defineObjects<Hpa>({
  name: 'hpa', kind: { id: Kind.HorizontalPodAutoscaler, namespaced: true }, short: 'name',
  checks: {
    replicas: numberCheck((each) => each.status.currentReplicas ?? 0),
    desired: numberCheck((each) => each.status.desiredReplicas),
    condition: conditionCheck((each) => each.status.conditions),
    metric: metricCheck,
    scaled: nested({
      up: numberCheck((each, view) => scalings(view, each).up, 'history'),
      down: numberCheck((each, view) => scalings(view, each).down, 'history'),
    }),
  },
})
