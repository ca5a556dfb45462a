import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autoscalerInV1, autoscalerInV2 } from '../../../src/sim/api/autoscaler-versions.js'
import { decode } from '../../../src/sim/api/decode/decode.js'
import type { JsonObject } from '../../../src/sim/api/types.js'

const prefix = 'autoscaling.alpha.kubernetes.io/'
const v2 = (spec: JsonObject, status: JsonObject = {}, annotations?: JsonObject): JsonObject => ({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h', ...(annotations && { annotations }) },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' }, maxReplicas: 5, ...spec }, status: { desiredReplicas: 0, currentMetrics: null, ...status },
})
const cpu = (percentage: number): JsonObject => ({ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percentage } } })
const annotationsOf = (object: JsonObject): JsonObject => ((object['metadata'] as JsonObject)['annotations'] ?? {}) as JsonObject

describe('an autoscaler asked for as autoscaling/v1', () => {
  it('has the target of the CPU in its field, and no annotations', () => {
    const shown = autoscalerInV1(v2({ metrics: [cpu(50)] }))
    expect(shown['apiVersion']).toBe('autoscaling/v1')
    expect(shown['spec']).toEqual({ scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'apps/v1' }, maxReplicas: 5, targetCPUUtilizationPercentage: 50 })
    expect(shown['status']).toEqual({ currentReplicas: 0, desiredReplicas: 0 })
    expect(annotationsOf(shown)).toEqual({})
  })

  it('has other metrics, the behaviour, conditions and current metrics in annotations', () => {
    const shown = autoscalerInV1(v2({
      metrics: [{ type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } } }, cpu(50)],
      behavior: { scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] } },
    }, {
      currentReplicas: 2, currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40, averageValue: '400m' } } }],
      conditions: [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'ReadyForNewScale', message: 'ok' }],
    }, { own: 'x' }))
    expect(annotationsOf(shown)).toEqual({
      own: 'x',
      [`${prefix}metrics`]: '[{"type":"Pods","pods":{"metricName":"rps","targetAverageValue":"10"}}]',
      [`${prefix}behavior`]: '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":60,"SelectPolicy":null,"Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":15}],"Tolerance":null}}',
      [`${prefix}current-metrics`]: '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":40,"currentAverageValue":"400m"}}]',
      [`${prefix}conditions`]: '[{"type":"AbleToScale","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"ReadyForNewScale","message":"ok"}]',
    })
    expect(shown['status']).toEqual({ currentReplicas: 2, desiredReplicas: 0, currentCPUUtilizationPercentage: 40 })
  })
})

describe('an autoscaler sent as autoscaling/v1', () => {
  it('is read with its annotations, which are not kept', () => {
    const manifest = { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h', annotations: { [`${prefix}metrics`]: '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}]', [`${prefix}behavior`]: 'no json' } }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5 } }
    const decoded = decode(manifest).object as unknown as JsonObject
    expect((decoded['spec'] as JsonObject)['metrics']).toEqual([{ type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } }])
    expect(annotationsOf(decoded)).toEqual({})
  })

  it('has 80 % where it says nothing', () => {
    expect((autoscalerInV2({ spec: {} })['spec'] as JsonObject)['metrics']).toEqual([cpu(80)])
  })
})

const name = fc.constantFrom('memory', 'cpu', 'a-b')
const quantity = fc.constantFrom('1', '100m', '2Gi')
const selector = fc.constantFrom(undefined, { matchLabels: { a: 'b' } })
const metric = fc.tuple(name, selector).map(([own, labels]) => ({ name: own, ...(labels && { selector: labels }) }))
const described = { kind: 'Service', name: 's', apiVersion: 'v1' }
const byAverage = quantity.map((averageValue) => ({ type: 'AverageValue', averageValue }))
const byValue = quantity.map((value) => ({ type: 'Value', value }))
const resource = fc.record({ name: fc.constantFrom('memory', 'disk'), target: fc.oneof(byAverage, fc.integer({ min: 1, max: 200 }).map((averageUtilization) => ({ type: 'Utilization', averageUtilization }))) })
const spec = fc.oneof(
  resource.map((own) => ({ type: 'Resource', resource: own })),
  resource.map((own) => ({ type: 'ContainerResource', containerResource: { ...own, container: 'c' } })),
  fc.record({ metric, target: byAverage }).map((pods) => ({ type: 'Pods', pods })),
  fc.record({ metric, target: fc.oneof(byAverage, byValue) }).map((object) => ({ type: 'Object', object: { ...object, describedObject: described } })),
  fc.record({ metric, target: fc.oneof(byAverage, byValue) }).map((external) => ({ type: 'External', external })),
)
const rules = fc.record({
  stabilizationWindowSeconds: fc.nat(3600), selectPolicy: fc.constantFrom('Max', 'Min', 'Disabled'), tolerance: quantity,
  policies: fc.array(fc.record({ type: fc.constantFrom('Pods', 'Percent'), value: fc.integer({ min: 1, max: 9 }), periodSeconds: fc.integer({ min: 1, max: 60 }) }), { minLength: 1, maxLength: 2 }),
}, { requiredKeys: ['policies'] })
const current = fc.record({ name: fc.constantFrom('cpu', 'memory'), current: fc.record({ averageValue: quantity, averageUtilization: fc.nat(100) }, { requiredKeys: ['averageValue'] }) }).map((own) => ({ type: 'Resource', resource: own }))
const autoscaler = fc.record({
  others: fc.array(spec, { maxLength: 3 }), percentage: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  behavior: fc.option(fc.record({ scaleUp: rules, scaleDown: rules }, { requiredKeys: ['scaleUp'] }), { nil: undefined }),
  current: fc.array(current, { maxLength: 2 }), replicas: fc.nat(3), labels: fc.boolean(),
}).map(({ others, percentage, behavior, current: used, replicas, labels }) => v2(
  { metrics: [...others, ...(percentage === undefined && others.length > 0 ? [] : [cpu(percentage ?? 80)])], ...(behavior && { behavior }) } as unknown as JsonObject,
  { currentMetrics: used.length === 0 ? null : used, ...(replicas > 0 && { currentReplicas: replicas }) } as unknown as JsonObject,
  labels ? { own: 'x' } : undefined,
))
const tidy = (object: JsonObject): JsonObject => {
  const metadata = object['metadata'] as JsonObject
  return Object.keys(annotationsOf(object)).length > 0 ? object : { ...object, metadata: { name: metadata['name']! } }
}

describe('an autoscaler', () => {
  it('is the same after a way through v1', () => {
    fc.assert(fc.property(autoscaler, (object) => {
      expect(tidy(autoscalerInV2(autoscalerInV1(object)))).toEqual(object)
    }))
  })
})
