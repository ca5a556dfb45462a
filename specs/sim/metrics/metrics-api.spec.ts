import { describe, expect, it } from 'vitest'
import type { ContainerBehaviour, MetricOverride } from '../../../src/sim/behaviour.js'
import { customMetric, podMetrics } from '../../../src/sim/metrics/metrics-api.js'
import { setMetrics } from '../../../src/sim/metrics/set-metrics.js'
import type { Cluster } from '../../../src/sim/state.js'
import { advance, getPod, newCluster, runPod } from '../controllers/node-room.js'

const behaviour = (usage: ContainerBehaviour['usage']): ContainerBehaviour =>
  ({ name: 'containers[0]', match: { image: '*' }, pull: undefined, startMs: undefined, run: undefined, stop: undefined, probes: {}, usage })

function withPod(containers: readonly ContainerBehaviour[] = []): Cluster {
  const cluster = newCluster({ options: { containers } })
  advance(cluster, 5_000)
  runPod(cluster, 'web')
  return cluster
}
const usage = (cluster: Cluster): unknown => {
  const metrics = podMetrics(cluster, getPod(cluster, 'web')!)
  return metrics === undefined ? undefined : `${metrics.at / 1000}: ${metrics.containers.map(({ name, cpuMillis, memoryBytes }) => `${name} ${cpuMillis} ${memoryBytes / 1024 ** 2}`).join()}`
}
const override = (pods: Partial<NonNullable<MetricOverride['pods']>>): MetricOverride => ({ pods: { namespace: 'default', select: 'app=web', ...pods } })

describe('the usage of a pod', () => {
  it('is there from the next second on', () => {
    const cluster = withPod()
    advance(cluster, 900)
    expect(usage(cluster)).toBeUndefined()
    advance(cluster, 150)
    expect(usage(cluster)).toBe('5: web 50 50')
  })

  it('is half of the requests where nothing is known', () => {
    const cluster = withPod()
    advance(cluster, 10_000)
    expect(usage(cluster)).toBe('14: web 50 50')
  })

  it('is what the behaviour says at that time, and until when', () => {
    const cluster = withPod([behaviour([{ forMs: 30_000, cpu: '10m', memory: '64Mi' }, { cpu: '200m', memory: '600Mi' }])])
    advance(cluster, 29_500)
    expect(usage(cluster)).toBe('34: web 10 64')
    expect(podMetrics(cluster, getPod(cluster, 'web')!)!.until).toBe(35_000)
    advance(cluster, 1_000)
    expect(usage(cluster)).toBe('35: web 200 600')
    expect(podMetrics(cluster, getPod(cluster, 'web')!)!.until).toBeUndefined()
  })

  it('is not there when the behaviour says nothing of it', () => {
    const cluster = withPod([behaviour(undefined)])
    advance(cluster, 60_000)
    expect(usage(cluster)).toBeUndefined()
  })

  it('is what the step says, whatever the behaviour', () => {
    const cluster = withPod([behaviour([{ cpu: '10m' }])])
    advance(cluster, 10_000)
    setMetrics(cluster, [override({ cpu: '180m', memory: '60Mi' })], 1)
    expect(usage(cluster)).toBe('14: web 180 60')
    setMetrics(cluster, [override({ select: 'app', cpu: '0.2' })], 1)
    expect(usage(cluster)).toBe('14: web 200 0')
    setMetrics(cluster, [override({ namespace: 'other', cpu: '1' }), override({ select: 'app=db', cpu: '1' }), override({ custom: { qps: '3' } })], 1)
    expect(usage(cluster)).toBe('14: web 200 0')
  })
})

describe('custom and external metrics', () => {
  it('are what the last step set', () => {
    const cluster = withPod()
    setMetrics(cluster, [{ external: { depth: '40' } }, { external: { depth: '1500m', other: '1' } }, override({ custom: { qps: '2500u' } }), { object: { ref: 'service/web', metric: 'rps', value: '1k' } }], 1)
    const ask = (type: 'pods' | 'object' | 'external', metric: string, object?: string): bigint | undefined => customMetric(cluster, { type, metric, namespace: 'default', ...(object === undefined ? {} : { object }) })
    expect(ask('external', 'depth')).toBe(1_500n)
    expect(ask('external', 'none')).toBeUndefined()
    expect(ask('pods', 'qps', 'web')).toBe(3n)
    expect(ask('pods', 'qps', 'absent')).toBeUndefined()
    expect(ask('object', 'rps', 'service/web')).toBe(1_000_000n)
    expect(ask('object', 'rps', 'service/db')).toBeUndefined()
  })
})
