import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/sim/state.js'
import { at, behaviour, bind, eventTexts, life, newRoom, podOf } from './kubelet-room.js'

const size = { cpu: '2', memory: '4Gi', pods: '10' }
const room = (): Cluster => newRoom([behaviour('slow', { stop: { afterMs: 3000, exit: 143 } })], 1, { capacity: size, allocatable: size })
const asks = (cpu: string, isPinned = false): object => ({ resources: isPinned ? { requests: { cpu, memory: '1Gi' }, limits: { cpu, memory: '1Gi' } } : { requests: { cpu } } })
const critical = { priorityClassName: 'system-node-critical' }
const preempted = (cluster: Cluster): readonly string[] => eventTexts(cluster).filter((text) => text.startsWith('Warning Preempting')).map((text) => text.split(' ')[2]!)

describe('a critical pod that is bound to a full node', () => {
  it('has others ended, by their own grace, before it starts', () => {
    const cluster = room()
    bind(cluster, 'small', [asks('500m')])
    bind(cluster, 'right', [{ image: 'slow', ...asks('700m') }])
    bind(cluster, 'pinned', [asks('700m', true)])
    at(cluster, 10)
    bind(cluster, 'critical', [asks('800m')], critical)
    at(cluster, 11)
    expect(preempted(cluster)).toEqual(['right'])
    expect(life(cluster, 'critical')).toEqual(['10.0 Pending'])
    at(cluster, 20)
    expect(podOf(cluster, 'right')?.status).toMatchObject({ phase: 'Failed', reason: 'Preempting', message: 'Preempted in order to admit critical pod' })
    expect(podOf(cluster, 'right')?.status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True', reason: 'TerminationByKubelet', message: 'Pod was preempted by Kubelet to accommodate a critical pod.',
    })
    expect(podOf(cluster, 'critical')?.status.phase).toBe('Running')
  })

  it('lets pods that come meanwhile wait', () => {
    const cluster = room()
    bind(cluster, 'big', [{ image: 'slow', ...asks('1500m') }])
    at(cluster, 10)
    bind(cluster, 'critical', [asks('1')], critical)
    bind(cluster, 'later', [asks('100m')])
    at(cluster, 12)
    expect(life(cluster, 'later')).toEqual(['10.0 Pending'])
    at(cluster, 20)
    expect(podOf(cluster, 'later')?.status.phase).toBe('Running')
  })

  it.each([
    ['BestEffort pods are of no use', [asks('1500m', true), {}], '600m', ['p0']],
    ['Burstable before Guaranteed', [asks('900m', true), asks('900m')], '800m', ['p1']],
    ['the nearest one', [asks('400m'), asks('700m'), asks('800m')], '800m', ['p1']],
    ['two when one is not enough', [asks('900m'), asks('900m')], '1500m', ['p0', 'p1']],
  ] as const)('ends as few as it can: %s', (_, pods, cpu, victims) => {
    const cluster = room()
    pods.forEach((pod, i) => bind(cluster, `p${i}`, [pod]))
    at(cluster, 10)
    bind(cluster, 'critical', [asks(cpu)], critical)
    at(cluster, 30)
    expect(preempted(cluster).toSorted()).toEqual(victims)
  })

  it('is refused when nothing that can go would be enough', () => {
    const cluster = room()
    bind(cluster, 'other', [asks('1500m')], critical)
    at(cluster, 10)
    bind(cluster, 'critical', [asks('1')], critical)
    at(cluster, 20)
    const why = 'Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: 500), ]'
    expect(podOf(cluster, 'critical')?.status).toMatchObject({ phase: 'Failed', reason: 'UnexpectedAdmissionError', message: `Pod was rejected: ${why}` })
  })

  it('is refused for what no room would help against', () => {
    const cluster = room()
    bind(cluster, 'other', [asks('1500m')])
    at(cluster, 10)
    bind(cluster, 'critical', [asks('1')], { ...critical, nodeSelector: { disk: 'ssd' } })
    at(cluster, 20)
    expect(podOf(cluster, 'critical')?.status.reason).toBe('NodeAffinity')
    expect(preempted(cluster)).toEqual([])
  })
})
