import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { ReplicaSet } from '../../../src/sim/api/types.js'
import type { Cluster } from '../../../src/sim/state.js'
import { advance, apply, change, eventsOf, fullCluster, kubectl, podNames, podTemplate } from './full-cluster.js'

const get = (cluster: Cluster): ReplicaSet => cluster.store.get<ReplicaSet>('ReplicationController', 'default/rc')!

function started(): Cluster {
  const cluster = fullCluster()
  apply(cluster, { apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'rc' }, spec: { replicas: 2, template: podTemplate('rc', 'a:1') } })
  advance(cluster, 5_000)
  return cluster
}

describe('a ReplicationController', () => {
  it('keeps as many pods as it should, and selects by the labels of its template when it names no others', () => {
    const cluster = started()
    expect(get(cluster).status).toEqual({ replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 1 })
    expect(eventsOf(cluster, 'ReplicationController', 'rc').every((text) => /^SuccessfulCreate x1: Created pod: rc-\w{5}$/.test(text))).toBe(true)
    change<ReplicaSet>(cluster, 'ReplicationController', 'default/rc', (set) => ({ ...set, spec: { ...set.spec, replicas: 3 } }))
    advance(cluster, 5_000)
    expect(podNames(cluster)).toHaveLength(3)
  })

  it('replaces a pod that is deleted', () => {
    const cluster = started()
    const [first] = podNames(cluster)
    deleteObject(kubectl(cluster), 'Pod', `default/${first}`)
    advance(cluster, 5_000)
    expect(podNames(cluster)).toHaveLength(2)
    expect(podNames(cluster)).not.toContain(first)
  })
})
