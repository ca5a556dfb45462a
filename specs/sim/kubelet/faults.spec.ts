import { describe, expect, it } from 'vitest'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { runUntil } from '../../../src/sim/run.js'
import type { Event, Lease, Node } from '../../../src/sim/api/types.js'
import { hasHeartbeat } from '../../../src/sim/heartbeats.js'
import { at, behaviour, bind, eventTexts, eventTimes, inject, life, newRoom, podOf, remove } from './kubelet-room.js'

const config = (kind: 'ConfigMap' | 'Secret', name: string): never => ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default' } }) as never
const quick = { pull: [{ afterMs: 0 }], startMs: 0 } as const
const isWriter = (room: ReturnType<typeof newRoom>, since: number): boolean => room.log.entries.slice(since).some(({ by }) => by === 'kubelet@worker-0')

describe('power', () => {
  it('of a node that failed comes back with its heartbeat', () => {
    const room = newRoom()
    at(room, 10)
    const heal = inject(room, 'node-failure', { nodes: ['worker-0'] })
    at(room, 100)
    const before = room.store.get<Lease>('Lease.coordination.k8s.io', 'kube-node-lease/worker-0')?.spec
    expect(hasHeartbeat(room, 'worker-0')).toBe(false)
    heal()
    at(room, 120)
    expect(hasHeartbeat(room, 'worker-0')).toBe(true)
    expect(room.store.get<Lease>('Lease.coordination.k8s.io', 'kube-node-lease/worker-0')?.spec).not.toEqual(before)
    expect(room.store.get<Node>('Node', 'worker-0')?.status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True')
    expect(eventTexts(room)).toContain('Normal Starting worker-0 x1: Starting kubelet.')
  })

  it('cycled in one instant restarts all containers in a new sandbox', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ name: 'a' }, { name: 'b' }])
    at(room, 10)
    inject(room, 'node-reboot', { nodes: ['worker-0'] }, false)
    at(room, 20)
    expect(life(room, 'p').at(-1)).toMatch(/Running a\[running x1\] b\[running x1\]$/)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' })
    expect(eventTimes(room, 'SandboxChanged')).toHaveLength(1)
  })

  it('cycled leaves a kubelet that remembers none of its Events: it tells them anew, and its spam filter is as new', () => {
    const room = newRoom([behaviour('*', { ...quick, probes: { readiness: [{ result: 'failure' }] } })])
    bind(room, 'p', [{ readinessProbe: { exec: { command: ['probe'] }, periodSeconds: 1, failureThreshold: 1 } }])
    at(room, 60)
    inject(room, 'node-reboot', { nodes: ['worker-0'] }, false)
    at(room, 120)
    const counts = [...room.store.list<Event>('Event')].filter(({ reason }) => reason === 'Unhealthy').map(({ count }) => count)
    expect(counts).toEqual([25, 25])
    expect(eventTexts(room).filter((text) => text.startsWith('Normal Created')).map((text) => text.split(' ')[3])).toEqual(['x1:', 'x1:'])
  })

  it('of a zone concerns its nodes alone', () => {
    const room = newRoom([behaviour('*', quick)], 3)
    for (const i of [0, 1, 2]) bind(room, `p${i}`, [{}], { nodeName: `worker-${i}` })
    at(room, 10)
    inject(room, 'zone-failure', { zone: 'z', nodes: ['worker-0', 'worker-1'] })
    expect([0, 1, 2].map((i) => hasHeartbeat(room, `worker-${i}`))).toEqual([false, false, true])
  })

  it('loses pods that were deleted while it was off without a word', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{}])
    at(room, 10)
    const heal = inject(room, 'node-failure', { nodes: ['worker-0'] })
    remove(room, 'p', { graceSeconds: 0 })
    heal()
    at(room, 30)
    expect(eventTimes(room, 'Killing')).toEqual([])
    bind(room, 'q', [{}])
    at(room, 40)
    expect(podOf(room, 'q')?.status.phase).toBe('Running')
  })

  it('that came back ends pods that were being deleted', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{}])
    at(room, 10)
    const heal = inject(room, 'node-failure', { nodes: ['worker-0'] })
    remove(room, 'p')
    at(room, 200)
    expect(podOf(room, 'p')).toBeDefined()
    heal()
    at(room, 220)
    expect(podOf(room, 'p')).toBeUndefined()
  })
})

