import { expect, test } from 'vitest'
import { changeNode, clusterOf, createPod, messageOf, settle, type NodeShape, type PodShape } from './rig.js'

const none = 'no new claims to deallocate, preemption:'
const zone = 'topology.kubernetes.io/zone'
const terms = (kind: string, labels: Record<string, string>, topologyKey = 'kubernetes.io/hostname'): PodShape['affinity'] =>
  ({ [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: labels } }] } })
const spread = (more: object = {}): PodShape => ({ labels: { app: 'x' }, topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'x' } }, ...more }] })
const unhelpful = (count: number): string => `0/${count} nodes are available: ${count} Preemption is not helpful for scheduling.`
const victimless = (count: number): string => `0/${count} nodes are available: ${count} No preemption victims found for incoming pod.`
const port = { containers: [{ name: 'c', image: 'web:1', ports: [{ containerPort: 80, hostPort: 80 }] }] }
const full = { requests: { cpu: '4' }, labels: { app: 'x' } }

/** Nodes, pods that are there first, the pod, its message. */
const alone: readonly [string, readonly NodeShape[], readonly PodShape[], PodShape, string][] = [
  ['cpu that is taken', [{ name: 'n' }], [full], { requests: { cpu: '1' } }, `0/1 nodes are available: 1 Insufficient cpu. ${none} ${victimless(1)}`],
  ['cpu that the node never had', [{ name: 'n' }], [], { requests: { cpu: '5' } }, `0/1 nodes are available: 1 Insufficient cpu. ${none} ${unhelpful(1)}`],
  ['memory', [{ name: 'n' }], [], { requests: { memory: '9Gi' } }, `0/1 nodes are available: 1 Insufficient memory. ${none} ${unhelpful(1)}`],
  ['storage of the node', [{ name: 'n' }], [], { requests: { 'ephemeral-storage': '1Ti' } }, `0/1 nodes are available: 1 Insufficient ephemeral-storage. ${none} ${unhelpful(1)}`],
  ['an extended resource', [{ name: 'n' }], [], { requests: { 'example.com/gpu': '1' } }, `0/1 nodes are available: 1 Insufficient example.com/gpu. ${none} ${unhelpful(1)}`],
  ['pods', [{ name: 'n', pods: '1' }], [{}], {}, `0/1 nodes are available: 1 Too many pods. ${none} ${victimless(1)}`],
  ['a taint', [{ name: 'n', taints: [{ key: 'a', effect: 'NoSchedule' }] }], [], {}, `0/1 nodes are available: 1 node(s) had untolerated taint(s). ${none} ${unhelpful(1)}`],
  ['a selector', [{ name: 'n' }, { name: 'm' }], [], { nodeSelector: { a: 'b' } }, `0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. ${none} ${unhelpful(2)}`],
  ['a node by its name', [{ name: 'n' }, { name: 'm' }], [],
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['gone'] }] }] } } } },
    `0/2 nodes are available: 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. ${none} ${unhelpful(2)}`],
  ['names that contradict themselves', [{ name: 'n' }], [],
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }, { key: 'metadata.name', operator: 'In', values: ['m'] }] }] } } } },
    '0/1 nodes are available: pod affinity terms conflict. not found'],
  ['a port', [{ name: 'n' }], [port], port, `0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. ${none} ${victimless(1)}`],
  ['affinity to nobody', [{ name: 'n' }], [], { affinity: terms('podAffinity', { app: 'x' })! }, `0/1 nodes are available: 1 node(s) didn't match pod affinity rules. ${none} ${unhelpful(1)}`],
  ['anti-affinity', [{ name: 'n' }], [{ labels: { app: 'x' } }], { affinity: terms('podAntiAffinity', { app: 'x' })! }, `0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. ${none} ${victimless(1)}`],
  ['anti-affinity of one that is there', [{ name: 'n' }], [{ affinity: terms('podAntiAffinity', { app: 'x' })! }], { labels: { app: 'x' } },
    `0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules. ${none} ${victimless(1)}`],
  ['skew', [{ name: 'n', labels: { [zone]: 'a' } }], [spread()], spread({ minDomains: 2 }), `0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints. ${none} ${victimless(1)}`],
  ['no topology key', [{ name: 'n' }], [], spread(), `0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label). ${none} ${unhelpful(1)}`],
  ['never preempts', [{ name: 'n' }], [full], { requests: { cpu: '1' }, priority: 5, preemptionPolicy: 'Never' }, `0/1 nodes are available: 1 Insufficient cpu. ${none} not eligible due to preemptionPolicy=Never.`],
]

test.each(alone)('%s', (_, nodes, there, shape, message) => {
  const cluster = clusterOf(nodes)
  there.forEach((own, i) => createPod(cluster, `there-${i}`, own))
  settle(cluster)
  createPod(cluster, 'pod', shape)
  settle(cluster)
  expect(messageOf(cluster, 'pod')).toBe(message)
})

test('no nodes', () => {
  const cluster = clusterOf([])
  createPod(cluster, 'pod')
  settle(cluster)
  expect(messageOf(cluster, 'pod')).toBe('no nodes available to schedule pods')
})

test('a cordoned node', () => {
  const cluster = clusterOf([{ name: 'n' }])
  changeNode(cluster, 'n', (node) => ({ ...node, spec: { ...node.spec, unschedulable: true } }))
  createPod(cluster, 'pod')
  settle(cluster)
  expect(messageOf(cluster, 'pod')).toBe(`0/1 nodes are available: 1 node(s) were unschedulable. ${none} ${unhelpful(1)}`)
})

test('mixes are in byte order, and a node that lacks several things is counted for each', () => {
  const many = Array.from({ length: 10 }, (_, i) => ({ name: `small-${i}`, cpu: '8', memory: '1Gi' }))
  const cluster = clusterOf([...many, { name: 'both', cpu: '1', memory: '1Gi' }, { name: 'lean', cpu: '1', memory: '64Gi' }, { name: 'taint', taints: [{ key: 'a', effect: 'NoExecute' }] }])
  createPod(cluster, 'pod', { requests: { cpu: '2', memory: '2Gi' } })
  settle(cluster)
  expect(messageOf(cluster, 'pod')).toBe(`0/13 nodes are available: 1 node(s) had untolerated taint(s), 11 Insufficient memory, 2 Insufficient cpu. ${none} ${unhelpful(13)}`)
})

test('what preemption says is a mix of its own', () => {
  const cluster = clusterOf([{ name: 'full' }, { name: 'tainted', taints: [{ key: 'a', effect: 'NoSchedule' }] }, { name: 'other', labels: { [zone]: 'a' } }])
  createPod(cluster, 'there', { ...full, nodeSelector: { 'kubernetes.io/hostname': 'full' } })
  createPod(cluster, 'low', { requests: { cpu: '1' }, labels: { app: 'low' }, priority: -10, nodeSelector: { 'kubernetes.io/hostname': 'other' } })
  settle(cluster)
  createPod(cluster, 'pod', { requests: { cpu: '3500m' }, affinity: terms('podAffinity', { app: 'low' })! })
  settle(cluster)
  expect(messageOf(cluster, 'pod')).toBe('0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
    `${none} 0/3 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling, 1 node(s) didn't match pod affinity rules.`)
})
