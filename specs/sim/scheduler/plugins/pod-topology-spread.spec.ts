import { expect, test } from 'vitest'
import type { TopologySpreadConstraint } from '../../../../src/sim/api/types.js'
import { createObject } from '../../../../src/sim/apiserver/create.js'
import { scenarioContext } from '../../../../src/sim/cluster.js'
import type { Cluster } from '../../../../src/sim/state.js'
import { clusterOf, createPod, settle, type NodeShape, type PodShape } from '../rig.js'
import { reasonsOf, scoresOf } from '../scores.js'

const zone = 'topology.kubernetes.io/zone'
const skew = "node(s) didn't match pod topology spread constraints"
const missing = `${skew} (missing required label)`
const zoned = (name: string, at: string, more: Partial<NodeShape> = {}): NodeShape => ({ name, labels: { [zone]: at }, ...more })
const web = { labels: { app: 'web' } }
const spread = (more: Partial<TopologySpreadConstraint> = {}): PodShape =>
  ({ ...web, topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } },
    ...more }] })
const soft = (more: Partial<TopologySpreadConstraint> = {}): PodShape => spread({ whenUnsatisfiable: 'ScheduleAnyway', ...more })

function place(cluster: Cluster, counts: Readonly<Record<string, number>>, shape: PodShape = web): void {
  for (const [name, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) createPod(cluster, `${name}-${i}`,
      { ...shape, nodeSelector: { 'kubernetes.io/hostname': name }, tolerations: [{ operator: 'Exists' }] })
  }
  settle(cluster)
}

const three = [zoned('a', 'za'), zoned('b', 'zb'), zoned('c', 'zc')]

test.each<[string, readonly NodeShape[], Readonly<Record<string, number>>, PodShape, Readonly<Record<string, string>>]>([
  ['the fullest zone is out', three, { a: 2, b: 1, c: 1 }, spread(), { a: skew, b: '', c: '' }],
  ['a larger skew lets it in', three, { a: 2, b: 1, c: 1 }, spread({ maxSkew: 2 }), { a: '', b: '', c: '' }],
  ['fewer domains than wanted: the least is 0', three, { a: 2, b: 1, c: 1 }, spread({ minDomains: 4 }), { a: skew, b: skew, c: skew }],
  ['as many as wanted', three, { a: 2, b: 1, c: 1 }, spread({ minDomains: 3 }), { a: skew, b: '', c: '' }],
  ['a pod that does not match itself', three, { a: 1 }, { ...spread(), labels: { app: 'other' } }, { a: '', b: '', c: '' }],
  ['without selector nothing counts', three, { a: 5 }, spread({ labelSelector: undefined as never }), { a: '', b: '', c: '' }],
  ['an empty selector counts nothing, but the pod itself', three, { a: 5 }, spread({ labelSelector: {} }), { a: '', b: '', c: '' }],
  ['a node without the key', [...three, { name: 'd' }], {}, spread(), { a: '', b: '', c: '', d: missing }],
  ['a tainted zone is a domain by default', [...three, zoned('d', 'zd', { taints: [{ key: 'x', effect: 'NoSchedule' }] })], { a: 1, b: 1, c: 1 }, spread(),
    { a: skew, b: skew, c: skew, d: 'node(s) had untolerated taint(s)' }],
  ['taints honoured: it is none', [...three, zoned('d', 'zd', { taints: [{ key: 'x', effect: 'NoSchedule' }] })], { a: 1, b: 1, c: 1 },
    spread({ nodeTaintsPolicy: 'Honor' }), { a: '', b: '', c: '', d: 'node(s) had untolerated taint(s)' }],
  ['nodes that the pod does not want are no domains', three, { a: 1 }, { ...spread(), nodeSelector: { [zone]: 'za' } },
    { a: '', b: "node(s) didn't match Pod's node affinity/selector", c: "node(s) didn't match Pod's node affinity/selector" }],
  ['unless affinity is ignored', three, { a: 1 }, { ...spread({ nodeAffinityPolicy: 'Ignore' }), nodeSelector: { [zone]: 'za' } },
    { a: skew, b: "node(s) didn't match Pod's node affinity/selector", c: "node(s) didn't match Pod's node affinity/selector" }],
  ['several nodes of a zone count together', [zoned('a', 'za'), zoned('a2', 'za'), zoned('b', 'zb')], { a: 1, a2: 1, b: 1 }, spread(),
    { a: skew, a2: skew, b: '' }],
  ['labels that must be equal', three, { a: 2 }, { ...spread({ matchLabelKeys: ['version'] }), labels: { app: 'web', version: '2' } }, { a: '', b: '', c: '' }],
])('filter: %s', (_, nodes, counts, shape, expected) => {
  const cluster = clusterOf(nodes)
  place(cluster, counts)
  expect(reasonsOf(cluster, shape)).toEqual(expected)
})

test('pods of other namespaces do not count', () => {
  const cluster = clusterOf(three)
  place(cluster, { a: 2 }, { ...web, namespace: 'kube-system' })
  expect(reasonsOf(cluster, spread())).toEqual({ a: '', b: '', c: '' })
})

test.each<[string, Readonly<Record<string, number>>, PodShape, Readonly<Record<string, number>>]>([
  ['one constraint over zones', { a: 2, b: 1 }, soft(), { a: 0, b: 33, c: 100 }],
  ['nobody there yet', {}, soft(), { a: 100, b: 100, c: 100 }],
  ['a tolerated skew waters differences down', { a: 2, b: 1 }, soft({ maxSkew: 5 }), { a: 57, b: 71, c: 100 }],
  ['over nodes', { a: 1 }, soft({ topologyKey: 'kubernetes.io/hostname' }), { a: 0, b: 100, c: 100 }],
])('score: %s', (_, counts, shape, expected) => {
  const cluster = clusterOf(three)
  place(cluster, counts)
  expect(scoresOf(cluster, 'PodTopologySpread', shape)).toEqual(expected)
})

test('a node without the key of a soft constraint scores nothing', () => {
  const cluster = clusterOf([...three, { name: 'd' }])
  expect(scoresOf(cluster, 'PodTopologySpread', soft())).toEqual({ a: 100, b: 100, c: 100, d: 0 })
})

test('by default, pods of one Service are spread over nodes and zones', () => {
  const cluster = clusterOf([zoned('a', 'za'), zoned('a2', 'za'), zoned('b', 'zb')])
  place(cluster, { a: 3 })
  expect(scoresOf(cluster, 'PodTopologySpread', web)).toEqual({ a: undefined, a2: undefined, b: undefined })
  createObject(scenarioContext(cluster, 1),
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' } } } as never)
  // weights ln(3 + 2) for nodes and ln(2 + 2) for zones: raw 15, 10 and 6
  expect(scoresOf(cluster, 'PodTopologySpread', web)).toEqual({ a: 40, a2: 73, b: 100 })
})

test('defaults of the profile take the place of the system\'s', () => {
  const args = { defaultingType: 'List', defaultConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule' }] }
  const cluster = clusterOf(three, { scheduler: { pluginConfig: [{ name: 'PodTopologySpread', args }] } })
  createObject(scenarioContext(cluster, 1),
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' } } } as never)
  place(cluster, { b: 1 })
  expect(reasonsOf(cluster, web)).toEqual({ a: '', b: skew, c: '' })
})