describe('a partition', () => {
  it('hides a cordon, which the kubelet tells once it is over', () => {
    const room = newRoom()
    at(room, 10)
    const heal = inject(room, 'node-partition', { nodes: ['worker-0'] })
    const node = room.store.get<Node>('Node', 'worker-0')!
    updateObject(scenarioContext(room, 1), { ...node, spec: { ...node.spec, unschedulable: true } })
    at(room, 30)
    expect(eventTimes(room, 'NodeNotSchedulable')).toEqual([])
    heal()
    at(room, 45)
    expect(eventTimes(room, 'NodeNotSchedulable')).toHaveLength(1)
  })

  it('may come between the last status and the deletion of a pod, which goes once it is over', () => {
    const room = newRoom([behaviour('*', { ...quick, stop: { afterMs: 1000, exit: 0 } })])
    bind(room, 'p', [{}])
    at(room, 10)
    remove(room, 'p')
    while (podOf(room, 'p')?.status.phase === 'Running') runUntil(room, room.now + 50)
    expect(podOf(room, 'p')?.status.phase).toBe('Succeeded')
    const heal = inject(room, 'node-partition', { nodes: ['worker-0'] })
    at(room, 60)
    expect(podOf(room, 'p')).toBeDefined()
    heal()
    at(room, 80)
    expect(podOf(room, 'p')).toBeUndefined()
  })

  it('hides what happens, and everything is told when it ends', () => {
    const room = newRoom([behaviour('*', { ...quick, run: [{ forMs: 30_000, exit: 1 }, { exit: 0 }] })])
    bind(room, 'p', [{}])
    at(room, 10)
    const heal = inject(room, 'node-partition', { nodes: ['worker-0'] })
    const since = room.log.length
    at(room, 100)
    expect(isWriter(room, since)).toBe(false)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.restartCount).toBe(0)
    heal()
    at(room, 130)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true })
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.state?.running?.startedAt).toMatch(/T00:00:3\d/)
    expect(eventTimes(room, 'Started')).toHaveLength(2)
  })

  it('keeps deletions from the node until it ends', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{}])
    bind(room, 'q', [{}])
    at(room, 10)
    const heal = inject(room, 'node-partition', { nodes: ['worker-0'] })
    remove(room, 'p')
    remove(room, 'q', { graceSeconds: 0 })
    at(room, 100)
    expect(podOf(room, 'p')).toBeDefined()
    expect(eventTimes(room, 'Killing')).toEqual([])
    heal()
    at(room, 120)
    expect(podOf(room, 'p')).toBeUndefined()
    expect(eventTimes(room, 'Killing')).toHaveLength(2)
  })

  it('keeps what changes of ConfigMaps and Secrets from the node until it ends', () => {
    const room = newRoom([behaviour('*', { ...quick, run: [{ forMs: 15_000, exit: 1 }, { exit: 0 }] })])
    createObject(scenarioContext(room, 1), config('ConfigMap', 'goes'))
    bind(room, 'waits', [{ envFrom: [{ secretRef: { name: 'late' } }] }])
    bind(room, 'crashes', [{ envFrom: [{ configMapRef: { name: 'goes' } }] }])
    at(room, 10)
    const heal = inject(room, 'node-partition', { nodes: ['worker-0'] })
    at(room, 12)
    createObject(scenarioContext(room, 1), config('Secret', 'late'))
    deleteObject(scenarioContext(room, 1), 'ConfigMap', 'default/goes')
    at(room, 60)
    heal()
    at(room, 80)
    expect(podOf(room, 'crashes')?.status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true })
    expect(podOf(room, 'crashes')?.status.containerStatuses?.[0]?.state?.running?.startedAt).toMatch(/T00:00:1\d/)
    expect(podOf(room, 'waits')?.status.containerStatuses?.[0]?.state?.running?.startedAt).toMatch(/T00:01:[01]/)
  })

  it('keeps new pods from the node until it ends', () => {
    const room = newRoom([behaviour('*', quick)])
    const heal = inject(room, 'node-partition', { nodes: ['worker-0'] })
    bind(room, 'p', [{}])
    at(room, 60)
    expect(life(room, 'p')).toEqual(['0.0 Pending'])
    heal()
    at(room, 90)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })
})

describe('faults of containers', () => {
  const ids = (room: ReturnType<typeof newRoom>, name: string): object => ({ pods: [{ namespace: 'default', name, uid: podOf(room, name)!.metadata.uid }] })

  it('pod-kill ends all containers with SIGKILL', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ name: 'a' }, { name: 'b' }])
    bind(room, 'q', [{}])
    at(room, 10)
    inject(room, 'pod-kill', ids(room, 'p'), false)
    at(room, 15)
    expect(podOf(room, 'p')?.status.containerStatuses?.map(({ restartCount, lastState }) => [restartCount, lastState?.terminated?.exitCode])).toEqual([[1, 137], [1, 137]])
    expect(podOf(room, 'q')?.status.containerStatuses?.[0]?.restartCount).toBe(0)
    expect(eventTimes(room, 'Killing')).toEqual([])
  })

  it('container-crash ends one with its code', () => {
    const room = newRoom([behaviour('*', quick)])
    bind(room, 'p', [{ name: 'a' }, { name: 'b' }])
    at(room, 10)
    inject(room, 'container-crash', { ...ids(room, 'p'), container: 'b', exit: 3 }, false)
    at(room, 15)
    expect(podOf(room, 'p')?.status.containerStatuses?.map(({ restartCount, lastState }) => [restartCount, lastState?.terminated?.exitCode])).toEqual([[0, undefined], [1, 3]])
  })

  it('too much memory is OOMKilled at the instant of the timeline', () => {
    const room = newRoom([behaviour('*', { ...quick, usage: [{ forMs: 20_000, memory: '50Mi' }, { memory: '500Mi' }] })])
    bind(room, 'p', [{ resources: { limits: { memory: '100Mi' } } }], { restartPolicy: 'Never' })
    at(room, 40)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-01-01T00:00:20Z' })
    expect(podOf(room, 'p')?.status.phase).toBe('Failed')
  })
})
