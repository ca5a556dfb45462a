import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Node, Pod, Taint, Toleration } from '../../../src/sim/api/types.js'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { forkCluster, scenarioContext } from '../../../src/sim/cluster.js'
import { explainPlacement } from '../../../src/sim/scheduler/explain.js'
import { rejectionAt } from '../../../src/sim/scheduler/find-node.js'
import { factsOf } from '../../../src/sim/scheduler/pod-facts.js'
import { scoreNodes } from '../../../src/sim/scheduler/score-nodes.js'
import { startCycle } from '../../../src/sim/scheduler/schedule-pods.js'
import type { SchedulerState } from '../../../src/sim/scheduler/state.js'
import type { Cluster } from '../../../src/sim/state.js'
import { naiveReasons, naiveTotals, type World } from './naive.js'
import { changeNode, clusterOf, createPod, podOf, removePod, settle, type NodeShape, type PodShape } from './rig.js'

const app = fc.constantFrom('a', 'b', 'c')
const key = fc.constantFrom('kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'rack')
const selector = app.map((value) => ({ matchLabels: { app: value } }))
const taint: fc.Arbitrary<Taint> = fc.record({ key: fc.constantFrom('x', 'y'), value: fc.constant('1'),
  effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule') })
const toleration: fc.Arbitrary<Toleration> = fc.record({ key: fc.constantFrom('x', 'y'), operator: fc.constant('Exists') })
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 })

const nodeShape = (i: number): fc.Arbitrary<NodeShape> => fc.record({
  name: fc.constant(`n${i}`), cpu: fc.constantFrom('1', '2', '4'), memory: fc.constantFrom('1Gi', '4Gi'), pods: fc.constantFrom('3', '110', '110'),
  labels: fc.record({ 'topology.kubernetes.io/zone': fc.constantFrom('z1', 'z2', 'z3'), rack: fc.constantFrom('r1', 'r2'),
    disk: fc.constantFrom('ssd', 'hdd') }, { requiredKeys: [] }),
  taints: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(taint, { maxLength: 2 }) }),
})
const term = fc.record({ topologyKey: key, labelSelector: selector }).chain((own) =>
  fc.constantFrom(own, { ...own, namespaces: ['other'] }, { ...own, namespaceSelector: {} }))
const weighted = fc.record({ weight: fc.integer({ min: 1, max: 100 }), podAffinityTerm: term })
const affinity = fc.record({
  nodeAffinity: optional(fc.constantFrom(
    { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'NotIn', values: ['ssd'] }] }] } },
    { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, preference: { matchExpressions: [{ key: 'rack', operator: 'Exists' }] } },
      { weight: 3, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['hdd'] }] } }] },
  )),
  podAffinity: optional(fc.record({ requiredDuringSchedulingIgnoredDuringExecution: fc.array(term, { maxLength: 2 }),
    preferredDuringSchedulingIgnoredDuringExecution: fc.array(weighted, { maxLength: 2 }) })),
  podAntiAffinity: optional(fc.record({ requiredDuringSchedulingIgnoredDuringExecution: fc.array(term, { maxLength: 1 }),
    preferredDuringSchedulingIgnoredDuringExecution: fc.array(weighted, { maxLength: 2 }) })),
}).map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
const constraint = fc.record({
  maxSkew: fc.integer({ min: 1, max: 3 }), topologyKey: key, whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'), labelSelector: selector,
  nodeAffinityPolicy: fc.constantFrom('Honor', 'Ignore'), nodeTaintsPolicy: fc.constantFrom('Honor', 'Ignore'),
}).chain((own) => fc.constantFrom(own, { ...own, ...(own.whenUnsatisfiable === 'DoNotSchedule' ? { minDomains: 3 } : {}) }))
const podShape: fc.Arbitrary<PodShape> = fc.record({
  requests: fc.constantFrom<Record<string, string>>({}, { cpu: '100m' }, { cpu: '500m', memory: '300Mi' }, { memory: '1Gi' }),
  labels: app.map((value) => ({ app: value })), namespace: fc.constantFrom('default', 'default', 'other'),
  tolerations: fc.array(toleration, { maxLength: 1 }), affinity: fc.oneof(fc.constant({}), affinity),
    topologySpreadConstraints: fc.array(constraint, { maxLength: 2 }),
})

type Action = { readonly do: 'create'; readonly shape: number } | { readonly do: 'delete' | 'cordon' | 'relabel'; readonly which: number }
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('create' as const), shape: fc.nat(3) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('delete' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cordon' as const, 'relabel' as const), which: fc.nat(20) }) },
)
const story = fc.record({ nodes: fc.tuple(...[0, 1, 2, 3, 4].map(nodeShape)), shapes: fc.array(podShape, { minLength: 4, maxLength: 4 }),
  actions: fc.array(action, { minLength: 10, maxLength: 40, size: 'max' }) })

