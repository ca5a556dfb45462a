import { expect, test } from 'vitest'
import type { Pod, PodDisruptionBudget } from '../../../../src/sim/api/types.js'
import { updateStatus } from '../../../../src/sim/apiserver/update.js'
import { writeObject } from '../../../../src/sim/apiserver/write.js'
import { scenarioContext } from '../../../../src/sim/cluster.js'
import type { PlacedPod } from '../../../../src/sim/scheduler/node-record.js'
import { pickVictims } from '../../../../src/sim/scheduler/preemption/preempt.js'
import { victimsOf } from '../../../../src/sim/scheduler/preemption/victims.js'
import type { Cluster } from '../../../../src/sim/state.js'
import { clusterOf, createPod, eventsOf, getPod, messageOf, nodeOf, removePod, settle, type PodShape } from '../rig.js'

const on = (name: string, cpu: string, priority: number, more: PodShape = {}): PodShape =>
  ({ requests: { cpu }, priority, nodeSelector: { 'kubernetes.io/hostname': name }, ...more })
const isDoomed = (cluster: Cluster, name: string): boolean => getPod(cluster, name).metadata.deletionTimestamp !== undefined
const doomed = (cluster: Cluster): readonly string[] =>
  [...cluster.store.list<Pod>('Pod')].filter(({ metadata }) => metadata.deletionTimestamp !== undefined).map(({ metadata }) => metadata.name).sort()

/** Marks a pod as started, which decides between pods of one priority. */
function start(cluster: Cluster, name: string, startTime: string): void {
  const pod = getPod(cluster, name)
  updateStatus(scenarioContext(cluster, 1), pod, { ...pod.status, phase: 'Running', startTime })
}

test('a pod of higher priority is promised a node, its victim is marked, deleted and told; then it moves in', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }])
  createPod(cluster, 'low', on('n', '2', 0))
  settle(cluster)
  createPod(cluster, 'high', { requests: { cpu: '1' }, priority: 100 })
  settle(cluster)
  expect(getPod(cluster, 'high').status).toMatchObject({ nominatedNodeName: 'n',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available: 1 Insufficient cpu.' }] })
  expect(getPod(cluster, 'low').status.conditions?.at(-1)).toMatchObject({
    type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler', message: 'default-scheduler: preempting to accommodate a higher priority pod',
  })
  expect(isDoomed(cluster, 'low')).toBe(true)
  expect(eventsOf(cluster, 'low').at(-1)).toMatchObject({ reason: 'Preempted', action: 'Preempting',
    message: `Preempted by pod ${getPod(cluster, 'high').metadata.uid} on node n`, related: { name: 'high' } })
  removePod(cluster, 'low')
  settle(cluster)
  expect(nodeOf(cluster, 'high')).toBe('n')
  expect(getPod(cluster, 'high').status.nominatedNodeName).toBeUndefined()
})

test('the fewest pods go, the least important first; older ones stay', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '4' }])
  createPod(cluster, 'old', on('n', '2', 10))
  createPod(cluster, 'young', on('n', '1', 10))
  createPod(cluster, 'low', on('n', '1', 5))
  settle(cluster)
  start(cluster, 'old', '2026-01-01T00:00:01Z')
  start(cluster, 'young', '2026-01-01T00:00:09Z')
  start(cluster, 'low', '2026-01-01T00:00:01Z')
  settle(cluster)
  createPod(cluster, 'high', { requests: { cpu: '2' }, priority: 100 })
  settle(cluster)
  expect(doomed(cluster)).toEqual(['low', 'young'])
})

test('while a victim ends, the pod preempts nobody else and says so', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2', pods: '5' }])
  createPod(cluster, 'a', on('n', '1', 0))
  createPod(cluster, 'b', on('n', '1', 0))
  settle(cluster)
  createPod(cluster, 'high', { requests: { cpu: '2' }, priority: 100 })
  settle(cluster)
  expect(doomed(cluster)).toEqual(['a', 'b'])
  removePod(cluster, 'a')
  settle(cluster)
  expect(messageOf(cluster, 'high')).toBe('0/1 nodes are available: 1 Insufficient cpu. '
    + 'no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.')
  removePod(cluster, 'b')
  settle(cluster)
  expect(nodeOf(cluster, 'high')).toBe('n')
})

test('who turned down the promised node is named with who narrowed the nodes down', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }, { name: 'm', cpu: '2' }])
  createPod(cluster, 'a', on('n', '1', 0))
  createPod(cluster, 'b', on('n', '1', 0))
  settle(cluster)
  const byName = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: ['n'] }] }] } } }
  createPod(cluster, 'high', { requests: { cpu: '2' }, priority: 10, affinity: byName })
  settle(cluster)
  removePod(cluster, 'a')
  settle(cluster)
  expect(messageOf(cluster, 'high')).toBe("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s) [NodeAffinity NodeResourcesFit]. "
    + 'no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.')
})

test.each<[string, PodShape, string]>([
  ['it never preempts', { requests: { cpu: '2' }, priority: 100, preemptionPolicy: 'Never' }, 'preemption: not eligible due to preemptionPolicy=Never.'],
  ['nobody is less important', { requests: { cpu: '2' } }, 'preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.'],
  ['it is too big for any node', { requests: { cpu: '3' }, priority: 100 }, 'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.'],
])('no preemption: %s', (_, shape, words) => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }, { name: 'm', cpu: '2' }])
  createPod(cluster, 'there', on('n', '1', 0))
  createPod(cluster, 'here', on('m', '1', 0))
  settle(cluster)
  createPod(cluster, 'pod', shape)
  settle(cluster)
  expect(messageOf(cluster, 'pod')).toBe(`0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, ${words}`)
  expect(doomed(cluster)).toEqual([])
})

