import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { ConfigMap, Namespace, Pod } from '../../../src/sim/api/types.js'
import { advance, change, conditionText, create, deployment, kubectl, newCluster } from './workloads.js'

const get = (cluster: Cluster): Namespace => cluster.store.get<Namespace>('Namespace', 'temp')!

function started(): Cluster {
  const cluster = newCluster()
  create(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'temp' } })
  advance(cluster, 1000)
  return cluster
}

const end = (cluster: Cluster): void => void deleteObject(kubectl(cluster), 'Namespace', 'temp')

describe('a new namespace', () => {
  it('gets its account and the certificate authority', () => {
    const cluster = started()
    expect(cluster.store.get('ServiceAccount', 'temp/default')).toBeDefined()
    expect(cluster.store.get('ConfigMap', 'temp/kube-root-ca.crt')?.metadata.annotations).toHaveProperty(['kubernetes.io/description'])
  })

  it('gets them again when they are deleted or changed', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'ServiceAccount', 'temp/default')
    change<ConfigMap>(cluster, 'ConfigMap', 'temp/kube-root-ca.crt', (map) => ({ ...map, data: { 'ca.crt': 'other' } }))
    advance(cluster, 1000)
    expect(cluster.store.get('ServiceAccount', 'temp/default')).toBeDefined()
    expect(cluster.store.get<ConfigMap>('ConfigMap', 'temp/kube-root-ca.crt')!.data).toEqual({ 'ca.crt': '' })
  })
})

describe('a deleted namespace', () => {
  it('is emptied after five seconds, pods first', () => {
    const cluster = started()
    const web = deployment('web', { replicas: 1 })
    create(cluster, { ...web, metadata: { ...web.metadata, namespace: 'temp' } })
    advance(cluster, 5000)
    end(cluster)
    const begin = cluster.now
    advance(cluster, 4990)
    expect(get(cluster).status).toMatchObject({ phase: 'Terminating' })
    expect(get(cluster).status!.conditions).toBeUndefined()
    advance(cluster, 100)
    expect(get(cluster).status!.conditions!.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'NamespaceDeletionDiscoveryFailure=False', 'NamespaceDeletionGroupVersionParsingFailure=False', 'NamespaceDeletionContentFailure=False',
      'NamespaceContentRemaining=False', 'NamespaceFinalizersRemaining=False',
    ])
    advance(cluster, 10_000)
    expect(get(cluster)).toBeUndefined()
    const gone = cluster.log.entries.filter((entry) => entry.type === 'DELETED' && entry.kind !== 'Event')
    expect(gone.map((entry) => entry.kind).slice(0, 1)).toEqual(['Pod'])
    expect(gone.at(-1)!.kind).toBe('Namespace')
    // Five seconds until the first pass, and five after what that pass changed.
    expect(gone.at(-1)!.at - begin).toBeGreaterThanOrEqual(10_000)
    expect(gone.at(-1)!.at - begin).toBeLessThan(10_100)
    expect([...cluster.store.list('Event')].filter(({ metadata }) => metadata.namespace === 'temp')).toHaveLength(0)
  })

  it('waits for what finalizers hold, and says what it is', () => {
    const cluster = started()
    create(cluster, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', namespace: 'temp', finalizers: ['example.com/hold'] } })
    end(cluster)
    advance(cluster, 6000)
    expect(conditionText(get(cluster), 'NamespaceContentRemaining')).toBe('True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances')
    expect(conditionText(get(cluster), 'NamespaceFinalizersRemaining')).toBe(
      'True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances')
    change<ConfigMap>(cluster, 'ConfigMap', 'temp/held', (map) => ({ ...map, metadata: { ...map.metadata, finalizers: [] } }))
    advance(cluster, 20_000)
    expect(get(cluster)).toBeUndefined()
  })

  it('takes nothing new in', () => {
    const cluster = started()
    end(cluster)
    expect(() => create<Pod>(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'late', namespace: 'temp' }, spec: { containers: [] } }))
      .toThrow('pods "late" is forbidden: unable to create new content in namespace temp because it is being terminated')
  })
})
