import { describe, expect, it } from 'vitest'
import type { Node, PodSpec } from '../../../src/sim/api/types.js'
import type { Cluster, KubeletOptions } from '../../../src/sim/state.js'
import { addPriorityClass, at, behaviour, bind, eventTexts, eventTimes, inject, life, newRoom, podOf } from './kubelet-room.js'

const small = { cpu: '4', memory: '4Gi', pods: '110' }
const room = (kubelet: KubeletOptions = {}): Cluster => newRoom([
  behaviour('hog', { stop: { afterMs: 5000, exit: 0 }, usage: [{ memory: '200Mi' }] }),
  behaviour('mid', { stop: { afterMs: 5000, exit: 0 }, usage: [{ memory: '60Mi' }] }),
  behaviour('grows', { usage: [{ forMs: 30_000, memory: '1Gi' }, { memory: '3950Mi' }] }),
  behaviour('writes', { usage: [{ forMs: 20_000, storage: '100Mi' }, { storage: '3Gi' }] }),
], 1, { capacity: small, allocatable: small, kubelet })
const asks = (memory: string): object => ({ resources: { requests: { memory } } })
const conditionOf = (cluster: Cluster, type: string): string | undefined => cluster.store.get<Node>('Node', 'worker-0')?.status.conditions?.find((condition) => condition.type === type)?.status
const evicted = (cluster: Cluster): readonly string[] => eventTexts(cluster).filter((text) => text.startsWith('Warning Evicted'))

