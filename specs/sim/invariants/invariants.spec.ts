import { describe, expect, it } from 'vitest'
import { writeObject } from '../../../src/sim/apiserver/write.js'
import { checkInvariants, invariants } from '../../../src/sim/invariants/registry.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Pod } from '../../../src/sim/api/types.js'
import { advance, create, deployment, getPod, kubectl, newCluster, replicaSet, runPod, silence } from '../controllers/node-room.js'

const broken = (cluster: Cluster): readonly string[] => checkInvariants(cluster).map(({ invariant, message }) => `${invariant}: ${message}`)

function busy(): Cluster {
  const cluster = newCluster()
  const set = replicaSet(cluster, 'web-5d', 2, deployment(cluster, 'web', 2))
  for (const name of ['a', 'b']) runPod(cluster, name, { owner: set })
  runPod(cluster, 'alone', { labels: {} })
  silence(cluster, 'worker-0')
  advance(cluster, 500_000)
  return cluster
}

describe('a cluster as it should be', () => {
  it('breaks nothing', () => {
    expect(broken(busy())).toEqual([])
    expect(new Set(invariants.map(({ name }) => name)).size).toBe(invariants.length)
  })
})

describe('what is broken is found', () => {
  const edit = (change: (pod: Pod) => Pod): readonly string[] => {
    const cluster = busy()
    writeObject(kubectl(cluster), change(getPod(cluster, 'a')!))
    return broken(cluster)
  }

  it('a final phase that is left', () => {
    const cluster = busy()
    writeObject(kubectl(cluster), { ...getPod(cluster, 'a')!, status: { phase: 'Failed' } })
    writeObject(kubectl(cluster), { ...getPod(cluster, 'a')!, status: { phase: 'Running' } })
    expect(broken(cluster)).toEqual(['pod-phases: kubectl took pod default/a from Failed to Running'])
  })

  it('a deletion that is taken back', () => {
    expect(edit(({ metadata: { deletionTimestamp: _, ...metadata }, ...pod }) => ({ ...pod, metadata }))).toEqual(['deletions: kubectl took the deletionTimestamp off Pod default/a'])
  })

  it('one address twice', () => {
    const cluster = newCluster()
    for (const name of ['a', 'b']) {
      const pod = runPod(cluster, name)
      writeObject(kubectl(cluster), { ...pod, status: { ...pod.status, podIP: '10.0.0.1' } })
    }
    expect(broken(cluster)).toEqual(['pod-addresses: pods a and b both have 10.0.0.1'])
  })

  it('an owner of another name', () => {
    expect(edit((pod) => ({ ...pod, metadata: { ...pod.metadata, ownerReferences: [{ ...pod.metadata.ownerReferences![0]!, name: 'other' }] } }))[0])
      .toBe('owners: kubectl gave Pod default/a the owner ReplicaSet other, whose uid is that of ReplicaSet.apps web-5d')
  })

  it('an index that forgot', () => {
    const cluster = busy()
    cluster.store.podsOnNode = () => []
    expect(broken(cluster)).toContain('indexes: pods on worker-0: nothing instead of default/a, default/b, default/alone')
  })

  it('a node that is given more than it has', () => {
    const cluster = newCluster({ nodes: [{ allocatable: { cpu: '250m', memory: '1Gi', pods: '10' } }] })
    for (const name of ['a', 'b', 'c']) {
      const pod = create<Pod>(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', resources: { requests: { cpu: '100m' } } }] } })
      writeObject({ ...kubectl(cluster), by: 'default-scheduler' }, { ...pod, spec: { ...pod.spec, nodeName: 'worker-0' } })
    }
    expect(broken(cluster)).toEqual(['node-capacity: default-scheduler bound pod default/c to worker-0, which has 250m of cpu, not 300m'])
  })

  it('a log that skips', () => {
    const cluster = newCluster()
    cluster.log.append({ ...cluster.log.at(1)!, revision: 99 })
    expect(broken(cluster)[0]).toMatch(/^revisions: entry \d+ has revision 99$/)
  })
})
