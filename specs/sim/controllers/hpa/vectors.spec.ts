import { describe, expect, it } from 'vitest'
import { createClock, timestamp } from '../../../../src/sim/clock.js'
import { limitByBehavior } from '../../../../src/sim/controllers/hpa/behavior.js'
import { limitPlainly } from '../../../../src/sim/controllers/hpa/limits.js'
import { plainReplicas, sharedReplicas, totalReplicas, utilizationReplicas, type PodScale } from '../../../../src/sim/controllers/hpa/replicas.js'
import type { Sample } from '../../../../src/sim/controllers/hpa/samples.js'
import { remember, stabilizeByBehavior, stabilizePlainly } from '../../../../src/sim/controllers/hpa/stabilize.js'
import { isWithin } from '../../../../src/sim/controllers/hpa/tolerance.js'
import type { Condition, HPAScalingRules, Pod, PodSpec } from '../../../../src/sim/api/types.js'

const clock = createClock()!
const now = 3_600_000
const at = (ms: number): string => timestamp(clock, ms)
const tolerances = { down: 0.1, up: 0.1 }
const rules = { now, clock, cpuInitializationPeriodMs: 300_000, initialReadinessDelayMs: 30_000 }

interface Setting {
  readonly phase?: string
  readonly ready?: boolean
  readonly startedAt?: number
  readonly readyAt?: number
  readonly deleting?: boolean
  readonly spec?: Partial<PodSpec>
}

function pod(name: string, { phase = 'Running', ready = true, startedAt = 0, readyAt = startedAt, deleting = false, spec = {} }: Setting = {}): Pod {
  const condition: Condition = { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at(readyAt) }
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: at(startedAt), ...(deleting ? { deletionTimestamp: at(now) } : {}) },
    spec: { containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '100m', memory: '100Mi' } } }], ...spec },
    status: { phase, startTime: at(startedAt), conditions: [condition] },
  }
}

const sample = (milli: number, age = 0): Sample => ({ value: BigInt(milli), at: now - age, windowMs: 15_000 })
const samples = (values: Readonly<Record<string, number>>): { byPod: Map<string, Sample>; hasAny: boolean } =>
  ({ byPod: new Map(Object.entries(values).map(([name, value]) => [name, sample(value)])), hasAny: true })
const scale = (currentReplicas: number, pods: readonly Pod[], resource = 'cpu'): PodScale => ({ currentReplicas, pods, resource, rules, tolerances })
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `web-${i}`)

/** Old, ready pods that each use that many millicores. */
function utilization(current: number, usage: readonly number[], target = 50): unknown {
  const pods = names(usage.length).map((name) => pod(name))
  const result = utilizationReplicas(scale(current, pods), samples(Object.fromEntries(usage.map((value, i) => [`web-${i}`, value]))), target, undefined)
  return result.ok ? { replicas: result.value.replicas, utilization: result.value.utilization } : result.message
}

