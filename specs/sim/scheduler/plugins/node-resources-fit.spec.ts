import { expect, test } from 'vitest'
import { updateStatus } from '../../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../../src/sim/cluster.js'
import { clusterOf, createPod, getPod, settle, type PodShape } from '../rig.js'
import { reasonsOf, scoresOf } from '../scores.js'

test.each<[string, PodShape, string]>([
  ['fits exactly', { requests: { cpu: '3', memory: '7Gi' } }, ''],
  ['one millicore too much of what is left', { requests: { cpu: '3001m' } }, 'Insufficient cpu'],
  ['memory', { requests: { memory: '7169Mi' } }, 'Insufficient memory'],
  ['several at once, in fixed order', { requests: { memory: '8Gi', cpu: '4', 'ephemeral-storage': '101Gi' } },
    'Insufficient cpu, Insufficient memory, Insufficient ephemeral-storage'],
  ['an extended resource that the node has', { requests: { 'example.com/gpu': '1' } }, ''],
  ['more of it than there is', { requests: { 'example.com/gpu': '2' } }, 'Insufficient example.com/gpu'],
  ['one that no node has', { requests: { 'example.com/fpga': '1' } }, 'Insufficient example.com/fpga'],
  ['huge pages that the node does not have', { requests: { 'hugepages-2Mi': '2Mi' } }, 'Insufficient hugepages-2Mi'],
  ['zero of something that is not there', { requests: { 'example.com/fpga': '0' } }, ''],
])('filter: %s', (_, shape, reason) => {
  const cluster = clusterOf([{ name: 'n', more: { 'example.com/gpu': '1' } }])
  createPod(cluster, 'there', { requests: { cpu: '1', memory: '1Gi' } })
  settle(cluster)
  expect(reasonsOf(cluster, shape)).toEqual({ n: reason })
})

test('a full node takes no pod, whatever it asks for', () => {
  const cluster = clusterOf([{ name: 'n', pods: '1' }])
  createPod(cluster, 'there')
  settle(cluster)
  expect(reasonsOf(cluster, {})).toEqual({ n: 'Too many pods' })
  expect(reasonsOf(cluster, { requests: { cpu: '5' } })).toEqual({ n: 'Too many pods, Insufficient cpu' })
})

const big = { name: 'n', cpu: '4', memory: '32Gi' }
const other = { ...big, name: 'm' }

test.each<[string, Record<string, string> | undefined, Record<string, string> | undefined, number]>([
  ['an empty node', undefined, { cpu: '100m', memory: '500Mi' }, 97],
  ['a pod that asks for nothing counts as 100m and 200Mi', undefined, undefined, 98],
  ['what is there counts', { cpu: '1', memory: '2Gi' }, { cpu: '500m', memory: '1Gi' }, 76],
  ['nothing left', { cpu: '3900m', memory: '31Gi' }, { cpu: '100m', memory: '1Gi' }, 0],
])('LeastAllocated: %s', (_, there, asked, expected) => {
  const cluster = clusterOf([big])
  if (there !== undefined) createPod(cluster, 'there', { requests: there })
  settle(cluster)
  expect(scoresOf(cluster, 'NodeResourcesFit', asked === undefined ? {} : { requests: asked })).toEqual({ n: expected })
})

test('memory that a pod did not ask for counts as 200Mi until its containers run, and then as reported: none', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '10', memory: '1000Mi' }])
  createPod(cluster, 'there', { requests: { cpu: '1' } })
  createPod(cluster, 'silent')
  settle(cluster)
  expect(scoresOf(cluster, 'NodeResourcesFit', { requests: { cpu: '0', memory: '0' } })).toEqual({ n: 74 })
  for (const name of ['there', 'silent']) {
    const pod = getPod(cluster, name)
    const running = { name: 'c', state: { running: {} }, ready: true, restartCount: 0, image: '', imageID: '' }
    updateStatus(scenarioContext(cluster, 1), pod, { ...pod.status, phase: 'Running', containerStatuses: [running] })
  }
  settle(cluster)
  expect(scoresOf(cluster, 'NodeResourcesFit', { requests: { cpu: '0', memory: '0' } })).toEqual({ n: 84 })
})

const strategy = (scoringStrategy: unknown): Record<string, unknown> => ({ pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy } }] })

test('MostAllocated fills nodes up', () => {
  const cluster = clusterOf([big, other], { scheduler: strategy({ type: 'MostAllocated' }) })
  createPod(cluster, 'there', { requests: { cpu: '1', memory: '2Gi' }, nodeSelector: { 'kubernetes.io/hostname': 'n' } })
  settle(cluster)
  expect(scoresOf(cluster, 'NodeResourcesFit', { requests: { cpu: '1', memory: '2Gi' } })).toEqual({ n: 31, m: 15 })
})

test.each([
  ['bin packing', [{ utilization: 0, score: 0 }, { utilization: 100, score: 10 }], 30],
  ['spreading', [{ utilization: 0, score: 10 }, { utilization: 100, score: 0 }], 70],
  ['level before the first point', [{ utilization: 50, score: 3 }, { utilization: 100, score: 10 }], 30],
])('RequestedToCapacityRatio: %s', (_, shape, expected) => {
  const cluster = clusterOf([{ name: 'n', cpu: '10' }],
    { scheduler: strategy({ type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 1 }], requestedToCapacityRatio: { shape } }) })
  expect(scoresOf(cluster, 'NodeResourcesFit', { requests: { cpu: '3' } })).toEqual({ n: expected })
})

test('weights of resources, and extended ones only when asked for', () => {
  const resources = [{ name: 'cpu', weight: 3 }, { name: 'memory', weight: 1 }, { name: 'example.com/gpu', weight: 4 }]
  const cluster = clusterOf([{ name: 'n', cpu: '10', memory: '10Gi', more: { 'example.com/gpu': '4' } }],
    { scheduler: strategy({ type: 'LeastAllocated', resources }) })
  expect(scoresOf(cluster, 'NodeResourcesFit', { requests: { cpu: '5', memory: '1Gi' } })).toEqual({ n: 60 })
  expect(scoresOf(cluster, 'NodeResourcesFit', { requests: { cpu: '5', memory: '1Gi', 'example.com/gpu': '1' } })).toEqual({ n: 67 })
})

test('resources that the profile tells it to ignore', () => {
  const args = { ignoredResources: ['example.com/gpu'], ignoredResourceGroups: ['acme.org'] }
  const cluster = clusterOf([{ name: 'n' }], { scheduler: { pluginConfig: [{ name: 'NodeResourcesFit', args }] } })
  expect(reasonsOf(cluster, { requests: { 'example.com/gpu': '1', 'acme.org/x': '1' } })).toEqual({ n: '' })
})
