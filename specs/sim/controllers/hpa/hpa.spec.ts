import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../../src/sim/apiserver/delete.js'
import { updateStatus } from '../../../../src/sim/apiserver/update.js'
import { forkCluster } from '../../../../src/sim/cluster.js'
import { setMetrics } from '../../../../src/sim/metrics/set-metrics.js'
import { nextInstant } from '../../../../src/sim/run.js'
import type { Cluster } from '../../../../src/sim/state.js'
import type { Deployment, Event, HorizontalPodAutoscaler, MetricSpec } from '../../../../src/sim/api/types.js'
import { advance, change, create, deployment, kubectl, newCluster, runPod, said } from '../node-room.js'

type Spec = HorizontalPodAutoscaler['spec']
const cpu: MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }
const external: MetricSpec = { type: 'External', external: { metric: { name: 'depth' }, target: { type: 'AverageValue', averageValue: '10' } } }
const memory: MetricSpec = { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '50Mi' } } }

const hpa = (cluster: Cluster, spec: Partial<Spec> = {}, name = 'web'): HorizontalPodAutoscaler => create<HorizontalPodAutoscaler>(cluster, {
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name, namespace: 'default' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 10, metrics: [cpu], ...spec },
})
const get = (cluster: Cluster, name = 'web'): HorizontalPodAutoscaler => cluster.store.get<HorizontalPodAutoscaler>('HorizontalPodAutoscaler.autoscaling', `default/${name}`)!
const replicas = (cluster: Cluster): number => cluster.store.get<Deployment>('Deployment.apps', 'default/web')!.spec.replicas
const conditions = (cluster: Cluster, name = 'web'): readonly string[] => get(cluster, name).status.conditions!.map(({ type, status, reason }) => `${type}=${status} ${reason}`)
const use = (cluster: Cluster, cpuText: string, memoryText = '40Mi'): void => setMetrics(cluster, [{ pods: { namespace: 'default', select: 'app=web', cpu: cpuText, memory: memoryText } }], 1)
const unmeasured = { name: 'containers[0]', match: { image: '*' }, pull: undefined, startMs: undefined, run: undefined, stop: undefined, probes: {}, usage: undefined }

/** Two pods that ran for ten minutes. */
function withPods(count = 2): Cluster {
  const cluster = newCluster({ options: { containers: [unmeasured] } })
  const web = deployment(cluster, 'web', count)
  updateStatus(kubectl(cluster), web, { ...web.status, replicas: count })
  for (let i = 0; i < count; i++) runPod(cluster, `web-${i}`)
  advance(cluster, 600_000)
  return cluster
}

describe('syncs', () => {
  it('begin one period after creation, and come once a period', () => {
    const cluster = withPods()
    hpa(cluster)
    advance(cluster, 14_990)
    expect(get(cluster).status.conditions).toBeUndefined()
    advance(cluster, 100)
    expect(conditions(cluster)).toEqual(['AbleToScale=True SucceededGetScale', 'ScalingActive=False FailedGetResourceMetric'])
    advance(cluster, 60_000)
    expect(said(cluster, 'FailedComputeMetricsReplicas')).toHaveLength(5)
  })

  it('follow the flag', () => {
    const cluster = newCluster({ flags: { horizontalPodAutoscalerSyncPeriodMs: 5_000 }, options: { containers: [unmeasured] } })
    deployment(cluster, 'web', 1)
    runPod(cluster, 'web-0')
    hpa(cluster)
    advance(cluster, 5_100)
    expect(said(cluster, 'FailedGetResourceMetric')).toHaveLength(1)
  })

  it('cease when nothing can change, and wake for news', () => {
    const cluster = withPods()
    hpa(cluster)
    use(cluster, '50m')
    advance(cluster, 40_000)
    expect(conditions(cluster)).toEqual(['AbleToScale=True ReadyForNewScale', 'ScalingActive=True ValidMetricFound', 'ScalingLimited=False DesiredWithinRange'])
    expect(nextInstant(cluster)).toBeUndefined()
    advance(cluster, 86_400_000)
    use(cluster, '100m')
    advance(cluster, 15_100)
    expect(replicas(cluster)).toBe(4)
  })

  it('leave no memory of a deleted HPA behind', () => {
    const cluster = withPods()
    hpa(cluster)
    use(cluster, '50m')
    advance(cluster, 40_000)
    deleteObject(kubectl(cluster), 'HorizontalPodAutoscaler.autoscaling', 'default/web')
    advance(cluster, 40_000)
    expect(nextInstant(cluster)).toBeUndefined()
    expect(replicas(cluster)).toBe(2)
  })
})

