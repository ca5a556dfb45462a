import { behaviorFromText, behaviorText, metricFromV1, metricInV1, statusFromV1, statusInV1 } from './autoscaler-metrics.js'
import { goJson } from './go-json.js'
import { isList, isMap } from './patch/json.js'
import type { Json, JsonObject } from './types.js'

/** HorizontalPodAutoscalers in both of their versions (pkg/apis/autoscaling/v1/conversion.go, 1.36). What v1 has no field for it keeps in annotations. */
const annotations = {
  metrics: 'autoscaling.alpha.kubernetes.io/metrics', currentMetrics: 'autoscaling.alpha.kubernetes.io/current-metrics',
  behavior: 'autoscaling.alpha.kubernetes.io/behavior', conditions: 'autoscaling.alpha.kubernetes.io/conditions',
} as const

const mapAt = (value: JsonObject, name: string): JsonObject => (isMap(value[name]) ? value[name] : {})
const listAt = (value: JsonObject, name: string): readonly Json[] => (isList(value[name]) ? value[name] : [])
const isCpu = (metric: Json): metric is JsonObject => isMap(metric) && metric['type'] === 'Resource' && mapAt(metric, 'resource')['name'] === 'cpu'

const targetOf = (metric: Json): Json | undefined => (isCpu(metric) ? mapAt(mapAt(metric, 'resource'), 'target')['averageUtilization'] : undefined)
const usedOf = (metric: Json): Json | undefined => (isCpu(metric) ? mapAt(mapAt(metric, 'resource'), 'current')['averageUtilization'] : undefined)

const without = (map: JsonObject, names: readonly string[]): JsonObject => Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)))

function withAnnotations(object: JsonObject, added: JsonObject): JsonObject {
  const metadata = mapAt(object, 'metadata')
  const own = isMap(metadata['annotations']) ? metadata['annotations'] : undefined
  const next = { ...without(own ?? {}, Object.values(annotations)), ...added }
  if (own === undefined && Object.keys(next).length === 0) return object
  return { ...object, metadata: { ...metadata, annotations: next } }
}

/** The object of autoscaling/v2 as autoscaling/v1 shows it. */
export function autoscalerInV1(object: JsonObject): JsonObject {
  const [spec, status] = [mapAt(object, 'spec'), mapAt(object, 'status')]
  const [metrics, current, conditions] = [listAt(spec, 'metrics'), listAt(status, 'currentMetrics'), listAt(status, 'conditions')]
  const target = metrics.map(targetOf).find((value) => value !== undefined)
  const used = current.map(usedOf).findLast((value) => value !== undefined)
  const others = metrics.filter((metric) => targetOf(metric) === undefined)
  const changed = withAnnotations(object, {
    ...(others.length > 0 && { [annotations.metrics]: goJson(others.map(metricInV1)) }),
    ...(current.length > 0 && { [annotations.currentMetrics]: goJson(current.map(statusInV1)) }),
    ...(isMap(spec['behavior']) && { [annotations.behavior]: behaviorText(spec['behavior']) }),
    ...(conditions.length > 0 && { [annotations.conditions]: goJson(conditions.map(conditionInV1)) }),
  })
  return {
    ...changed, apiVersion: 'autoscaling/v1',
    spec: { ...without(spec, ['metrics', 'behavior']), ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: { currentReplicas: 0, desiredReplicas: 0, ...without(status, ['currentMetrics', 'conditions']), ...(used !== undefined && { currentCPUUtilizationPercentage: used }) },
  }
}

const conditionFields = ['type', 'status', 'lastTransitionTime', 'reason', 'message']
/** In the order of the fields, as Go writes a struct. */
const conditionInV1 = (condition: Json): unknown =>
  (isMap(condition) ? new Map(conditionFields.filter((name) => condition[name] !== undefined).map((name) => [name, condition[name]])) : condition)

/** The list or map that an annotation holds; what cannot be read is as good as not there. */
function read(object: JsonObject, name: string): Json | undefined {
  const text = mapAt(mapAt(object, 'metadata'), 'annotations')[name]
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
function readList(object: JsonObject, name: string): readonly Json[] | undefined {
  const value = read(object, name)
  return isList(value) && value.every(isMap) ? value : undefined
}

const cpuMetric = (fields: JsonObject): JsonObject => ({ type: 'Resource', resource: { name: 'cpu', ...fields } })
const cpuTarget = (percentage: Json): JsonObject => cpuMetric({ target: { type: 'Utilization', averageUtilization: percentage } })

/** autoscaling/v1 has that target where it is given none (DefaultCPUUtilization). */
const defaultPercentage = 80

/** The object of autoscaling/v1 as autoscaling/v2 shows it: as it is stored. */
export function autoscalerInV2(object: JsonObject): JsonObject {
  const { targetCPUUtilizationPercentage: percentage, ...spec } = mapAt(object, 'spec')
  const { currentCPUUtilizationPercentage: used, currentReplicas: replicas, ...status } = mapAt(object, 'status')
  const metrics = [...(readList(object, annotations.metrics) ?? []).map((metric) => metricFromV1(metric as JsonObject)), ...(percentage === undefined || percentage === null ? [] : [cpuTarget(percentage)])]
  const behavior = read(object, annotations.behavior)
  const conditions = readList(object, annotations.conditions)
  const current = readList(object, annotations.currentMetrics)?.map((metric) => statusFromV1(metric as JsonObject))
  return {
    ...withAnnotations(object, {}), apiVersion: 'autoscaling/v2',
    spec: { ...spec, metrics: metrics.length === 0 ? [cpuTarget(defaultPercentage)] : metrics, ...(isMap(behavior) && Object.keys(behavior).length > 0 && { behavior: behaviorFromText(behavior) }) },
    status: {
      ...(replicas !== undefined && replicas !== null && replicas !== 0 && { currentReplicas: replicas }), ...status,
      currentMetrics: current ?? (used === undefined || used === null ? null : [cpuMetric({ current: { averageUtilization: used } })]), ...(conditions !== undefined && { conditions }),
    },
  }
}
