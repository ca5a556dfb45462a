import { expect, test } from 'vitest'
import { clusterOf, createPod, eventsOf, getPod, messageOf, nodeOf, settle } from './rig.js'

test('a pod goes to the one node that fits, bound 10 ms after its creation, with condition and event', () => {
  const cluster = clusterOf([{ name: 'small', cpu: '1' }, { name: 'large', cpu: '8' }])
  createPod(cluster, 'web', { requests: { cpu: '2' } })
  settle(cluster, 9)
  expect(nodeOf(cluster, 'web')).toBeUndefined()
  settle(cluster, 1)
  const pod = getPod(cluster, 'web')
  expect(pod.spec.nodeName).toBe('large')
  expect(pod.status.conditions).toEqual([{ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:00Z' }])
  expect(eventsOf(cluster, 'web')).toMatchObject([{
    type: 'Normal', reason: 'Scheduled', action: 'Binding', message: 'Successfully assigned default/web to large', reportingComponent: 'default-scheduler',
      source: {},
  }])
})

test('a pod that no node can take says why, and waits', () => {
  const cluster = clusterOf([{ name: 'a', cpu: '1' }, { name: 'b', cpu: '1' }, { name: 'c', taints: [{ key: 'gpu', effect: 'NoSchedule' }] }])
  createPod(cluster, 'big', { requests: { cpu: '2' } })
  settle(cluster, 60_000)
  expect(messageOf(cluster, 'big')).toBe('0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. '
    + 'no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.')
  expect(eventsOf(cluster, 'big')).toMatchObject([{ type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' }])
})