test('what would still be in the way after preemption is named', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }])
  createPod(cluster, 'low', on('n', '500m', 0))
  createPod(cluster, 'peer', on('n', '1', 100))
  settle(cluster)
  createPod(cluster, 'pod', { requests: { cpu: '1500m' }, priority: 100 })
  settle(cluster)
  expect(messageOf(cluster, 'pod')).toBe('0/1 nodes are available: 1 Insufficient cpu. '
    + 'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Insufficient cpu.')
})

function budget(cluster: Cluster, app: string, disruptionsAllowed: number): void {
  writeObject(scenarioContext(cluster, 1), {
    apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: app, namespace: 'default', uid: app, resourceVersion: '', creationTimestamp: '' },
    spec: { selector: { matchLabels: { app } } }, status: { disruptionsAllowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  } as PodDisruptionBudget)
}

test('a node without a broken budget is taken, though its pods are more important', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }, { name: 'm', cpu: '2' }])
  createPod(cluster, 'guarded', on('n', '2', 0, { labels: { app: 'guarded' } }))
  createPod(cluster, 'plain', on('m', '2', 50))
  budget(cluster, 'guarded', 0)
  settle(cluster)
  createPod(cluster, 'high', { requests: { cpu: '2' }, priority: 100 })
  settle(cluster)
  expect(doomed(cluster)).toEqual(['plain'])
})

test('budgets do not save a pod when there is no other way', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }])
  createPod(cluster, 'guarded', on('n', '2', 0, { labels: { app: 'guarded' } }))
  budget(cluster, 'guarded', 0)
  settle(cluster)
  createPod(cluster, 'high', { requests: { cpu: '2' }, priority: 100 })
  settle(cluster)
  expect(doomed(cluster)).toEqual(['guarded'])
})

test('room that is promised is kept from pods of no higher priority, not from higher ones', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }])
  createPod(cluster, 'low', on('n', '2', 0))
  settle(cluster)
  createPod(cluster, 'high', { requests: { cpu: '2' }, priority: 100 })
  settle(cluster)
  removePod(cluster, 'low')
  createPod(cluster, 'thief', { requests: { cpu: '1' } })
  settle(cluster)
  expect([nodeOf(cluster, 'high'), nodeOf(cluster, 'thief')]).toEqual(['n', undefined])
})

test('a promise is withdrawn when a pod of still higher priority needs the node', () => {
  const cluster = clusterOf([{ name: 'n', cpu: '2' }])
  createPod(cluster, 'low', on('n', '2', 0))
  settle(cluster)
  createPod(cluster, 'high', { requests: { cpu: '2' }, priority: 100 })
  settle(cluster)
  expect(getPod(cluster, 'high').status.nominatedNodeName).toBe('n')
  removePod(cluster, 'low')
  createPod(cluster, 'highest', { requests: { cpu: '2' }, priority: 1000 })
  settle(cluster, 3000)
  expect(nodeOf(cluster, 'highest')).toBe('n')
  expect(getPod(cluster, 'high').status.nominatedNodeName).toBeUndefined()
})

test('a pod in the way of a hard spread or of anti-affinity on the node is a victim', () => {
  const cluster = clusterOf([{ name: 'n' }])
  createPod(cluster, 'enemy', on('n', '100m', 0, { labels: { app: 'enemy' } }))
  createPod(cluster, 'bystander', on('n', '100m', 0))
  settle(cluster)
  createPod(cluster, 'high', { priority: 100, affinity: {
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: { app: 'enemy' } } }] } } })
  settle(cluster)
  expect(doomed(cluster)).toEqual(['enemy'])
})

const victim = (priority: number, startTime = '2026-01-01T00:00:00Z'): PlacedPod =>
  ({ pod: { spec: { priority }, status: { startTime } } }) as unknown as PlacedPod
const node = (position: number, pods: readonly PlacedPod[], budgetViolations = 0): Parameters<typeof pickVictims>[0][number] =>
  victimsOf(position, pods, budgetViolations)

test.each<[string, Parameters<typeof pickVictims>[0], number]>([
  ['the lowest highest priority', [node(0, [victim(100), victim(100)]), node(1, [victim(100)]), node(2, [victim(50), victim(50), victim(50)])], 2],
  ['the smaller sum', [node(0, [victim(100), victim(100)]), node(1, [victim(100)])], 1],
  ['fewer broken budgets before all else', [node(0, [victim(1)], 1), node(1, [victim(100), victim(100)])], 1],
  ['the one that started latest', [node(0, [victim(1, '2026-01-01T00:00:05Z')]), node(1, [victim(1, '2026-01-01T00:00:09Z')])], 1],
  ['negative priorities do not make many pods cheaper', [node(0, [victim(-5), victim(-5)]), node(1, [victim(-5)])], 1],
  ['else the first', [node(0, [victim(1)]), node(1, [victim(1)])], 0],
])('which node: %s', (_, candidates, position) => {
  expect(pickVictims(candidates)?.position).toBe(position)
})
