import { describe, expect, it } from 'vitest'
import type { Node } from '../../../src/sim/api/types.js'
import type { Cluster, KubeletOptions } from '../../../src/sim/state.js'
import { addPriorityClass, at, behaviour, bind, eventTexts, eventTimes, inject, life, newRoom, podOf } from './kubelet-room.js'

const room = (kubelet: KubeletOptions): Cluster => newRoom([behaviour('slow', { stop: { afterMs: 8000, exit: 143 } }), behaviour('deaf', { stop: { exit: 137 } })], 1, { kubelet })
const readyOf = (cluster: Cluster): string => {
  const condition = cluster.store.get<Node>('Node', 'worker-0')?.status.conditions?.find(({ type }) => type === 'Ready')
  return `${condition?.status} ${condition?.reason} ${condition?.message}`
}
const critical = { priorityClassName: 'system-node-critical' }

describe('a node that shuts down in good order', () => {
  it('ends pods by priority, says why, and takes no new ones', () => {
    const cluster = room({ shutdownGracePeriodMs: 30_000, shutdownGracePeriodCriticalPodsMs: 10_000 })
    bind(cluster, 'slow', [{ image: 'slow' }])
    bind(cluster, 'critical', [{ image: 'slow' }], critical)
    at(cluster, 20)
    inject(cluster, 'node-reboot', { nodes: ['worker-0'] }, false)
    at(cluster, 21)
    expect(readyOf(cluster)).toBe('False KubeletNotReady node is shutting down')
    expect(eventTexts(cluster)).toContain('Normal Shutdown worker-0 x1: Shutdown manager detected shutdown event')
    bind(cluster, 'late', [{}])
    at(cluster, 22)
    expect(podOf(cluster, 'late')?.status).toMatchObject({ phase: 'Failed', reason: 'NodeShutdown', message: 'Pod was rejected: Pod was rejected as the node is shutting down.' })
    at(cluster, 60)
    expect(eventTimes(cluster, 'Killing').map(Math.floor)).toEqual([20, 28])
    for (const name of ['slow', 'critical']) expect(podOf(cluster, name)?.status).toMatchObject({ phase: 'Failed', reason: 'Terminated', message: 'Pod was terminated in response to imminent node shutdown.' })
    expect(readyOf(cluster)).toBe('True KubeletReady kubelet is posting ready status')
    expect(eventTexts(cluster)).toContain('Warning Rebooted worker-0 x1: Node worker-0 has been rebooted, boot id: worker-0-2')
  })

  it('gives pods their own grace, and reboots when the time of the last group is over', () => {
    const cluster = room({ shutdownGracePeriodMs: 20_000 })
    bind(cluster, 'short', [{ image: 'deaf' }], { terminationGracePeriodSeconds: 5 })
    bind(cluster, 'long', [{ image: 'deaf' }], { terminationGracePeriodSeconds: 15 })
    bind(cluster, 'longer', [{ image: 'deaf' }], { terminationGracePeriodSeconds: 60 })
    at(cluster, 20)
    inject(cluster, 'node-reboot', { nodes: ['worker-0'] }, false)
    at(cluster, 80)
    const endOf = (name: string): number => Math.round(Number.parseFloat(life(cluster, name).find((line) => line.includes('Failed'))!))
    expect([endOf('short'), endOf('long')]).toEqual([25, 35])
    expect(eventTimes(cluster, 'Rebooted').map(Math.floor)).toEqual([40])
    expect(podOf(cluster, 'longer')?.status.containerStatuses?.[0]?.lastState?.terminated?.reason).toBe('Unknown')
  })

  it('goes by priorities of its own', () => {
    const cluster = room({ shutdownGracePeriodByPodPriority: [{ priority: 0, shutdownGracePeriodSeconds: 10 }, { priority: 100, shutdownGracePeriodSeconds: 10 }, { priority: 1000, shutdownGracePeriodSeconds: 10 }] })
    addPriorityClass(cluster, 'middle', 500)
    addPriorityClass(cluster, 'high', 5000)
    bind(cluster, 'high', [{ image: 'slow' }], { priorityClassName: 'high' })
    bind(cluster, 'low', [{ image: 'slow' }])
    bind(cluster, 'middle', [{ image: 'slow' }], { priorityClassName: 'middle' })
    at(cluster, 20)
    inject(cluster, 'node-reboot', { nodes: ['worker-0'] }, false)
    at(cluster, 80)
    const order = eventTexts(cluster).filter((text) => text.includes('Killing')).map((text) => text.split(' ')[2])
    expect(order).toEqual(['low', 'middle', 'high'])
  })

  it('without a grace period a reboot is sudden', () => {
    const cluster = room({})
    bind(cluster, 'a', [{ image: 'slow' }])
    at(cluster, 20)
    inject(cluster, 'node-reboot', { nodes: ['worker-0'] }, false)
    at(cluster, 40)
    expect(podOf(cluster, 'a')?.status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 255, reason: 'Unknown' } } })
    expect(eventTexts(cluster).some((text) => text.includes('Shutdown'))).toBe(false)
  })
})
