import { describe, expect, it } from 'vitest'
import { defaultControllerOptions } from '../../../src/sim/cluster.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateStatus } from '../../../src/sim/apiserver/update.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Node, Pod } from '../../../src/sim/api/types.js'
import { advance, change, conditionText, create, kubectl, newCluster, pod, pods, withoutNodes } from './workloads.js'

function podOn(cluster: Cluster, name: string, nodeName: string | undefined, phase = 'Running', extra: Partial<Pod['metadata']> = {}): void {
  const draft = pod(name, {}, extra)
  const created = create<Pod>(cluster, { ...draft, spec: { ...draft.spec, ...(nodeName === undefined ? {} : { nodeName }) } })
  updateStatus(kubectl(cluster), created, { ...created.status, phase })
}

describe('pods that no kubelet takes away', () => {
  it('go once their node has been missing for forty seconds, at a pass', () => {
    const cluster = newCluster(withoutNodes)
    advance(cluster, 5000)
    podOn(cluster, 'lost', 'nowhere')
    advance(cluster, 47_990)
    expect(pods(cluster)).toHaveLength(1)
    advance(cluster, 10)
    // Passes come at 13, 33 and 53 s.
    expect(pods(cluster)).toHaveLength(0)
    const failed = cluster.log.entries.filter((entry) => entry.kind === 'Pod' && entry.type === 'MODIFIED').map((entry) => entry.object as Pod).find((own) => own.status.phase === 'Failed')
    expect(conditionText(failed, 'DisruptionTarget')).toBe('True DeletionByPodGC: PodGC: node no longer exists')
  })

  it('go after their node is deleted, but not when it comes back', () => {
    const cluster = newCluster(withoutNodes)
    podOn(cluster, 'a', 'worker-0')
    podOn(cluster, 'b', 'worker-1')
    advance(cluster, 60_000)
    const node = cluster.store.get<Node>('Node', 'worker-1')!
    deleteObject(kubectl(cluster), 'Node', 'worker-0')
    deleteObject(kubectl(cluster), 'Node', 'worker-1')
    advance(cluster, 20_000)
    create<Node>(cluster, node)
    advance(cluster, 40_000)
    expect(pods(cluster).map((own) => own.metadata.name)).toEqual(['b'])
  })

  it('go from a node out of service', () => {
    const cluster = newCluster(withoutNodes)
    podOn(cluster, 'a', 'worker-0')
    deleteObject(kubectl(cluster), 'Pod', 'default/a')
    advance(cluster, 30_000)
    expect(pods(cluster)).toHaveLength(1)
    change<Node>(cluster, 'Node', 'worker-0', (node) => ({ ...node, spec: { ...node.spec, taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] } }))
    advance(cluster, 30_000)
    expect(pods(cluster)).toHaveLength(1)
    const node = cluster.store.get<Node>('Node', 'worker-0')!
    updateStatus(kubectl(cluster), node, { ...node.status, conditions: [{ type: 'Ready', status: 'Unknown' }] })
    advance(cluster, 20_000)
    expect(pods(cluster)).toHaveLength(0)
  })

  it('go when there are too many that have ended, evicted ones first', () => {
    const cluster = newCluster(withoutNodes, { controllers: { ...defaultControllerOptions, terminatedPodGcThreshold: 2 } })
    for (const name of ['a', 'b', 'c']) podOn(cluster, name, 'worker-0', 'Succeeded')
    podOn(cluster, 'evicted', 'worker-0', 'Failed')
    const evicted = cluster.store.get<Pod>('Pod', 'default/evicted')!
    updateStatus(kubectl(cluster), evicted, { ...evicted.status, reason: 'Evicted' })
    advance(cluster, 20_000)
    expect(pods(cluster).map((own) => own.metadata.name)).toEqual(['b', 'c'])
  })

  it('cost nothing when there are none', () => {
    const cluster = newCluster(withoutNodes)
    podOn(cluster, 'a', 'worker-0')
    advance(cluster, 1000)
    const before = cluster.handledEvents
    advance(cluster, 24 * 3_600_000)
    expect(cluster.handledEvents).toBe(before)
  })
})
