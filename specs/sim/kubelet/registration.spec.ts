import { describe, expect, it } from 'vitest'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { hasHeartbeat } from '../../../src/sim/heartbeats.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Lease, Node } from '../../../src/sim/api/types.js'
import { at, bind, eventTexts, inject, newRoom, podOf } from './kubelet-room.js'

const nodeOf = (cluster: Cluster): Node | undefined => cluster.store.get<Node>('Node', 'worker-0')
const leaseOf = (cluster: Cluster): Lease | undefined => cluster.store.get<Lease>('Lease.coordination.k8s.io', 'kube-node-lease/worker-0')
const readyOf = (cluster: Cluster): string | undefined => nodeOf(cluster)?.status.conditions?.find(({ type }) => type === 'Ready')?.status
const away = (cluster: Cluster): void => void deleteObject(scenarioContext(cluster, 1), 'Node', 'worker-0')
const off = (cluster: Cluster): (() => void) => inject(cluster, 'node-failure', { nodes: ['worker-0'] })

describe('a node that is deleted', () => {
  it('under a running kubelet is not registered again; its containers run on', () => {
    const room = newRoom()
    bind(room, 'p', [{}])
    at(room, 10)
    away(room)
    at(room, 600)
    expect(nodeOf(room)).toBeUndefined()
    expect(hasHeartbeat(room, 'worker-0')).toBe(false)
    expect(podOf(room, 'p')?.status).toMatchObject({ phase: 'Running', containerStatuses: [{ restartCount: 0, ready: true }] })
  })

  it('is registered by a kubelet that begins: another object, not ready for the scheduler until a controller says so, with a lease of its own', () => {
    const room = newRoom()
    const before = nodeOf(room)!
    at(room, 10)
    const heal = off(room)
    away(room)
    at(room, 60)
    expect(nodeOf(room)).toBeUndefined()
    heal()
    at(room, 61)
    const after = nodeOf(room)!
    expect(after.metadata.uid).not.toBe(before.metadata.uid)
    expect(after.metadata.creationTimestamp).toBe('2026-01-01T00:01:00Z')
    expect(after.metadata.labels).toEqual(before.metadata.labels)
    expect(after.status.capacity).toEqual(before.status.capacity)
    expect(after.spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }])
    expect(readyOf(room)).toBe('True')
    expect(leaseOf(room)?.metadata.ownerReferences?.[0]?.uid).toBe(after.metadata.uid)
    expect(hasHeartbeat(room, 'worker-0')).toBe(true)
    expect(eventTexts(room)).toEqual(expect.arrayContaining(['Normal Starting worker-0 x1: Starting kubelet.', 'Normal NodeHasSufficientMemory worker-0 x1: Node worker-0 status is now: NodeHasSufficientMemory']))
  })

  it('is registered by a kubelet that began while the API server was out of reach, once it is not', () => {
    const room = newRoom()
    at(room, 10)
    const heal = off(room)
    away(room)
    const join = inject(room, 'node-partition', { nodes: ['worker-0'] })
    heal()
    at(room, 100)
    expect(nodeOf(room)).toBeUndefined()
    join()
    at(room, 103)
    expect(readyOf(room)).toBe('True')
  })

  it('and made again by hand is reported by the kubelet that still runs', () => {
    const room = newRoom()
    at(room, 10)
    away(room)
    at(room, 30)
    createObject(scenarioContext(room, 2), { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-0' }, spec: {}, status: {} } as never)
    at(room, 45)
    expect(readyOf(room)).toBe('True')
    expect(hasHeartbeat(room, 'worker-0')).toBe(true)
  })
})
