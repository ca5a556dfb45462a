import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { ConfigMap, KubeObject, OwnerReference, Pod } from '../../../src/sim/api/types.js'
import { apply, fullCluster } from './full-cluster.js'
import { advance, change, create, deployment, eventTexts, getDeployment, kubectl, newCluster, pods, replicaSets } from './workloads.js'

const started = (): Cluster => {
  const cluster = newCluster()
  create(cluster, deployment('web'))
  advance(cluster, 10_000)
  return cluster
}

const configMap = (cluster: Cluster, name: string, owners: readonly (Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'> & Partial<OwnerReference>)[] = [], namespace = 'default'): ConfigMap =>
  create<ConfigMap>(cluster, {
    apiVersion: 'v1', kind: 'ConfigMap',
    metadata: {
      name, namespace,
      ownerReferences: owners.map(({ apiVersion, kind, metadata, blockOwnerDeletion }) =>
        ({ apiVersion, kind, name: metadata.name, uid: metadata.uid, ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }) })),
    },
  })

const names = (cluster: Cluster): readonly string[] =>
  [...cluster.store.list<ConfigMap>('ConfigMap')].map(({ metadata }) => metadata.name).filter((name) => name !== 'kube-root-ca.crt')

const remove = (cluster: Cluster, name: string, propagation: 'Background' | 'Foreground' | 'Orphan' = 'Background'): void => {
  expect(deleteObject(kubectl(cluster), 'ConfigMap', `default/${name}`, { propagation }).ok).toBe(true)
}

describe('deletion', () => {
  it('in the background takes the owner at once and the rest soon', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'Deployment.apps', 'default/web', { propagation: 'Background' })
    expect(getDeployment(cluster, 'web')).toBeUndefined()
    expect(replicaSets(cluster)).toHaveLength(1)
    advance(cluster, 20)
    expect(replicaSets(cluster)).toHaveLength(0)
    expect(pods(cluster).every((pod) => pod.metadata.deletionTimestamp !== undefined)).toBe(true)
    advance(cluster, 5000)
    expect(pods(cluster)).toHaveLength(0)
  })

  it('in the foreground takes the owner last', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'Deployment.apps', 'default/web', { propagation: 'Foreground' })
    advance(cluster, 1000)
    expect(getDeployment(cluster, 'web').metadata.finalizers).toEqual(['foregroundDeletion'])
    expect(replicaSets(cluster)[0]!.metadata.finalizers).toEqual(['foregroundDeletion'])
    expect(getDeployment(cluster, 'web').status).toMatchObject({ observedGeneration: 2, terminatingReplicas: 3, unavailableReplicas: 3 })
    advance(cluster, 5000)
    const gone = cluster.log.entries.filter((entry) => entry.type === 'DELETED').map((entry) => entry.object.kind)
    expect(gone).toEqual(['Pod', 'Pod', 'Pod', 'ReplicaSet', 'Deployment'])
  })

  it('can leave orphans', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'Deployment.apps', 'default/web', { propagation: 'Orphan' })
    advance(cluster, 5000)
    expect(getDeployment(cluster, 'web')).toBeUndefined()
    expect(replicaSets(cluster)[0]!.metadata.ownerReferences).toBeUndefined()
    expect(pods(cluster).every((pod) => pod.metadata.deletionTimestamp === undefined && pod.metadata.ownerReferences !== undefined)).toBe(true)
  })
})

describe('what has owners', () => {
  it('stays while one is left, without the references to the others', () => {
    const cluster = newCluster()
    const [a, b] = [configMap(cluster, 'a'), configMap(cluster, 'b')]
    configMap(cluster, 'child', [a, b])
    remove(cluster, 'a')
    advance(cluster, 100)
    expect(cluster.store.get('ConfigMap', 'default/child')?.metadata.ownerReferences).toMatchObject([{ name: 'b' }])
    remove(cluster, 'b')
    advance(cluster, 100)
    expect(names(cluster)).toEqual([])
  })

  it('goes when its owner never was, or is another of the same name', () => {
    const cluster = newCluster()
    const a = configMap(cluster, 'a')
    configMap(cluster, 'child', [{ ...a, metadata: { ...a.metadata, uid: 'of another life' } }])
    configMap(cluster, 'lost', [{ ...a, metadata: { ...a.metadata, name: 'nobody' } }])
    advance(cluster, 100)
    expect(names(cluster)).toEqual(['a'])
  })

  it('is bound before it goes, if it is a pod whose owner never was', () => {
    const cluster = fullCluster(['worker-0'])
    apply<Pod>(cluster, {
      apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'c', image: 'web:1' }], terminationGracePeriodSeconds: 5 },
      metadata: { name: 'foreign', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'never', uid: 'never', controller: true }] },
    })
    advance(cluster, 5_000)
    const seen = cluster.log.entries.filter(({ kind, object }) => kind === 'Pod' && object.metadata.name === 'foreign').map(({ type, by, object }) => [type, by, (object as Pod).status.phase])
    expect(seen.slice(0, 3).map(([, by]) => by)).toEqual(['kubectl', 'default-scheduler', 'garbage-collector-controller'])
    expect(seen.at(-1)).toEqual(['DELETED', 'kubelet@worker-0', 'Failed'])
  })

  it('stays when its owner is of a kind that nobody knows', () => {
    const cluster = newCluster()
    const a = configMap(cluster, 'a')
    configMap(cluster, 'child', [{ ...a, apiVersion: 'example.com/v1', kind: 'Widget' }])
    advance(cluster, 100)
    expect(names(cluster)).toEqual(['a', 'child'])
  })

  it('cannot be owned from another namespace', () => {
    const cluster = newCluster()
    const a = configMap(cluster, 'a')
    configMap(cluster, 'child', [a], 'kube-public')
    advance(cluster, 100)
    expect(names(cluster)).toEqual(['a'])
    expect(eventTexts(cluster, 'OwnerRefInvalidNamespace')).toEqual([`ownerRef [v1/ConfigMap, namespace: kube-public, name: a, uid: ${a.metadata.uid}] does not exist in namespace "kube-public"`])
  })

  it('holds its owner only where it blocks it', () => {
    const cluster = newCluster()
    const a = configMap(cluster, 'a')
    configMap(cluster, 'free', [a])
    const held = configMap(cluster, 'blocking', [{ ...a, blockOwnerDeletion: true }])
    change<ConfigMap>(cluster, 'ConfigMap', 'default/blocking', (own) => ({ ...own, metadata: { ...own.metadata, finalizers: ['example.com/hold'] } }))
    remove(cluster, 'a', 'Foreground')
    advance(cluster, 1000)
    expect(names(cluster)).toEqual(['a', 'blocking'])
    change<ConfigMap>(cluster, 'ConfigMap', `default/${held.metadata.name}`, (own) => ({ ...own, metadata: { ...own.metadata, finalizers: [] } }))
    advance(cluster, 1000)
    expect(names(cluster)).toEqual([])
  })

  it('may be a circle', () => {
    const cluster = newCluster()
    const a = configMap(cluster, 'a')
    const b = configMap(cluster, 'b', [{ ...a, blockOwnerDeletion: true }])
    change<ConfigMap>(cluster, 'ConfigMap', 'default/a', (own) => ({
      ...own, metadata: { ...own.metadata, ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'b', uid: b.metadata.uid, blockOwnerDeletion: true }] },
    }))
    remove(cluster, 'a', 'Foreground')
    advance(cluster, 1000)
    expect(names(cluster)).toEqual([])
  })
})