describe('utilization of requests', () => {
  it.each<readonly [string, number, readonly number[], unknown]>([
    ['doubles', 2, [100, 100], { replicas: 4, utilization: 100 }],
    ['4 % above is within the tolerance', 3, [52, 52, 52], { replicas: 3, utilization: 52 }],
    ['exactly 10 % above is within', 3, [55, 55, 55], { replicas: 3, utilization: 55 }],
    ['11 % above is not', 3, [56, 56, 56], { replicas: 4, utilization: 56 }],
    ['exactly 10 % below is within', 3, [45, 45, 45], { replicas: 3, utilization: 45 }],
    ['twenty times as much', 1, [1000], { replicas: 20, utilization: 1000 }],
    ['a fifth', 10, Array(10).fill(10), { replicas: 2, utilization: 10 }],
    ['fractions of a per cent are cut off', 3, [55.9, 55.9, 55.9].map(Math.floor), { replicas: 3, utilization: 55 }],
    ['nothing at all', 2, [0, 0], { replicas: 0, utilization: 0 }],
  ])('%s', (_, current, usage, expected) => {
    expect(utilization(current, usage)).toEqual(expected)
  })

  const replicas = (current: number, pods: readonly Pod[], values: Readonly<Record<string, number>>, target = 50): unknown => {
    const result = utilizationReplicas(scale(current, pods), samples(values), target, undefined)
    return result.ok ? result.value.replicas : result.message
  }

  it('counts a pending pod as idle when it would scale up', () => {
    expect(replicas(2, [pod('a'), pod('b', { phase: 'Pending' })], { a: 100 })).toBe(2)
  })

  it('counts a missing sample as the whole request when it would scale down', () => {
    expect(replicas(2, [pod('a'), pod('b')], { a: 10 })).toBe(2)
  })

  it('counts a missing sample as nothing when it would scale up', () => {
    expect(replicas(4, ['a', 'b', 'c', 'd'].map((name) => pod(name)), { a: 100, b: 100, c: 100 })).toBe(6)
  })

  it('counts a missing sample as the target where that is above 100 %', () => {
    expect(replicas(2, [pod('a'), pod('b')], { a: 10 }, 200)).toBe(2)
    expect(replicas(4, ['a', 'b', 'c', 'd'].map((name) => pod(name)), { a: 10, b: 10, c: 10 }, 200)).toBe(2)
  })

  it('leaves out pods that failed or go', () => {
    expect(replicas(2, [pod('a'), pod('b', { phase: 'Failed' }), pod('c', { deleting: true })], { a: 100, b: 0, c: 0 })).toBe(2)
  })

  it('says what is missing', () => {
    expect(replicas(1, [], {})).toBe('no pods returned by selector while calculating replica count')
    expect(replicas(1, [pod('a', { phase: 'Pending' })], {})).toBe('did not receive metrics for targeted pods (pods might be unready)')
    expect(replicas(1, [pod('a', { spec: { containers: [{ name: 'c' }] } })], { a: 1 })).toBe('missing request for cpu in container c of Pod a')
  })

  it('counts sidecars, and one container alone where it is named', () => {
    const both = pod('a', { spec: { initContainers: [{ name: 'proxy', restartPolicy: 'Always', resources: { requests: { cpu: '300m' } } }, { name: 'setup' }] } })
    expect(replicas(1, [both], { a: 200 })).toBe(1)
    const named = (container: string): unknown => {
      const result = utilizationReplicas(scale(1, [both]), samples({ a: 200 }), 50, container)
      return result.ok ? result.value.replicas : result.message
    }
    expect(named('web')).toBe(4)
    expect(named('other')).toBe('container other not found in Pod a')
  })

  it('takes the requests of the pod as a whole where it has them', () => {
    expect(replicas(1, [pod('a', { spec: { resources: { requests: { cpu: '400m' } } } })], { a: 200 })).toBe(1)
    expect(replicas(1, [pod('a', { spec: { containers: [{ name: 'c' }], resources: { requests: { memory: '1Gi' } } } })], { a: 200 })).toBe('missing pod-level request for cpu in Pod a')
  })
})

describe('which pods\' cpu counts', () => {
  const counts = (setting: Setting, age = 0, resource = 'cpu'): boolean => {
    const result = plainReplicas(scale(1, [pod('a', setting)], resource), { byPod: new Map([['a', sample(100, age)]]), hasAny: true }, 100n)
    return result.ok
  }
  it.each<readonly [string, Setting, number, boolean]>([
    ['young, ready for a window', { startedAt: now - 60_000, readyAt: now - 15_000 }, 0, true],
    ['young, ready for less than a window', { startedAt: now - 60_000, readyAt: now - 14_000 }, 0, false],
    ['young, sample from before it was ready', { startedAt: now - 60_000, readyAt: now - 30_000 }, 16_000, false],
    ['young, not ready', { startedAt: now - 60_000, ready: false }, 0, false],
    ['old, not ready, was ready once', { startedAt: now - 600_000, ready: false, readyAt: now - 100_000 }, 0, true],
    ['old, never ready', { startedAt: now - 600_000, ready: false, readyAt: now - 590_000 }, 0, false],
    ['exactly as old as the initialization period', { startedAt: now - 300_000, readyAt: now - 1_000 }, 0, true],
  ])('%s', (_, setting, age, expected) => {
    expect(counts(setting, age)).toBe(expected)
  })

  it('does not matter for memory', () => {
    expect(counts({ startedAt: now - 60_000, ready: false }, 0, 'memory')).toBe(true)
  })
})

