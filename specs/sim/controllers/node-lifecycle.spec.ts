import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { forkCluster } from '../../../src/sim/cluster.js'
import { nextInstant } from '../../../src/sim/run.js'
import type { Node, Pod } from '../../../src/sim/api/types.js'
import { advance, change, create, getNode, kubectl, newCluster, podConditionText, postReady, readyText, revive, runPod, said, seconds, silence, taintedAt, taints } from './node-room.js'

const unreachable = ['unreachable:NoSchedule', 'unreachable:NoExecute']
const zoned = (zones: string): { readonly labels: Record<string, string> }[] => [...zones].map((zone) => ({ labels: { 'topology.kubernetes.io/zone': zone } }))

describe('a node whose lease is renewed', () => {
  it('costs nothing', () => {
    const cluster = newCluster()
    advance(cluster, 6_000)
    expect(nextInstant(cluster)).toBeUndefined()
    expect(said(cluster, 'RegisteredNode')).toHaveLength(3)
  })
})

describe('a silent node', () => {
  it('becomes Unknown in the pass that ends the grace after the pass that saw the last renewal', () => {
    const cluster = newCluster()
    advance(cluster, 30_000)
    silence(cluster, 'worker-1') // last renewal at 23.7 s, seen at 28.1 s, as in the recording of node-failure
    advance(cluster, 48_099)
    expect(readyText(cluster, 'worker-1')).toBe('True KubeletReady')
    advance(cluster, 1)
    expect(readyText(cluster, 'worker-1')).toBe('Unknown NodeStatusUnknown')
    expect(getNode(cluster, 'worker-1').status.conditions!.map(({ status, message }) => `${status} ${message}`)).toEqual(Array(4).fill('Unknown Kubelet stopped posting node status.'))
    expect(said(cluster, 'NodeNotReady')).toEqual(['Node/worker-1 Node worker-1 status is now: NodeNotReady'])
  })

  it('keeps its grace from a status that was posted after the last renewal', () => {
    const cluster = newCluster()
    advance(cluster, 30_000)
    silence(cluster, 'worker-1')
    advance(cluster, 10_000)
    postReady(cluster, 'worker-1', 'True') // at 40 s, seen at 43.1 s
    advance(cluster, 53_099)
    expect(readyText(cluster, 'worker-1')).toBe('True KubeletReady')
    advance(cluster, 1)
    expect(readyText(cluster, 'worker-1')).toBe('Unknown NodeStatusUnknown')
  })

  it('has the grace that the flag gives', () => {
    const cluster = newCluster({ flags: { nodeMonitorGracePeriodMs: 16_000 } })
    advance(cluster, 30_000)
    silence(cluster, 'worker-1')
    advance(cluster, 100_000)
    expect(seconds(taintedAt(cluster, 'worker-1', 'unreachable:NoSchedule'))).toBeCloseTo(48.1, 1)
  })

  it('is tainted, and its pods are no longer ready', () => {
    const cluster = newCluster()
    runPod(cluster, 'web')
    runPod(cluster, 'waiting', { ready: false })
    runPod(cluster, 'elsewhere', { node: 'worker-2' })
    silence(cluster, 'worker-0')
    advance(cluster, 60_000)
    expect(taints(cluster, 'worker-0')).toEqual(unreachable)
    expect(getNode(cluster, 'worker-0').spec.taints!.every(({ timeAdded }) => timeAdded !== undefined)).toBe(true)
    expect(podConditionText(cluster, 'web', 'Ready')).toBe('False')
    expect(podConditionText(cluster, 'elsewhere', 'Ready')).toBe('True')
    expect(said(cluster, 'NodeNotReady')).toEqual(['Node/worker-0 Node worker-0 status is now: NodeNotReady', 'Pod/web Node is not ready'])
    const unready = cluster.log.entries.find(({ object }) => object.metadata.name === 'web' && (object as Pod).status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'False') === true)!
    const tainted = cluster.log.entries.find(({ object }) => object.metadata.name === 'worker-0' && (object as Node).spec?.taints !== undefined)!
    expect(tainted.revision).toBeLessThan(unready.revision)
  })

  it('loses NoSchedule at once when it is back, NoExecute in the next pass', () => {
    const cluster = newCluster()
    silence(cluster, 'worker-0')
    advance(cluster, 64_000)
    revive(cluster, 'worker-0')
    advance(cluster, 100)
    expect(taints(cluster, 'worker-0')).toEqual(['unreachable:NoExecute'])
    advance(cluster, 4_000)
    expect(taints(cluster, 'worker-0')).toEqual([])
    advance(cluster, 600_000)
    expect(readyText(cluster, 'worker-0')).toBe('True KubeletReady')
  })

  it('marks a pod that is bound to it later', () => {
    const cluster = newCluster()
    silence(cluster, 'worker-0')
    advance(cluster, 70_000)
    runPod(cluster, 'late')
    advance(cluster, 100)
    expect(podConditionText(cluster, 'late', 'Ready')).toBe('False')
  })

  it('does the same in a fork, at the same time, and not in the other branch', () => {
    const cluster = newCluster()
    advance(cluster, 30_000)
    const fork = forkCluster(cluster)
    silence(fork, 'worker-1')
    advance(cluster, 60_000)
    advance(fork, 60_000)
    expect(readyText(cluster, 'worker-1')).toBe('True KubeletReady')
    expect(readyText(fork, 'worker-1')).toBe('Unknown NodeStatusUnknown')
  })
})

