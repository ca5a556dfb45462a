import { expect, test } from 'vitest'
import type { Node } from '../../../src/sim/api/types.js'
import { enoughNodes } from '../../../src/sim/scheduler/find-node.js'
import { addToTree, listNodes, removeFromTree, type NodeTree } from '../../../src/sim/scheduler/node-order.js'
import type { SchedulerState } from '../../../src/sim/scheduler/state.js'
import type { Pod } from '../../../src/sim/api/types.js'
import { clusterOf, createPod, nodeOf, settle } from './rig.js'

test.each([[99, 99], [100, 100], [250, 120], [500, 230], [1000, 420], [2000, 680], [5000, 500], [6000, 300], [10_000, 500],
  [15_000, 750]])('of %i nodes, %i that would do are enough', (nodes, target) => {
  expect(enoughNodes(nodes, 0)).toBe(target)
})

test('a percentage of the profile, but never below 100', () => {
  expect([enoughNodes(1000, 30), enoughNodes(200, 10), enoughNodes(1000, 100)]).toEqual([300, 100, 1000])
})

const node = (name: string, zone?: string): Node =>
  ({ metadata: { name, labels: zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone } } }) as unknown as Node
const treeOf = (...nodes: Node[]): NodeTree => nodes.reduce<NodeTree>(addToTree, [])

test('nodes are looked at one of each zone in turn', () => {
  const tree = treeOf(node('a1', 'a'), node('a2', 'a'), node('b1', 'b'), node('a3', 'a'), node('x'))
  expect(listNodes(tree)).toEqual(['a1', 'b1', 'x', 'a2', 'a3'])
  expect(listNodes(addToTree(removeFromTree(tree, node('b1', 'b')), node('b1', 'b')))).toEqual(['a1', 'x', 'b1', 'a2', 'a3'])
})

test('in large clusters the search goes on where the last one ended', () => {
  const cluster = clusterOf(Array.from({ length: 150 }, (_, i) => ({ name: `n${i}` })))
  createPod(cluster, 'a')
  settle(cluster)
  const state = cluster.slots[0]!.state as SchedulerState
  expect(state.nextStart).toBe(100)
  createPod(cluster, 'b')
  settle(cluster)
  expect(state.nextStart).toBe(50)
})

test('equal nodes are drawn by lot: every one of them, about as often', () => {
  const counts = new Map<string, number>()
  for (let seed = 0; seed < 300; seed++) {
    const cluster = clusterOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }], { seed })
    createPod(cluster, 'web')
    settle(cluster, 20)
    const name = nodeOf(cluster, 'web')!
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual(['a', 'b', 'c'])
  for (const count of counts.values()) expect(count).toBeGreaterThan(70)
})

test('each pod sees those before it in their places', () => {
  const cluster = clusterOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
  for (let i = 0; i < 9; i++) createPod(cluster, `web-${i}`, { requests: { cpu: '1' } })
  settle(cluster)
  const nodes = [...cluster.store.list<Pod>('Pod')].map(({ spec }) => spec.nodeName)
  expect(['a', 'b', 'c'].map((name) => nodes.filter((own) => own === name).length)).toEqual([3, 3, 3])
})