describe('scaling', () => {
  it('up: event, condition, status', () => {
    const cluster = withPods()
    hpa(cluster)
    use(cluster, '120m')
    advance(cluster, 15_100)
    expect(replicas(cluster)).toBe(4)
    expect(said(cluster, 'SuccessfulRescale')).toEqual(['HorizontalPodAutoscaler/web New size: 4; reason: cpu resource utilization (percentage of request) above target'])
    expect(conditions(cluster)).toEqual(['AbleToScale=True SucceededRescale', 'ScalingActive=True ValidMetricFound', 'ScalingLimited=True ScaleUpLimit'])
    expect(get(cluster).status).toMatchObject({ currentReplicas: 2, desiredReplicas: 4, currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 120, averageValue: '120m' } } }] })
    expect(get(cluster).status.lastScaleTime).toBeDefined()
    expect(get(cluster).status.observedGeneration).toBeUndefined()
  })

  it('down: after five minutes', () => {
    const cluster = withPods(4)
    hpa(cluster)
    use(cluster, '50m')
    advance(cluster, 60_000)
    use(cluster, '10m')
    advance(cluster, 280_000)
    expect(replicas(cluster)).toBe(4)
    expect(conditions(cluster)[0]).toBe('AbleToScale=True ScaleDownStabilized')
    advance(cluster, 30_000)
    expect(replicas(cluster)).toBe(1)
    expect(said(cluster, 'SuccessfulRescale')).toEqual(['HorizontalPodAutoscaler/web New size: 1; reason: All metrics below target'])
  })

  it('down after five minutes counts the syncs that were left out', () => {
    const cluster = withPods(4)
    hpa(cluster)
    use(cluster, '50m')
    advance(cluster, 3_600_000)
    use(cluster, '10m')
    advance(cluster, 280_000)
    expect(replicas(cluster)).toBe(4)
    advance(cluster, 30_000)
    expect(replicas(cluster)).toBe(1)
  })

  it('into the bounds needs no metrics', () => {
    const cluster = withPods(4)
    hpa(cluster, { minReplicas: 5, maxReplicas: 8 })
    advance(cluster, 15_100)
    expect(replicas(cluster)).toBe(5)
    change<HorizontalPodAutoscaler>(cluster, 'HorizontalPodAutoscaler.autoscaling', 'default/web', (object) => ({ ...object, spec: { ...object.spec, minReplicas: 1, maxReplicas: 3 } }))
    advance(cluster, 15_100)
    expect(replicas(cluster)).toBe(3)
    expect(said(cluster, 'SuccessfulRescale').map((text) => text.split('reason: ')[1])).toEqual(['Current number of replicas below Spec.MinReplicas', 'Current number of replicas above Spec.MaxReplicas'])
    expect(get(cluster).status.currentMetrics).toBeNull()
  })

  it('is disabled at zero replicas', () => {
    const cluster = withPods(0)
    hpa(cluster)
    advance(cluster, 40_000)
    expect(conditions(cluster)).toEqual(['AbleToScale=True SucceededGetScale', 'ScalingActive=False ScalingDisabled'])
    expect(nextInstant(cluster)).toBeUndefined()
    change<Deployment>(cluster, 'Deployment.apps', 'default/web', (object) => ({ ...object, spec: { ...object.spec, replicas: 2 } }))
    advance(cluster, 20_000)
    expect(conditions(cluster)[1]).toBe('ScalingActive=False FailedGetResourceMetric')
  })
})

describe('what cannot be scaled', () => {
  const failure = (spec: Partial<Spec>): readonly string[] => {
    const cluster = withPods()
    hpa(cluster, spec)
    advance(cluster, 15_100)
    return [conditions(cluster)[0]!, said(cluster, 'FailedGetScale')[0]!]
  }
  it.each<readonly [string, Spec['scaleTargetRef'], string]>([
    ['a target that is not there', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'absent' }, 'deployments.apps "absent" not found'],
    ['a kind that is not there', { apiVersion: 'example.com/v1', kind: 'Widget', name: 'web' }, 'no matches for kind "Widget" in group "example.com"'],
    ['a kind without a scale', { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'web' }, 'the server could not find the requested resource'],
    ['a group that is none', { apiVersion: 'a/b/c', kind: 'Deployment', name: 'web' }, 'unexpected GroupVersion string: a/b/c'],
  ])('%s', (_, scaleTargetRef, text) => {
    expect(failure({ scaleTargetRef })).toEqual(['AbleToScale=False FailedGetScale', `HorizontalPodAutoscaler/web ${text}`])
  })

  it('two HPAs over the same pods', () => {
    const cluster = withPods()
    use(cluster, '50m')
    hpa(cluster)
    hpa(cluster, {}, 'second')
    advance(cluster, 40_000)
    expect(conditions(cluster)).toContain('ScalingActive=False AmbiguousSelector')
    expect(conditions(cluster, 'second')).toContain('ScalingActive=False AmbiguousSelector')
    expect(said(cluster, 'AmbiguousSelector')[0]).toBe('HorizontalPodAutoscaler/second pods by selector app=web are controlled by multiple HPAs: [default/second default/web]')
  })
})