describe('a node that never posted a status', () => {
  const bare = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'ghost' }, spec: {}, status: {} } as never

  it('is given the startup grace from its creation', () => {
    const cluster = newCluster()
    advance(cluster, 5_000)
    create<Node>(cluster, bare)
    advance(cluster, 60_000)
    expect(getNode(cluster, 'ghost').status.conditions).toBeUndefined()
    advance(cluster, 5_000)
    expect(getNode(cluster, 'ghost').status.conditions!.map(({ type, reason }) => `${type} ${reason}`)).toEqual(['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => `${type} NodeStatusNeverUpdated`))
    expect(said(cluster, 'NodeNotReady')).toEqual([])
  })
})

describe('a node whose kubelet says it is not ready', () => {
  it('is tainted not-ready, and unreachable instead once it falls silent', () => {
    const cluster = newCluster()
    runPod(cluster, 'web')
    postReady(cluster, 'worker-0', 'False')
    advance(cluster, 10_000)
    expect(taints(cluster, 'worker-0')).toEqual(['not-ready:NoSchedule', 'not-ready:NoExecute'])
    expect(said(cluster, 'NodeNotReady')).toEqual([])
    expect(podConditionText(cluster, 'web', 'Ready')).toBe('True')
    silence(cluster, 'worker-0')
    advance(cluster, 70_000)
    expect(new Set(taints(cluster, 'worker-0'))).toEqual(new Set(unreachable))
  })
})

describe('taints of conditions and of spec.unschedulable', () => {
  it('follow them', () => {
    const cluster = newCluster()
    change<Node>(cluster, 'Node', 'worker-0', (node) => ({ ...node, spec: { ...node.spec, unschedulable: true } }))
    advance(cluster, 10)
    expect(taints(cluster, 'worker-0')).toEqual(['unschedulable:NoSchedule'])
    change<Node>(cluster, 'Node', 'worker-0', ({ spec: { unschedulable: _, ...spec }, ...node }) => ({ ...node, spec }))
    advance(cluster, 10)
    expect(taints(cluster, 'worker-0')).toEqual([])
  })

  it('leave the taints of others alone', () => {
    const cluster = newCluster({ nodes: [{ taints: [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }] }, {}] })
    silence(cluster, 'worker-0')
    advance(cluster, 60_000)
    expect(taints(cluster, 'worker-0')).toEqual(['gpu:NoSchedule', ...unreachable])
  })
})

describe('NoExecute taints', () => {
  it('come one in ten seconds in a zone', () => {
    const cluster = newCluster({ nodes: Array.from({ length: 8 }, () => ({})) })
    advance(cluster, 30_000)
    for (const node of ['worker-0', 'worker-1']) silence(cluster, node)
    advance(cluster, 120_000)
    const [first, second] = ['worker-0', 'worker-1'].map((node) => taintedAt(cluster, node, 'unreachable:NoExecute')!)
    expect(seconds(second! - first!)).toBeCloseTo(10, 0)
    expect(taintedAt(cluster, 'worker-0', 'unreachable:NoSchedule')).toBe(taintedAt(cluster, 'worker-1', 'unreachable:NoSchedule'))
  })

  it('do not come in a small zone where more than half is silent', () => {
    const cluster = newCluster({ nodes: Array.from({ length: 5 }, () => ({})) })
    for (const node of ['worker-0', 'worker-1', 'worker-2']) silence(cluster, node)
    advance(cluster, 300_000)
    expect(taints(cluster, 'worker-0')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute'].slice(0, 1))
    expect(readyText(cluster, 'worker-0')).toBe('Unknown NodeStatusUnknown')
  })

  it('come slowly in a large one', () => {
    const cluster = newCluster({ nodes: Array.from({ length: 60 }, () => ({})) })
    for (let i = 0; i < 36; i++) silence(cluster, `worker-${i}`)
    advance(cluster, 300_000)
    const tainted = Array.from({ length: 36 }, (_, i) => taintedAt(cluster, `worker-${i}`, 'unreachable:NoExecute')).filter((at) => at !== undefined)
    expect(tainted).toHaveLength(3) // at about 53, 153 and 253 s
  })

  it('come in a zone that is dark altogether while another is not', () => {
    const cluster = newCluster({ nodes: zoned('aab') })
    for (const node of ['worker-0', 'worker-1']) silence(cluster, node)
    advance(cluster, 120_000)
    expect(taints(cluster, 'worker-0')).toEqual(unreachable)
    expect(taints(cluster, 'worker-1')).toEqual(unreachable)
  })

  it('go when all zones are dark, and come again when one is not', () => {
    const cluster = newCluster({ nodes: zoned('ab') })
    silence(cluster, 'worker-0')
    advance(cluster, 100_000)
    expect(taints(cluster, 'worker-0')).toEqual(unreachable)
    silence(cluster, 'worker-1')
    advance(cluster, 100_000)
    expect(taints(cluster, 'worker-0')).toEqual(['unreachable:NoSchedule'])
    expect(taints(cluster, 'worker-1')).toEqual(['unreachable:NoSchedule'])
    revive(cluster, 'worker-1')
    advance(cluster, 30_000)
    expect(taints(cluster, 'worker-0')).toEqual(unreachable)
    expect(taints(cluster, 'worker-1')).toEqual([])
  })

  it('never come when the only node is silent', () => {
    const cluster = newCluster({ nodes: [{}] })
    silence(cluster, 'worker-0')
    advance(cluster, 900_000)
    expect(taints(cluster, 'worker-0')).toEqual(['unreachable:NoSchedule'])
  })
})

describe('a node that is deleted', () => {
  it('is said to be removed in the next pass', () => {
    const cluster = newCluster()
    deleteObject(kubectl(cluster), 'Node', 'worker-1')
    advance(cluster, 5_000)
    expect(said(cluster, 'RemovingNode')).toEqual(['Node/worker-1 Node worker-1 event: Removing Node worker-1 from Controller'])
  })
})