describe('values per pod', () => {
  const plain = (current: number, values: readonly number[], target: number): unknown => {
    const result = plainReplicas(scale(current, names(values.length).map((name) => pod(name))), samples(Object.fromEntries(values.map((value, i) => [`web-${i}`, value]))), BigInt(target))
    return result.ok ? { replicas: result.value.replicas, average: result.value.average } : result.message
  }
  it.each<readonly [string, number, readonly number[], number, unknown]>([
    ['twice the target', 2, [250, 150], 100, { replicas: 4, average: 200n }],
    ['the average is cut off', 3, [100, 100, 101], 100, { replicas: 3, average: 100n }],
    ['bytes', 2, [64 * 1024 ** 2 * 1000, 64 * 1024 ** 2 * 1000], 60 * 1024 ** 2 * 1000, { replicas: 2, average: 67_108_864_000n }],
  ])('%s', (_, current, values, target, expected) => {
    expect(plain(current, values, target)).toEqual(expected)
  })
})

describe('one value for all pods', () => {
  it('shared by the pods that there are', () => {
    expect(sharedReplicas(4, tolerances, 95_000n, 10_000n)).toEqual({ replicas: 10, average: 23_750n })
    expect(sharedReplicas(4, tolerances, 40_000n, 10_000n)).toEqual({ replicas: 4, average: 10_000n })
    expect(sharedReplicas(0, tolerances, 40_000n, 10_000n).replicas).toBe(4)
  })

  it('as a whole', () => {
    const total = (current: number, value: bigint, pods = current): unknown => {
      const result = totalReplicas(scale(current, names(pods).map((name) => pod(name))), value, 10_000n)
      return result.ok ? result.value.replicas : result.message
    }
    expect(total(4, 9_500n)).toBe(4)
    expect(total(4, 20_000n)).toBe(8)
    expect(total(0, 25_000n)).toBe(3)
    expect(total(4, 20_000n, 0)).toBe('unable to calculate ready pods: no pods returned by selector while calculating replica count')
  })
})

describe('limits without behavior', () => {
  it.each<readonly [number, number, number, number, number, string]>([
    [2, 4, 1, 20, 4, 'DesiredWithinRange'],
    [1, 20, 1, 20, 4, 'ScaleUpLimit'],
    [4, 20, 1, 20, 8, 'ScaleUpLimit'],
    [16, 20, 1, 18, 18, 'TooManyReplicas'],
    [5, 9, 1, 5, 5, 'TooManyReplicas'],
    [5, 1, 2, 9, 2, 'TooFewReplicas'],
    [5, 0, 1, 9, 1, 'TooFewReplicas'],
  ])('at %i, %i wanted, %i to %i: %i, %s', (current, desired, min, max, replicas, reason) => {
    expect(limitPlainly(current, desired, min, max)).toMatchObject({ replicas, reason })
  })
})

describe('limits of behavior', () => {
  const up: HPAScalingRules = { policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] }
  const down: HPAScalingRules = { policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }
  const limited = (current: number, desired: number, rules: { up?: HPAScalingRules; down?: HPAScalingRules } = {}, events: { ups?: readonly [number, number][]; downs?: readonly [number, number][] } = {}): unknown => {
    const list = (entries: readonly [number, number][] = []): readonly { change: number; at: number }[] => entries.map(([change, age]) => ({ change, at: now - age }))
    const { replicas, reason } = limitByBehavior({ now, current, ups: list(events.ups), downs: list(events.downs) }, desired, 1, 100, rules.up ?? up, rules.down ?? down)
    return `${replicas} ${reason}`
  }

  it('the defaults: four, or twice as many', () => {
    expect(limited(1, 20)).toBe('5 ScaleUpLimit')
    expect(limited(5, 20)).toBe('10 ScaleUpLimit')
    expect(limited(5, 20, {}, { ups: [[4, 15_000]] })).toBe('10 ScaleUpLimit')
    expect(limited(5, 20, {}, { ups: [[4, 14_999]] })).toBe('5 ScaleUpLimit')
    expect(limited(10, 20)).toBe('20 DesiredWithinRange')
    expect(limited(10, 1)).toBe('1 DesiredWithinRange')
    expect(limited(10, 0)).toBe('1 TooFewReplicas')
    expect(limited(90, 200)).toBe('100 TooManyReplicas')
  })

  it('counts what was added and taken in the period', () => {
    const slow: HPAScalingRules = { policies: [{ type: 'Pods', value: 3, periodSeconds: 30 }] }
    expect(limited(14, 1, { down: slow })).toBe('11 ScaleDownLimit')
    expect(limited(11, 1, { down: slow }, { downs: [[3, 15_000]] })).toBe('11 ScaleDownLimit')
    expect(limited(11, 1, { down: slow }, { downs: [[3, 30_000]] })).toBe('8 ScaleDownLimit')
    expect(limited(12, 1, { down: slow }, { downs: [[3, 15_000]], ups: [[1, 10_000]] })).toBe('11 ScaleDownLimit')
  })

  it('selects', () => {
    const two: HPAScalingRules['policies'] = [{ type: 'Pods', value: 2, periodSeconds: 30 }, { type: 'Percent', value: 50, periodSeconds: 30 }]
    expect(limited(2, 20, { up: { selectPolicy: 'Max', policies: two } })).toBe('4 ScaleUpLimit')
    expect(limited(2, 20, { up: { selectPolicy: 'Min', policies: two } })).toBe('3 ScaleUpLimit')
    expect(limited(9, 20, { up: { selectPolicy: 'Max', policies: two } })).toBe('14 ScaleUpLimit')
    expect(limited(9, 20, { up: { selectPolicy: 'Disabled', policies: two } })).toBe('9 ScaleUpLimit')
    expect(limited(9, 1, { down: { selectPolicy: 'Max', policies: two } })).toBe('4 ScaleDownLimit')
    expect(limited(9, 1, { down: { selectPolicy: 'Min', policies: two } })).toBe('7 ScaleDownLimit')
    expect(limited(9, 1, { down: { selectPolicy: 'Disabled', policies: two } })).toBe('9 ScaleDownLimit')
  })
})

