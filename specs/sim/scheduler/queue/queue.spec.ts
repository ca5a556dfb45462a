import { expect, test } from 'vitest'
import { createObject } from '../../../../src/sim/apiserver/create.js'
import { deleteObject } from '../../../../src/sim/apiserver/delete.js'
import { scenarioContext } from '../../../../src/sim/cluster.js'
import { registerNode } from '../../../../src/sim/node-registration.js'
import type { SchedulerState } from '../../../../src/sim/scheduler/state.js'
import type { Cluster } from '../../../../src/sim/state.js'
import type { Pod } from '../../../../src/sim/api/types.js'
import { changeNode, changeNodeStatus, changePod, clusterOf, createPod, eventsOf, finishPod, getPod, messageOf, node, nodeOf, removePod, settle,
  type NodeShape, type PodShape } from '../rig.js'

const host = 'kubernetes.io/hostname'
const attempts = (cluster: Cluster, name: string): number => cluster.log.entries.filter(({ kind, type, object }) => kind === 'Event' && type === 'ADDED'
  && (object as { readonly reason?: string }).reason === 'FailedScheduling' && object.metadata.name.startsWith(`${name}.`)).length
const addNode = (cluster: Cluster, shape: NodeShape): void => registerNode(scenarioContext(cluster, 1), node(shape), 7)
const relabel = (labels: Record<string, string>) => (cluster: Cluster): void =>
  changeNode(cluster, 'n', (old) => ({ ...old, metadata: { ...old.metadata, labels: { ...old.metadata.labels, ...labels } } }))
const taint = (...keys: string[]) => (cluster: Cluster): void =>
  changeNode(cluster, 'n', (old) => ({ ...old, spec: { ...old.spec, taints: keys.map((key) => ({ key, effect: 'NoSchedule' })) } }))
const cordon = (unschedulable: boolean) => (cluster: Cluster): void => changeNode(cluster, 'n', (old) => ({ ...old, spec: { ...old.spec, unschedulable } }))
const add = (shape: NodeShape) => (cluster: Cluster): void => addNode(cluster, shape)
const remove = (name: string) => (cluster: Cluster): void => removePod(cluster, name)

const big: PodShape = { requests: { cpu: '3' } }
const picky: PodShape = { nodeSelector: { disk: 'ssd' } }
const lonely: PodShape = { labels: { app: 'x' }, affinity: {
  podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: host, labelSelector: { matchLabels: { app: 'there' } } }] } } }
const seeking: PodShape = { affinity: { podAffinity: {
  requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: host, labelSelector: { matchLabels: { app: 'friend' } } }] } } }
const ported: PodShape = { containers: [{ name: 'c', image: 'web:1', ports: [{ containerPort: 80, hostPort: 80 }] }] }
const spread: PodShape = { labels: { app: 'there' },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: host, whenUnsatisfiable: 'DoNotSchedule', minDomains: 2,
  labelSelector: { matchLabels: { app: 'there' } } }] }