describe('eviction under pressure', () => {
  it('tells the node short of memory, and evicts the pod that most exceeds what it asked for', () => {
    const cluster = room()
    bind(cluster, 'modest', [{ image: 'mid', ...asks('100Mi') }])
    bind(cluster, 'over', [{ image: 'mid', ...asks('20Mi') }])
    bind(cluster, 'most', [{ image: 'hog', ...asks('20Mi') }])
    at(cluster, 20)
    inject(cluster, 'node-pressure', { nodes: ['worker-0'], resource: 'memory' })
    at(cluster, 40)
    const message = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container c was using 200Mi, request is 20Mi, has larger consumption of memory. '
    expect(evicted(cluster)).toEqual([`Warning Evicted most x1: ${message}`])
    expect(eventTexts(cluster)).toContain('Warning EvictionThresholdMet worker-0 x1: Attempting to reclaim memory')
    expect(eventTexts(cluster)).toContain('Normal NodeHasInsufficientMemory worker-0 x1: Node worker-0 status is now: NodeHasInsufficientMemory')
    expect(podOf(cluster, 'most')?.status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message })
    expect(podOf(cluster, 'most')?.status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'TerminationByKubelet', message })
    expect(life(cluster, 'most').at(-1)).toMatch(/c\[Error 137 x0\]$/)
  })

  it('gives containers two seconds at least, whatever grace they have', () => {
    const cluster = room()
    bind(cluster, 'a', [{ image: 'hog' }])
    at(cluster, 20)
    inject(cluster, 'node-pressure', { nodes: ['worker-0'], resource: 'memory' })
    at(cluster, 40)
    const [killed] = eventTimes(cluster, 'Killing')
    const end = Number.parseFloat(life(cluster, 'a').find((line) => line.includes('Failed'))!)
    expect(end - killed!).toBeCloseTo(2, 0)
  })

  it('keeps the condition five minutes after the pressure is over, and no longer', () => {
    const cluster = room()
    bind(cluster, 'a', [{ image: 'mid' }])
    at(cluster, 20)
    const heal = inject(cluster, 'node-pressure', { nodes: ['worker-0'], resource: 'memory' })
    at(cluster, 60)
    heal()
    at(cluster, 320)
    expect(conditionOf(cluster, 'MemoryPressure')).toBe('True')
    at(cluster, 380)
    expect(conditionOf(cluster, 'MemoryPressure')).toBe('False')
    const before = cluster.handledEvents
    at(cluster, 100_000)
    expect(cluster.handledEvents - before).toBe(0)
  })

  it.each<readonly [string, 'memory' | 'disk', Partial<PodSpec>, object, string | undefined]>([
    ['BestEffort under memory pressure', 'memory', {}, {}, 'The node had condition: [MemoryPressure]. '],
    ['Burstable under memory pressure', 'memory', {}, asks('1Mi'), undefined],
    ['BestEffort that tolerates it', 'memory', { tolerations: [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' }] }, {}, undefined],
    ['Burstable under disk pressure', 'disk', {}, asks('1Mi'), 'The node had condition: [DiskPressure]. '],
    ['a critical pod under disk pressure', 'disk', { priorityClassName: 'system-node-critical' }, {}, undefined],
  ])('takes or refuses a pod: %s', (_, resource, spec, container, refusal) => {
    const cluster = room()
    at(cluster, 5)
    inject(cluster, 'node-pressure', { nodes: ['worker-0'], resource })
    at(cluster, 30)
    bind(cluster, 'new', [{ image: 'mid', ...container }], spec)
    at(cluster, 30.5)
    expect(podOf(cluster, 'new')?.status.message).toBe(refusal === undefined ? undefined : `Pod was rejected: ${refusal}`)
    expect(podOf(cluster, 'new')?.status.phase).toBe(refusal === undefined ? 'Pending' : 'Failed')
  })

  it('ranks by priority under pressure of pids, and stops when there are enough again', () => {
    const cluster = room()
    addPriorityClass(cluster, 'high', 5)
    bind(cluster, 'low', [{ image: 'mid' }])
    bind(cluster, 'high', [{ image: 'mid' }], { priorityClassName: 'high' })
    at(cluster, 10)
    inject(cluster, 'node-pressure', { nodes: ['worker-0'], resource: 'pid' })
    at(cluster, 14)
    expect(evicted(cluster)).toEqual(['Warning Evicted low x1: The node was low on resource: pids. Threshold quantity: 1k, available: 500. '])
  })

  it('never evicts critical pods', () => {
    const cluster = room()
    bind(cluster, 'a', [{ image: 'hog' }], { priorityClassName: 'system-cluster-critical' })
    at(cluster, 10)
    inject(cluster, 'node-pressure', { nodes: ['worker-0'], resource: 'memory' })
    at(cluster, 100)
    expect(podOf(cluster, 'a')?.status.phase).toBe('Running')
  })

  it('finds pressure by what pods use, without any fault', () => {
    const cluster = room({ evictionHard: { 'memory.available': '200Mi' } })
    bind(cluster, 'a', [{ image: 'grows', ...asks('2Gi') }])
    at(cluster, 30)
    expect(evicted(cluster)).toEqual([])
    at(cluster, 60)
    expect(evicted(cluster)[0]).toContain('Threshold quantity: 200Mi, available: 146Mi. Container c was using 3950Mi, request is 2Gi')
  })

  it('waits out the grace period of a soft threshold, and gives pods theirs up to the maximum', () => {
    const cluster = room({ evictionHard: {}, evictionSoft: { 'memory.available': '200Mi' }, evictionSoftGracePeriodMs: { 'memory.available': 60_000 }, evictionMaxPodGracePeriodSeconds: 4 })
    bind(cluster, 'a', [{ image: 'grows' }])
    at(cluster, 80)
    expect(conditionOf(cluster, 'MemoryPressure')).toBe('True')
    expect(evicted(cluster)).toEqual([])
    at(cluster, 120)
    expect(evicted(cluster)).toHaveLength(1)
  })

  it('evicts a pod whose container writes more than its limit, without a disruption condition', () => {
    const cluster = room()
    bind(cluster, 'a', [{ image: 'writes', resources: { limits: { 'ephemeral-storage': '2Gi' } } }])
    at(cluster, 15)
    expect(evicted(cluster)).toEqual([])
    at(cluster, 60)
    expect(evicted(cluster)).toEqual(['Warning Evicted a x1: Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. '])
    expect(podOf(cluster, 'a')?.status.conditions?.some(({ type }) => type === 'DisruptionTarget')).toBe(false)
  })
})

describe('an emptyDir with a size limit', () => {
  it('has its pod evicted when a script writes more than that', () => {
    const cluster = newRoom()
    const command = ['sh', '-c', 'sleep 25; echo 0123456789ABCDEF > /data/x; sleep 3600']
    bind(cluster, 'a', [{ command, volumeMounts: [{ name: 'data', mountPath: '/data' }] }], { volumes: [{ name: 'data', emptyDir: { sizeLimit: '10' } }] })
    at(cluster, 25)
    expect(evicted(cluster)).toEqual([])
    at(cluster, 45)
    expect(evicted(cluster)).toEqual(['Warning Evicted a x1: Usage of EmptyDir volume "data" exceeds the limit "10". '])
    expect(podOf(cluster, 'a')?.status).toMatchObject({ phase: 'Failed', reason: 'Evicted' })
  })
})

describe('memory that the node does not have', () => {
  it('is taken from the process that would be missed least', () => {
    const cluster = newRoom([
      behaviour('one', { usage: [{ forMs: 42_000, memory: '100Mi' }, { memory: '2500Mi' }] }), behaviour('two', { usage: [{ forMs: 10_000, memory: '100Mi' }, { memory: '2000Mi' }] }),
    ], 1, { capacity: small, allocatable: small, kubelet: { evictionHard: {} } })
    bind(cluster, 'asked', [{ image: 'two', ...asks('3Gi') }])
    bind(cluster, 'not', [{ image: 'one' }])
    at(cluster, 48)
    expect(life(cluster, 'not').some((line) => line.includes('OOMKilled 137') || line.includes('running x1'))).toBe(true)
    expect(podOf(cluster, 'asked')?.status.containerStatuses?.[0]?.restartCount).toBe(0)
    expect(eventTexts(cluster).some((text) => /^Warning SystemOOM worker-0 x1: System OOM encountered, victim process: one, pid: \d+$/.test(text))).toBe(true)
  })

  it('container-oom ends a container as the kernel does', () => {
    const cluster = newRoom()
    const pod = bind(cluster, 'a', [{}], { restartPolicy: 'Never' })
    at(cluster, 10)
    inject(cluster, 'container-oom', { pods: [{ namespace: 'default', name: 'a', uid: pod.metadata.uid }] }, false)
    at(cluster, 15)
    expect(life(cluster, 'a').at(-1)).toMatch(/Failed c\[OOMKilled 137 x0\]$/)
  })
})
