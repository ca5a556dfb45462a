import { goJson } from './go-json.js'
import { isList, isMap } from './patch/json.js'
import type { Json, JsonObject } from './types.js'

/** Metrics of HorizontalPodAutoscalers in the words of autoscaling/v1, which has them in annotations (pkg/apis/autoscaling/v1/conversion.go, 1.36). */
type Words = ReadonlyMap<string, unknown>

const mapAt = (value: JsonObject, name: string): JsonObject => (isMap(value[name]) ? value[name] : {})

/** A Go struct: fields in their order, without those that are not there. */
const struct = (fields: Readonly<Record<string, unknown>>): Words => new Map(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))
/** The same of values that were read. */
const present = (fields: Readonly<Record<string, Json | undefined>>): JsonObject => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as JsonObject

const reference = (value: JsonObject): Words => struct({ kind: value['kind'], name: value['name'], apiVersion: value['apiVersion'] })
const fieldOf: Readonly<Record<string, string>> = { Object: 'object', Pods: 'pods', Resource: 'resource', ContainerResource: 'containerResource', External: 'external' }
const typeOf = (metric: JsonObject): string => String(metric['type'])
const zero = '0'

function inWords(metric: JsonObject, source: (type: string, value: JsonObject) => Words): Words {
  const type = typeOf(metric)
  const field = fieldOf[type]
  return struct({ type, ...(field !== undefined && isMap(metric[field]) && { [field]: source(type, metric[field]) }) })
}

/** One of `spec.metrics`. */
export const metricInV1 = (metric: Json): unknown => (isMap(metric) ? inWords(metric, sourceInV1) : metric)

function sourceInV1(type: string, source: JsonObject): Words {
  const [{ name: metricName, selector }, target] = [mapAt(source, 'metric'), mapAt(source, 'target')]
  const { value, averageValue, averageUtilization } = target
  if (type === 'Object') return struct({ target: reference(mapAt(source, 'describedObject')), metricName, targetValue: value ?? zero, selector, averageValue })
  if (type === 'Pods') return struct({ metricName, targetAverageValue: averageValue ?? zero, selector })
  if (type === 'External') return struct({ metricName, metricSelector: selector, targetValue: value, targetAverageValue: averageValue })
  return struct({ name: source['name'], targetAverageUtilization: averageUtilization, targetAverageValue: averageValue, container: type === 'Resource' ? undefined : source['container'] })
}

/** One of `status.currentMetrics`. */
export const statusInV1 = (metric: Json): unknown => (isMap(metric) ? inWords(metric, currentInV1) : metric)

function currentInV1(type: string, source: JsonObject): Words {
  const [{ name: metricName, selector }, current] = [mapAt(source, 'metric'), mapAt(source, 'current')]
  const { value, averageValue, averageUtilization } = current
  if (type === 'Object') return struct({ target: reference(mapAt(source, 'describedObject')), metricName, currentValue: value ?? zero, selector, averageValue })
  if (type === 'Pods') return struct({ metricName, currentAverageValue: averageValue ?? zero, selector })
  if (type === 'External') return struct({ metricName, metricSelector: selector, currentValue: value ?? zero, currentAverageValue: averageValue })
  return struct({ name: source['name'], currentAverageUtilization: averageUtilization, currentAverageValue: averageValue ?? zero, container: type === 'Resource' ? undefined : source['container'] })
}

function fromWords(metric: JsonObject, source: (type: string, value: JsonObject) => JsonObject): JsonObject {
  const type = typeOf(metric)
  const field = fieldOf[type]
  return { type, ...(field !== undefined && isMap(metric[field]) && { [field]: source(type, metric[field]) }) }
}

/** One metric of the annotation, in the words of autoscaling/v2. */
export const metricFromV1 = (metric: JsonObject): JsonObject => fromWords(metric, sourceFromV1)

function sourceFromV1(type: string, source: JsonObject): JsonObject {
  const metric = present({ name: source['metricName'], selector: source['selector'] ?? source['metricSelector'] })
  const { targetValue: value, targetAverageValue: averageValue, targetAverageUtilization: averageUtilization } = source
  if (type === 'Object') return { describedObject: mapAt(source, 'target'), target: objectTarget(source), metric }
  if (type === 'Pods') return { metric, target: { type: 'AverageValue', averageValue: averageValue ?? zero } }
  if (type === 'External') return { metric, target: present({ type: value === undefined ? 'AverageValue' : 'Value', value, averageValue }) }
  const target = present({ type: averageUtilization === undefined ? 'AverageValue' : 'Utilization', averageValue, averageUtilization })
  return present({ name: source['name'], target, container: source['container'] })
}

/** v1 cannot leave the value out: beside an average, zero means none. */
function objectTarget({ targetValue: value = zero, averageValue }: JsonObject): JsonObject {
  if (averageValue === undefined) return { type: 'Value', value }
  return { type: 'AverageValue', ...(value !== zero && { value }), averageValue }
}

/** One current metric of the annotation, in the words of autoscaling/v2. */
export const statusFromV1 = (metric: JsonObject): JsonObject => fromWords(metric, currentFromV1)

function currentFromV1(type: string, source: JsonObject): JsonObject {
  const metric = present({ name: source['metricName'], selector: source['selector'] ?? source['metricSelector'] })
  const { currentValue: value = zero, currentAverageValue, currentAverageUtilization: averageUtilization } = source
  if (type === 'Object') return { metric, current: present({ value, averageValue: source['averageValue'] }), describedObject: mapAt(source, 'target') }
  if (type === 'Pods') return { metric, current: { averageValue: currentAverageValue ?? zero } }
  if (type === 'External') return { metric, current: present({ value, averageValue: currentAverageValue }) }
  return present({ name: source['name'], current: present({ averageValue: currentAverageValue ?? zero, averageUtilization }), container: source['container'] })
}

const fields = {
  '': ['ScaleUp', 'ScaleDown'], rules: ['StabilizationWindowSeconds', 'SelectPolicy', 'Policies', 'Tolerance'], policy: ['Type', 'Value', 'PeriodSeconds'],
} as const
type Part = keyof typeof fields

const lower = (name: string): string => `${name[0]!.toLowerCase()}${name.slice(1)}`
const partBelow = (part: Part): Part => (part === '' ? 'rules' : 'policy')

/** The annotation has the behaviour as the server holds it: Go's own names, nulls for what is not there. */
export const behaviorText = (behavior: JsonObject): string => goJson(inGo(behavior, ''))

function inGo(value: Json | undefined, part: Part): unknown {
  if (isList(value)) return value.map((item) => inGo(item, part))
  if (!isMap(value)) return value ?? null
  return new Map(fields[part].map((name) => [name, inGo(value[lower(name)], partBelow(part))]))
}

/** Names are read whatever their case is. */
export const behaviorFromText = (behavior: JsonObject): JsonObject => fromGo(behavior, '') as JsonObject

function fromGo(value: Json, part: Part): Json {
  if (isList(value)) return value.map((item) => fromGo(item, part))
  if (!isMap(value)) return value
  const named = Object.entries(value).flatMap(([name, item]) => fields[part].filter((own) => own.toLowerCase() === name.toLowerCase()).map((own) => [lower(own), item] as const))
  return Object.fromEntries(named.filter(([, item]) => item !== null).map(([name, item]) => [name, fromGo(item, partBelow(part))]))
}