describe('several metrics', () => {
  it('the highest counts', () => {
    const cluster = withPods()
    use(cluster, '10m', '150Mi')
    hpa(cluster, { metrics: [cpu, memory] })
    advance(cluster, 15_100)
    expect(said(cluster, 'SuccessfulRescale')).toEqual(['HorizontalPodAutoscaler/web New size: 4; reason: memory resource above target'])
    expect(get(cluster).status.currentMetrics).toHaveLength(2)
  })

  it('one that fails forbids scaling down, not up', () => {
    const cluster = withPods()
    use(cluster, '10m')
    hpa(cluster, { metrics: [cpu, external] })
    advance(cluster, 15_100)
    expect(conditions(cluster)[1]).toBe('ScalingActive=False FailedGetExternalMetric')
    expect(said(cluster, 'FailedComputeMetricsReplicas')[0]).toContain('invalid metrics (1 invalid out of 2), first error is: failed to get depth external metric value: failed to get depth external metric: unable to get external metric default/depth/nil: ')
    const why = 'unable to get external metric default/depth/nil: unable to fetch metrics from external metrics API: '
    expect(said(cluster, 'FailedGetExternalMetric')[0]).toContain(`HorizontalPodAutoscaler/web ${why}`)
    expect(get(cluster).status.conditions!.find(({ type }) => type === 'ScalingActive')!.message).toContain(`the HPA was unable to compute the replica count: ${why}`)
    use(cluster, '100m')
    advance(cluster, 15_100)
    expect(replicas(cluster)).toBe(4)
    expect(get(cluster).status.currentMetrics![1]).toEqual({ type: '' })
  })

  it('external and custom values come from the metrics step', () => {
    const cluster = withPods()
    hpa(cluster, { metrics: [external, { type: 'Pods', pods: { metric: { name: 'qps' }, target: { type: 'AverageValue', averageValue: '1' } } }] })
    setMetrics(cluster, [{ external: { depth: '25' } }, { pods: { namespace: 'default', select: 'app=web', custom: { qps: '500m' } } }], 1)
    advance(cluster, 15_100)
    expect(replicas(cluster)).toBe(3)
    expect(said(cluster, 'SuccessfulRescale')).toEqual(['HorizontalPodAutoscaler/web New size: 3; reason: external metric depth(nil) above target'])
    expect(get(cluster).status.currentMetrics).toMatchObject([{ external: { current: { averageValue: '12500m' } } }, { pods: { current: { averageValue: '500m' } } }])
  })

  it('one container\'s usage', () => {
    const cluster = withPods()
    use(cluster, '200m')
    hpa(cluster, { metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'web', target: { type: 'Utilization', averageUtilization: 100 } } }] })
    advance(cluster, 15_100)
    expect(said(cluster, 'SuccessfulRescale')).toEqual(['HorizontalPodAutoscaler/web New size: 4; reason: cpu container resource utilization (percentage of request) above target'])
  })
})

describe('syncs that are left out', () => {
  const behaviors: readonly (Spec['behavior'] | undefined)[] = [
    undefined,
    { scaleUp: { stabilizationWindowSeconds: 60, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] }, scaleDown: { stabilizationWindowSeconds: 90, policies: [{ type: 'Percent', value: 50, periodSeconds: 45 }] } },
    { scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Disabled', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }] }, scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }] } },
  ]
  const step = fc.record({ usage: fc.constantFrom(undefined, '0', '10m', '45m', '50m', '55m', '70m', '200m'), waitMs: fc.integer({ min: 100, max: 900_000 }), hasPod: fc.boolean() })

  it('would have changed nothing', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.constantFrom(...behaviors), fc.integer({ min: 0, max: 400_000 }), fc.boolean(), (steps, behavior, ageMs, isFailing) => {
      const setting = newCluster({ options: { containers: [unmeasured] } })
      deployment(setting, 'web', 3)
      for (let i = 0; i < 3; i++) runPod(setting, `web-${i}`)
      advance(setting, ageMs)
      hpa(setting, { ...(behavior === undefined ? {} : { behavior }), metrics: isFailing ? [cpu, external] : [cpu] })
      const [resting, busy] = [setting, forkCluster(setting)]
      steps.forEach(({ usage, waitMs, hasPod }, i) => {
        for (const cluster of [resting, busy]) {
          if (usage !== undefined) use(cluster, usage)
          if (hasPod) runPod(cluster, `late-${i}`)
        }
        advance(resting, waitMs)
        for (let left = waitMs; left > 0; left -= 4_000) {
          setMetrics(busy, [], 1) // wakes it for its next sync, whatever it is at
          advance(busy, Math.min(left, 4_000))
        }
      })
      const written = ({ log }: Cluster): unknown => log.entries.map(({ at, type, kind, key, object }) => ({ at, type, kind, key, status: (object as Deployment).status, spec: (object as Deployment).spec, count: (object as unknown as Event).count }))
      expect(written(resting)).toEqual(written(busy))
    }), { numRuns: 100, seed: 1 })
  })
})