// One node `n` with 4 cpu and a pod `there` on it (2 cpu, host port 80, label app=there). What brings a waiting pod another attempt?
test.each<[string, PodShape, (cluster: Cluster) => void, boolean]>([
  ['too big: any pod goes', big, remove('there'), true],
  ['too big: a pod ends', big, (cluster) => finishPod(cluster, 'there'), true],
  ['too big: a new node that would hold it', big, add({ name: 'm', cpu: '8' }), true],
  ['too big: a new node that would not', big, add({ name: 'm', cpu: '1' }), false],
  ['too big: the node grows', big, (cluster) => changeNodeStatus(cluster, 'n', { allocatable: { cpu: '8', memory: '8Gi', pods: '110' } }), true],
  ['too big: only memory grows', big, (cluster) => changeNodeStatus(cluster, 'n', { allocatable: { cpu: '4', memory: '9Gi', pods: '110' } }), false],
  ['too big: more pods allowed', big, (cluster) => changeNodeStatus(cluster, 'n', { allocatable: { cpu: '4', memory: '8Gi', pods: '111' } }), true],
  ['too big: labels', big, relabel({ x: '1' }), false],
  ['too big: any change of taints, since new nodes may have been overlooked', big, taint('x'), true],
  ['too big: uncordon counts as a taint', big, (cluster) => { cordon(true)(cluster); settle(cluster); cordon(false)(cluster) }, true],
  ['too big: cordon', big, cordon(true), false],
  ['too big: a pod that nobody placed goes', big, (cluster) =>
    { createPod(cluster, 'other', { requests: { cpu: '9' } }); settle(cluster); removePod(cluster, 'other') }, false],
  ['selector: the label comes', picky, relabel({ disk: 'ssd' }), true],
  ['selector: another label', picky, relabel({ disk: 'hdd' }), false],
  ['selector: a pod goes', picky, remove('there'), false],
  ['selector: a matching node', picky, add({ name: 'm', labels: { disk: 'ssd' } }), true],
  ['selector: another node', picky, add({ name: 'm' }), false],
  ['anti-affinity: the enemy goes', lonely, remove('there'), true],
  ['anti-affinity: any new node', lonely, add({ name: 'm' }), true],
  ['anti-affinity: its own labels', lonely, (cluster) =>
    changePod(cluster, 'waiting', (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'y' } } })), true],
  ['affinity: a friend comes', seeking, (cluster) => createPod(cluster, 'friend', { labels: { app: 'friend' } }), true],
  ['affinity: another pod comes', seeking, (cluster) => createPod(cluster, 'other'), false],
  ['affinity: a pod becomes a friend', seeking, (cluster) =>
    changePod(cluster, 'there', (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'friend' } } })), true],
  ['ports: the user of the port goes', ported, remove('there'), true],
  ['ports: a new node', ported, add({ name: 'm' }), true],
  ['spread: a counted pod goes', spread, remove('there'), true],
  ['spread: a node with the key', spread, add({ name: 'm' }), true],
  ['nothing happens', big, () => undefined, false],
])('%s', (_, shape, change, isTriedAgain) => {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'there', { labels: { app: 'there' },
    containers: [{ name: 'c', image: 'web:1', resources: { requests: { cpu: '2' } }, ports: [{ containerPort: 80, hostPort: 80 }] }] })
  settle(cluster)
  createPod(cluster, 'waiting', shape)
  settle(cluster, 2000)
  const before = attempts(cluster, 'waiting')
  change(cluster)
  settle(cluster, 50)
  expect(attempts(cluster, 'waiting') > before || nodeOf(cluster, 'waiting') !== undefined).toBe(isTriedAgain)
})

test('a tolerated taint brings the pod in, one more toleration too', () => {
  const cluster = clusterOf([{ name: 'n', taints: [{ key: 'x', effect: 'NoSchedule' }] }])
  createPod(cluster, 'web')
  settle(cluster)
  changePod(cluster, 'web', (pod) => ({ ...pod, spec: { ...pod.spec, tolerations: [...(pod.spec.tolerations ?? []), { key: 'x', operator: 'Exists' }] } }))
  settle(cluster)
  expect(nodeOf(cluster, 'web')).toBe('n')
})

test('gates hold a pod until the last one is gone; the API server says so, the scheduler nothing', () => {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'gated', { schedulingGates: [{ name: 'a' }, { name: 'b' }] })
  settle(cluster)
  const gate = (...names: string[]): void =>
    changePod(cluster, 'gated', (pod) => ({ ...pod, spec: { ...pod.spec, schedulingGates: names.map((name) => ({ name })) } }))
  expect(getPod(cluster, 'gated').status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }])
  gate('b')
  settle(cluster, 400_000)
  expect(nodeOf(cluster, 'gated')).toBeUndefined()
  expect(eventsOf(cluster, 'gated')).toEqual([])
  gate()
  settle(cluster)
  expect(nodeOf(cluster, 'gated')).toBe('n')
})