describe('stabilization', () => {
  const recent = (...entries: readonly [number, number][]): readonly { replicas: number; at: number }[] => entries.map(([replicas, age]) => ({ replicas, at: now - age }))

  it('without behavior: the highest of the window counts', () => {
    const windows = { upMs: 0, downMs: 300_000 }
    expect(stabilizePlainly(recent([10, 300_000], [2, 15_000]), 2, now, windows)).toMatchObject({ replicas: 10, reason: 'ScaleDownStabilized' })
    expect(stabilizePlainly(recent([10, 300_001], [2, 15_000]), 2, now, windows)).toMatchObject({ replicas: 2, reason: 'ReadyForNewScale' })
    expect(stabilizePlainly(recent([3, 15_000]), 12, now, windows)).toMatchObject({ replicas: 12, reason: 'ReadyForNewScale' })
  })

  it('with behavior: as little change as both windows allow', () => {
    const windows = { upMs: 60_000, downMs: 300_000 }
    expect(stabilizeByBehavior(recent([3, 15_000]), 3, 8, now, windows)).toMatchObject({ replicas: 3, reason: 'ScaleUpStabilized' })
    expect(stabilizeByBehavior(recent([3, 60_000], [6, 15_000]), 3, 8, now, windows)).toMatchObject({ replicas: 6, reason: 'ScaleUpStabilized' })
    expect(stabilizeByBehavior(recent([8, 15_000]), 8, 3, now, windows)).toMatchObject({ replicas: 8, reason: 'ScaleDownStabilized' })
    expect(stabilizeByBehavior(recent([8, 300_000], [5, 15_000]), 8, 3, now, windows)).toMatchObject({ replicas: 5, reason: 'ScaleDownStabilized' })
    expect(stabilizeByBehavior(recent([3, 15_000]), 8, 3, now, windows)).toMatchObject({ replicas: 3, reason: 'ReadyForNewScale' })
  })

  it('remembers in the place of what no window reaches any more', () => {
    const windows = { upMs: 0, downMs: 30_000 }
    const list = remember(recent([5, 40_000], [6, 31_000], [7, 30_000]), { replicas: 9, at: now }, windows)
    expect(list.map(({ replicas }) => replicas)).toEqual([5, 9, 7])
    expect(remember(recent([7, 30_000]), { replicas: 9, at: now }, windows)).toHaveLength(2)
  })
})

describe('tolerance', () => {
  it('reaches up to its bounds', () => {
    expect([0.9, 1, 1.1].every((ratio) => isWithin(ratio, tolerances))).toBe(true)
    expect(isWithin(1.11, tolerances) || isWithin(0.89, tolerances)).toBe(false)
    expect(isWithin(1.05, { down: 0.1, up: 0 })).toBe(false)
  })
})
