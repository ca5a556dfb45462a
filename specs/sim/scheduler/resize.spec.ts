import { expect, test } from 'vitest'
import type { ContainerStatus, PodStatus } from '../../../src/sim/api/types.js'
import { updateStatus } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { changePod, clusterOf, createPod, getPod, nodeOf, settle } from './rig.js'
import { reasonsOf } from './scores.js'

interface Reported { readonly actual?: string; readonly allocated?: string; readonly isInfeasible?: boolean }

/** A node of 4 CPUs with one pod on it: what its spec asks, and what the kubelet reports. Says how much a newcomer may ask. */
function freeWith(asked: string, { actual, allocated, isInfeasible = false }: Reported): number {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'there', { requests: { cpu: '1' } })
  settle(cluster)
  changePod(cluster, 'there', (pod) => ({ ...pod, spec: { ...pod.spec, containers: [{ ...pod.spec.containers[0]!, resources: { requests: { cpu: asked } } }] } }))
  const { status } = getPod(cluster, 'there')
  const own = { name: 'c', image: 'web:1', ready: true, restartCount: 0, ...(actual === undefined ? {} : { resources: { requests: { cpu: actual } } }), ...(allocated === undefined ? {} : { allocatedResources: { cpu: allocated } }) }
  const pending = isInfeasible ? [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible' }] : []
  updateStatus(scenarioContext(cluster, 1), getPod(cluster, 'there'), { ...status, conditions: [...(status.conditions ?? []), ...pending], containerStatuses: [own as unknown as ContainerStatus] } as PodStatus)
  settle(cluster)
  const fits = (millis: number): boolean => reasonsOf(cluster, { requests: { cpu: `${millis}m` } })['n'] === ''
  return [0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000].filter(fits).at(-1)!
}

test.each<[string, string, Reported, number]>([
  ['no report yet: the spec counts', '2', {}, 2000],
  ['all agree', '2', { actual: '2', allocated: '2' }, 2000],
  ['a wish for more counts at once', '3', { actual: '1', allocated: '1' }, 1000],
  ['a wish for less counts when it is done', '500m', { actual: '2', allocated: '2' }, 2000],
  ['allocated, not yet actual', '500m', { actual: '2', allocated: '500m' }, 2000],
  ['actual, but more is allocated', '500m', { actual: '500m', allocated: '1500m' }, 2500],
  ['the wish cannot be met: it does not count', '4', { actual: '1', allocated: '1', isInfeasible: true }, 3000],
  ['without a report of the actual the allocated does not count', '1', { allocated: '3' }, 3000],
])('%s', (_, asked, reported, free) => expect(freeWith(asked, reported)).toBe(free))

test('room that a resize frees is news for pods that wait', () => {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'there', { requests: { cpu: '3' } })
  settle(cluster)
  createPod(cluster, 'waits', { requests: { cpu: '2' } })
  settle(cluster)
  expect(nodeOf(cluster, 'waits')).toBeUndefined()
  changePod(cluster, 'there', (pod) => ({ ...pod, spec: { ...pod.spec, containers: [{ ...pod.spec.containers[0]!, resources: { requests: { cpu: '1' } } }] } }))
  settle(cluster, 2_000)
  expect(nodeOf(cluster, 'waits')).toBe('n')
})

test('requests of the pod as a whole stand for those of its containers', () => {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'whole', { requests: { cpu: '500m', memory: '1Gi' }, resources: { requests: { cpu: '3' } } })
  settle(cluster)
  expect(reasonsOf(cluster, { requests: { cpu: '1' } })).toEqual({ n: '' })
  expect(reasonsOf(cluster, { requests: { cpu: '1001m' } })).toEqual({ n: 'Insufficient cpu' })
  expect(reasonsOf(cluster, { requests: { memory: '7Gi' } })).toEqual({ n: '' })
  expect(reasonsOf(cluster, { requests: { cpu: '100m' }, resources: { requests: { memory: '8Gi' } } })).toEqual({ n: 'Insufficient memory' })
})