function clusterWithOther(nodes: readonly NodeShape[]): Cluster {
  const cluster = clusterOf(nodes)
  createObject(scenarioContext(cluster, 1), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other', labels: { team: 'b' } } })
  return cluster
}

function act(cluster: Cluster, shapes: readonly PodShape[], todo: Action, i: number): void {
  if (todo.do === 'create') createPod(cluster, `p${i}`, shapes[todo.shape]!)
  else if (todo.do === 'delete') {
    const pods = [...cluster.store.list<Pod>('Pod')].filter(({ metadata }) => metadata.namespace === 'default')
    const victim = pods[todo.which % Math.max(1, pods.length)]
    if (victim !== undefined) removePod(cluster, victim.metadata.name)
  } else {
    const name = `n${todo.which % 5}`
    changeNode(cluster, name, (node) => (todo.do === 'cordon'
      ? { ...node, spec: { ...node.spec, unschedulable: node.spec.unschedulable !== true } }
      : { ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, 'topology.kubernetes.io/zone': `z${todo.which % 3}` } } }))
  }
  settle(cluster, 20)
}

const worldOf = (cluster: Cluster): World => ({
  nodes: [...cluster.store.list<Node>('Node')], pods: [...cluster.store.list<Pod>('Pod')].filter(({ spec }) => spec.nodeName !== undefined),
  namespaceLabels: (namespace) => cluster.store.get('Namespace', namespace)?.metadata.labels,
})

/** What the scheduler answers from all that it keeps in memory. */
function remembered(cluster: Cluster, pod: Pod): ReadonlyMap<string, { readonly reasons: readonly string[]; readonly total: number }> {
  const state = cluster.slots[0]!.state as SchedulerState
  const cycle = startCycle(scenarioContext(cluster, 1), state, pod, { facts: factsOf(pod) })
  const rejections = cycle.derived.nodes.map((_, position) => rejectionAt(cycle, position))
  const feasible = Int32Array.from(rejections.flatMap((rejection, position) => (rejection === undefined ? [position] : [])))
  const totals = feasible.length === 0 ? [] : [...scoreNodes(cycle.template, cycle.derived, cycle.profile, feasible, feasible.length)]
  return new Map(cycle.derived.nodes.map(({ name }, position) =>
    [name, { reasons: rejections[position]?.reasons ?? [], total: totals[feasible.indexOf(position)] ?? 0 }]))
}

test('what is kept and updated equals what is made afresh, and both equal the rules written down plainly', () => {
  fc.assert(fc.property(story, ({ nodes, shapes, actions }) => {
    const cluster = clusterWithOther(nodes)
    actions.forEach((todo, i) => {
      act(cluster, shapes, todo, i)
      if (i % 7 === 0) for (const shape of shapes) remembered(cluster, podOf('probe', shape))
    })
    const world = worldOf(cluster)
    for (const shape of shapes) {
      const pod = podOf('probe', shape)
      const kept = remembered(cluster, pod)
      const fresh = explainPlacement(cluster, pod)
      const feasible = world.nodes.filter((node) => naiveReasons(world, pod, node).length === 0)
      const totals = feasible.length === 0 ? [] : naiveTotals(world, pod, feasible)
      for (const node of world.nodes) {
        const { name } = node.metadata
        const plain = { reasons: naiveReasons(world, pod, node), total: totals[feasible.indexOf(node)] ?? 0 }
        const explained = fresh.nodes.find((item) => item.node === name)!
        expect({ name, ...kept.get(name) }).toEqual({ name, ...plain })
        expect({ name, reasons: explained.rejections[0]?.reasons ?? [], total: explained.total }).toEqual({ name, ...plain })
      }
    }
  }), { numRuns: 200 })
})

test('no node is ever given more than it has, and a fork goes the same way', () => {
  fc.assert(fc.property(story, fc.nat(29), ({ nodes, shapes, actions }, half) => {
    const cluster = clusterWithOther(nodes)
    let fork: Cluster | undefined
    actions.forEach((todo, i) => {
      if (i === half) fork = forkCluster(cluster)
      act(cluster, shapes, todo, i)
      if (fork !== undefined) act(fork, shapes, todo, i)
    })
    const world = worldOf(cluster)
    for (const node of world.nodes) {
      const own = world.pods.filter(({ spec }) => spec.nodeName === node.metadata.name)
      expect(own.length).toBeLessThanOrEqual(Number(node.status.allocatable!['pods']))
      const asked = (resource: string, unit: number): number =>
        own.reduce((sum, { spec }) => sum + Number.parseFloat(spec.containers[0]!.resources?.requests?.[resource] ?? '0') * unit, 0)
      expect(asked('cpu', 1)).toBeLessThanOrEqual(Number(node.status.allocatable!['cpu']) * 1000)
    }
    if (fork !== undefined) expect(fork.log.entries.map(({ object }) => object)).toEqual(cluster.log.entries.map(({ object }) => object))
  }), { numRuns: 60 })
})
