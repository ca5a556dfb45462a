import { describe, expect, it } from 'vitest'
import type { Container, Pod } from '../../../src/sim/api/types.js'
import type { ContainerBehaviour } from '../../../src/sim/behaviour.js'
import { defaultClusterOptions } from '../../../src/sim/cluster.js'
import { containerUsage, outOfMemoryAfter } from '../../../src/sim/runtime/usage.js'
import { behaviour } from '../kubelet/kubelet-room.js'

const container = { name: 'c', image: 'web:1', resources: { requests: { cpu: '200m', memory: '100Mi' }, limits: { memory: '200Mi' } } } as Container
const pod = { metadata: { name: 'p', namespace: 'default', uid: 'u' }, spec: { containers: [container] }, status: {} } as unknown as Pod
const mebibyte = 1024 ** 2

const usageAt = (seconds: number, ...containers: ContainerBehaviour[]): ReturnType<typeof containerUsage> =>
  containerUsage({ ...defaultClusterOptions, containers }, pod, 'c', 1_000, 1_000 + seconds * 1000)

describe('containerUsage', () => {
  it('is half of the requests when nothing says more', () => expect(usageAt(5)).toEqual({ cpuMillis: 100, memoryBytes: 50 * mebibyte }))

  it('follows the timeline from the start of the container', () => {
    const spans = behaviour('web:*', { usage: [{ forMs: 10_000, cpu: '50m' }, { cpu: '2', memory: '1Gi' }] })
    expect(usageAt(9.9, spans)).toEqual({ cpuMillis: 50, memoryBytes: 50 * mebibyte })
    expect(usageAt(10, spans)).toEqual({ cpuMillis: 2000, memoryBytes: 1024 * mebibyte })
  })

  it('is nothing for a container that the pod does not have', () =>
    expect(containerUsage(defaultClusterOptions, pod, 'other', 0, 0)).toEqual({ cpuMillis: 0, memoryBytes: 0 }))
})

describe('outOfMemoryAfter', () => {
  it.each([
    ['a step over the limit', [{ forMs: 8_000, memory: '100Mi' }, { memory: '300Mi' }], 8_000],
    ['too much from the start', [{ memory: '201Mi' }], 0],
    ['exactly the limit', [{ memory: '200Mi' }], undefined],
    ['never too much', [{ forMs: 8_000, memory: '100Mi' }, { memory: '150Mi' }], undefined],
    ['no timeline', undefined, undefined],
  ])('%s', (_, usage, expected) => expect(outOfMemoryAfter(usage, container)).toBe(expected))

  it('never happens without a limit', () => expect(outOfMemoryAfter([{ memory: '300Gi' }], { name: 'c' } as Container)).toBeUndefined())
})