test('higher priority first, then who came first', () => {
  const cluster = clusterOf([{ name: 'n', pods: '2' }])
  createPod(cluster, 'first')
  createPod(cluster, 'second')
  createPod(cluster, 'urgent', { priority: 10, preemptionPolicy: 'Never' })
  settle(cluster)
  expect(['first', 'second', 'urgent'].map((name) => nodeOf(cluster, name))).toEqual(['n', undefined, 'n'])
})

test('pods of another scheduler stay as they are', () => {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'other', { schedulerName: 'custom' })
  settle(cluster, 600_000)
  expect(getPod(cluster, 'other').status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' })
})

test('without nodes a pod is retried in growing steps, whole seconds, whatever happens', () => {
  const cluster = clusterOf([])
  createPod(cluster, 'web')
  settle(cluster, 60_000)
  const at = cluster.log.entries.filter(({ kind, object }) => kind === 'Event' && object.metadata.name.startsWith('web.')).map((entry) => entry.at)
  expect(at.map((ms) => ms / 1000)).toEqual([0.008, 2, 5])
  const { queued } = cluster.slots[0]!.state as SchedulerState
  // 0, 2, 5, 10, 19, 30, 41, 52, 63
  expect(queued.get('default/web')).toMatchObject({ errors: 8, since: 52_000, event: { count: 7 } })
  expect(messageOf(cluster, 'web')).toBe('no nodes available to schedule pods')
  addNode(cluster, { name: 'late' })
  settle(cluster, 12_000)
  expect(nodeOf(cluster, 'web')).toBe('late')
})

test('after more than 5 minutes a waiting pod is tried again in the next round of 30 s', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '1' }])
  createPod(cluster, 'big', { requests: { cpu: '2' } })
  settle(cluster, 299_000)
  expect(attempts(cluster, 'big')).toBe(1)
  settle(cluster, 32_000)
  expect(attempts(cluster, 'big')).toBe(2)
})

test('events: a changed pod starts a new one, then they are counted: 2 at once, more every half hour', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '1' }])
  createPod(cluster, 'big', { requests: { cpu: '2' } })
  settle(cluster, 3_600_000)
  const events = eventsOf(cluster, 'big')
  expect(events.map(({ series }) => series?.count)).toEqual([undefined, 10])
  expect(events[0]!.involvedObject.resourceVersion).not.toBe(events[1]!.involvedObject.resourceVersion)
})

test('a pod that goes away while it is being bound gives its place back', () => {
  const cluster = clusterOf([{ name: 'n', pods: '1' }])
  createPod(cluster, 'brief')
  createPod(cluster, 'next')
  settle(cluster, 5)
  deleteObject(scenarioContext(cluster, 1), 'Pod', 'default/brief')
  settle(cluster, 2000)
  expect(nodeOf(cluster, 'next')).toBe('n')
})

test('binding adds the node\'s zone to the pod\'s labels', () => {
  const cluster = clusterOf([{ name: 'n', labels: { 'topology.kubernetes.io/zone': 'z', 'topology.kubernetes.io/region': 'r', other: 'x' } }])
  createPod(cluster, 'web', { labels: { app: 'web' } })
  settle(cluster)
  expect(getPod(cluster, 'web').metadata.labels).toEqual({ app: 'web', 'topology.kubernetes.io/zone': 'z', 'topology.kubernetes.io/region': 'r' })
})

test('a pod that is being deleted is not placed', () => {
  const cluster = clusterOf([{ name: 'n' }])
  const created = createObject<Pod>(scenarioContext(cluster, 1), { apiVersion: 'v1', kind: 'Pod',
    metadata: { name: 'held', namespace: 'default', finalizers: ['x/y'] },
    spec: { containers: [{ name: 'c', image: 'a:1' }], schedulerName: 'default-scheduler' } })
  expect(created.ok).toBe(true)
  deleteObject(scenarioContext(cluster, 1), 'Pod', 'default/held')
  settle(cluster)
  expect(nodeOf(cluster, 'held')).toBeUndefined()
  expect(eventsOf(cluster, 'held')[0]?.message).toBe('skip schedule deleting pod: default/held')
})
