import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Node, Pod } from '../../../src/sim/api/types.js'
import { forkCluster } from '../../../src/sim/cluster.js'
import { runUntil } from '../../../src/sim/run.js'
import { changeNode, clusterOf, createPod, removePod, settle, type NodeShape, type PodShape } from './rig.js'
import { naiveReasons, type World } from './naive.js'
import type { Cluster } from '../../../src/sim/state.js'

const zone = 'topology.kubernetes.io/zone'
const priorities = [0, 0, 10, 100, 1000]

interface Ask { readonly priority: number; readonly cpu: number; readonly app: string; readonly isApart: boolean; readonly isSpread: boolean }
const ask: fc.Arbitrary<Ask> = fc.record({
  priority: fc.constantFrom(...priorities), cpu: fc.integer({ min: 1, max: 4 }), app: fc.constantFrom('a', 'b'), isApart: fc.boolean(), isSpread: fc.boolean(),
})

const shapeOf = ({ priority, cpu, app, isApart, isSpread }: Ask): PodShape => ({
  priority, requests: { cpu: `${cpu * 500}m` }, labels: { app }, terminationGracePeriodSeconds: 0,
  ...(isApart ? { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } }] } } } : {}),
  ...(isSpread ? { topologySpreadConstraints: [{ maxSkew: 2, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app } } }] } : {}),
})

const nodes: readonly NodeShape[] = [0, 1, 2].map((i) => ({ name: `n${i}`, cpu: `${2 + i}`, labels: { [zone]: `z${i % 2}` } }))
const story = fc.array(fc.oneof({ weight: 5, arbitrary: ask }, { weight: 1, arbitrary: fc.nat(20) }), { minLength: 8, maxLength: 30, size: 'max' })

const boundTo = (cluster: Cluster, node: string): readonly Pod[] => [...cluster.store.list<Pod>('Pod')].filter(({ spec }) => spec.nodeName === node)

test('preemption takes pods of lower priority only, and no node is ever over-committed at any time', () => {
  fc.assert(fc.property(story, (actions) => {
    const cluster = clusterOf(nodes)
    actions.forEach((action, i) => {
      if (typeof action === 'object') createPod(cluster, `p${i}`, shapeOf(action))
      else {
        const pods = [...cluster.store.list<Pod>('Pod')]
        if (pods.length > 0) removePod(cluster, pods[action % pods.length]!.metadata.name)
      }
      runUntil(cluster, cluster.now + 100, () => {
        for (const node of cluster.store.list<Node>('Node')) {
          const used = boundTo(cluster, node.metadata.name).reduce((sum, { spec }) => sum + Number.parseInt(spec.containers[0]!.resources!.requests!['cpu']!, 10), 0)
          expect(used).toBeLessThanOrEqual(Number(node.status.allocatable!['cpu']) * 1000)
        }
        return undefined
      })
    })
    for (const { object, related } of preemptions(cluster)) expect(object.spec.priority ?? 0).toBeLessThan(related.spec.priority ?? 0)
  }), { numRuns: 150 })
})

/** Each pod that was preempted, with the pod for which it was, from the log. */
function preemptions(cluster: Cluster): readonly { readonly object: Pod; readonly related: Pod }[] {
  const pods = new Map<string, Pod>()
  for (const { object } of cluster.log.entries) if (object.kind === 'Pod') pods.set(object.metadata.uid, object as Pod)
  return cluster.log.entries.flatMap(({ object, type }) => {
    const event = object as unknown as { readonly reason?: string; readonly involvedObject: { readonly uid: string }; readonly related?: { readonly uid: string } }
    if (type !== 'ADDED' || object.kind !== 'Event' || event.reason !== 'Preempted') return []
    return [{ object: pods.get(event.involvedObject.uid)!, related: pods.get(event.related!.uid)! }]
  })
}

test('a pod goes only where the rules, written down plainly, let it', () => {
  fc.assert(fc.property(story, (actions) => {
    const cluster = clusterOf(nodes)
    actions.forEach((action, i) => {
      if (typeof action !== 'object') {
        const name = `n${action % nodes.length}`
        return changeNode(cluster, name, (node) => ({ ...node, spec: { ...node.spec, unschedulable: node.spec.unschedulable !== true } }))
      }
      settle(cluster, 100)
      const world: World = { nodes: [...cluster.store.list<Node>('Node')], pods: [...cluster.store.list<Pod>('Pod')].filter(({ spec }) => spec.nodeName !== undefined), namespaceLabels: () => ({}) }
      const pod = createPod(cluster, `p${i}`, { ...shapeOf(action), priority: 0 })
      settle(cluster, 100)
      const node = cluster.store.get<Pod>('Pod', `default/p${i}`)!.spec.nodeName
      const fitting = world.nodes.filter((each) => naiveReasons(world, pod, each).length === 0).map(({ metadata }) => metadata.name)
      if (node === undefined) expect(fitting).toEqual([])
      else expect(fitting).toContain(node)
    })
  }), { numRuns: 100 })
})

test('many nodes and one template: with the tree and without it the same pods go to the same nodes', () => {
  const many = Array.from({ length: 130 }, (_, i) => ({
    name: `n${i}`, cpu: `${4 + (i % 3)}`, taints: i % 11 === 0 ? [{ key: 'soft', effect: 'PreferNoSchedule' }] : [], labels: { [zone]: `z${i % 4}` } }))
  const cluster = clusterOf(many)
  let other = forkCluster(cluster)
  for (let i = 0; i < 300; i++) {
    createPod(cluster, `p${i}`, { requests: { cpu: '100m' } })
    createPod(other, `p${i}`, { requests: { cpu: '100m' } })
    settle(cluster, 10)
    settle(other, 10)
    // A fork knows nothing by heart: it never comes to make a tree.
    if (i % 5 === 0) other = forkCluster(other)
  }
  const placesOf = (one: Cluster): readonly (string | undefined)[] => [...one.store.list<Pod>('Pod')].map(({ spec }) => spec.nodeName)
  expect(new Set(placesOf(cluster)).size).toBeGreaterThan(50)
  expect(placesOf(other)).toEqual(placesOf(cluster))
})
