import { goJson } from '../go-json.js'
import { isList, isMap } from '../patch/json.js'
import type { Json, JsonObject } from '../types.js'

/**
 * HorizontalPodAutoscalers in both of their versions (pkg/apis/autoscaling/v1/conversion.go, 1.36). What v1 has no field for it keeps in
 * annotations; here those hold it in the words of v2, as nothing but their being there or changing matters to who owns what.
 */
const annotations = {
  metrics: 'autoscaling.alpha.kubernetes.io/metrics', currentMetrics: 'autoscaling.alpha.kubernetes.io/current-metrics',
  behavior: 'autoscaling.alpha.kubernetes.io/behavior', conditions: 'autoscaling.alpha.kubernetes.io/conditions',
} as const

const mapAt = (value: JsonObject, name: string): JsonObject => (isMap(value[name]) ? value[name] : {})
const listAt = (value: JsonObject, name: string): readonly Json[] => (isList(value[name]) ? value[name] : [])

function utilizationOf(metric: Json): Json | undefined {
  if (!isMap(metric) || metric['type'] !== 'Resource') return undefined
  const resource = mapAt(metric, 'resource')
  return resource['name'] === 'cpu' ? mapAt(resource, 'target')['averageUtilization'] : undefined
}

const without = (map: JsonObject, names: readonly string[]): JsonObject => Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)))

function withAnnotations(object: JsonObject, changed: (own: JsonObject) => JsonObject): JsonObject {
  const metadata = mapAt(object, 'metadata')
  const own = isMap(metadata['annotations']) ? metadata['annotations'] : undefined
  const next = changed(without(own ?? {}, Object.values(annotations)))
  if (own === undefined && Object.keys(next).length === 0) return object
  return { ...object, metadata: { ...metadata, annotations: next } }
}

export function autoscalerInV1(object: JsonObject): JsonObject {
  const [spec, status] = [mapAt(object, 'spec'), mapAt(object, 'status')]
  const metrics = listAt(spec, 'metrics')
  const target = metrics.map(utilizationOf).find((value) => value !== undefined)
  const kept: Readonly<Record<string, Json | undefined>> = {
    [annotations.metrics]: metrics.filter((metric) => utilizationOf(metric) === undefined),
    [annotations.currentMetrics]: listAt(status, 'currentMetrics'), [annotations.conditions]: listAt(status, 'conditions'), [annotations.behavior]: spec['behavior'],
  }
  const texts = Object.entries(kept).filter(([, value]) => value !== undefined && !(isList(value) && value.length === 0)).map(([name, value]) => [name, goJson(value)] as const)
  const changed = withAnnotations(object, (own) => ({ ...own, ...Object.fromEntries(texts) }))
  return {
    ...changed, apiVersion: 'autoscaling/v1',
    spec: { ...without(spec, ['metrics', 'behavior']), ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: { currentReplicas: 0, ...without(status, ['currentMetrics', 'conditions']) },
  }
}

export function autoscalerInV2(object: JsonObject): JsonObject {
  const [spec, status] = [mapAt(object, 'spec'), mapAt(object, 'status')]
  const own = mapAt(mapAt(object, 'metadata'), 'annotations')
  const read = (name: string): Json | undefined => (typeof own[name] === 'string' ? (JSON.parse(own[name]) as Json) : undefined)
  const { targetCPUUtilizationPercentage: percentage, ...rest } = spec
  const others = read(annotations.metrics)
  const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percentage ?? 80 } } }
  const metrics = [...(isList(others) ? others : []), ...(percentage !== undefined || !isList(others) ? [cpu] : [])]
  const behavior = read(annotations.behavior)
  const conditions = read(annotations.conditions)
  return {
    ...withAnnotations(object, (left) => left), apiVersion: 'autoscaling/v2', spec: { ...rest, metrics, ...(behavior !== undefined && { behavior }) },
    status: { ...without(status, ['currentCPUUtilizationPercentage']), currentMetrics: read(annotations.currentMetrics) ?? null, ...(conditions !== undefined && { conditions }) },
  }
}
