import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { PersistentVolumeClaim, Pod } from '../../../src/sim/api/types.js'
import { advance, apply, change, eventsOf, fullCluster, kubectl, podNamed, podTemplate } from './full-cluster.js'

const claimSpec = { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
const claimNamed = (cluster: Cluster, name: string): PersistentVolumeClaim | undefined => cluster.store.get<PersistentVolumeClaim>('PersistentVolumeClaim', `default/${name}`)

function addPod(cluster: Cluster, name: string, volume: object, spec: object = {}, metadata: object = {}): void {
  const { spec: template } = podTemplate('web', 'web:1') as { readonly spec: { readonly containers: readonly object[] } }
  const containers = template.containers.map((container) => ({ ...container, volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] }))
  apply(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec: { ...template, containers, volumes: [{ name: 'scratch', ...volume }], ...spec } })
}
const ephemeral = (metadata?: object): object => ({ ephemeral: { volumeClaimTemplate: { ...(metadata === undefined ? {} : { metadata }), spec: claimSpec } } })

function started(): Cluster {
  const cluster = fullCluster()
  apply(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'csi.example.com' })
  return cluster
}
const isUp = (cluster: Cluster, name: string): boolean => podNamed(cluster, name).status.phase === 'Running'

describe('an ephemeral volume', () => {
  it('has a claim that its pod owns and takes along', () => {
    const cluster = started()
    addPod(cluster, 'p', ephemeral({ labels: { kind: 'scratch' }, annotations: { note: 'mine' } }))
    advance(cluster, 20_000)
    expect(claimNamed(cluster, 'p-scratch')).toMatchObject({
      metadata: { labels: { kind: 'scratch' }, annotations: { note: 'mine' }, ownerReferences: [{ kind: 'Pod', name: 'p', uid: podNamed(cluster, 'p').metadata.uid, controller: true, blockOwnerDeletion: true }] },
      spec: { volumeMode: 'Filesystem' }, status: { phase: 'Bound' },
    })
    expect(isUp(cluster, 'p')).toBe(true)
    deleteObject(kubectl(cluster), 'Pod', 'default/p')
    advance(cluster, 40_000)
    expect(claimNamed(cluster, 'p-scratch')).toBeUndefined()
    expect(cluster.store.count('PersistentVolume')).toBe(0)
  })

  it('does not take a claim of its name that is not its own, and says so until that is gone', () => {
    const cluster = started()
    apply(cluster, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p-scratch' }, spec: claimSpec })
    addPod(cluster, 'p', ephemeral())
    advance(cluster, 3_000)
    expect(eventsOf(cluster, 'Pod', 'p').find((text) => text.startsWith('FailedBinding'))).toMatch(/^FailedBinding x\d+: ephemeral volume scratch: PVC default\/p-scratch was not created for pod default\/p \(pod is not owner\)$/)
    expect(podNamed(cluster, 'p').status.conditions?.[0]?.message).toBe('0/3 nodes are available: PVC default/p-scratch was not created for pod default/p (pod is not owner). not found')
    deleteObject(kubectl(cluster), 'PersistentVolumeClaim', 'default/p-scratch')
    advance(cluster, 30_000)
    expect(claimNamed(cluster, 'p-scratch')?.metadata.ownerReferences?.[0]?.name).toBe('p')
    expect(isUp(cluster, 'p')).toBe(true)
  })

  it('keeps its claim from whoever deletes it, as long as its pod runs', () => {
    const cluster = started()
    addPod(cluster, 'p', ephemeral())
    advance(cluster, 20_000)
    deleteObject(kubectl(cluster), 'PersistentVolumeClaim', 'default/p-scratch')
    advance(cluster, 20_000)
    expect(claimNamed(cluster, 'p-scratch')?.metadata.deletionTimestamp).toBeDefined()
  })

  it('lets its claim go when its pod is shut down, even if a finalizer keeps that', () => {
    const cluster = started()
    addPod(cluster, 'p', ephemeral(), {}, { finalizers: ['example.com/hold'] })
    advance(cluster, 20_000)
    deleteObject(kubectl(cluster), 'PersistentVolumeClaim', 'default/p-scratch')
    deleteObject(kubectl(cluster), 'Pod', 'default/p')
    advance(cluster, 60_000)
    expect(podNamed(cluster, 'p').metadata.deletionGracePeriodSeconds).toBe(0)
    expect(claimNamed(cluster, 'p-scratch')).toBeUndefined()
    change<Pod>(cluster, 'Pod', 'default/p', ({ metadata: { finalizers: _, ...metadata }, ...pod }) => ({ ...pod, metadata }))
    expect(podNamed(cluster, 'p')).toBeUndefined()
  })
})

describe('a kubelet', () => {
  const mounts = (cluster: Cluster, name: string): readonly string[] => eventsOf(cluster, 'Pod', name).filter((text) => text.startsWith('FailedMount'))
  const failed = (count: number, why: string): string =>
    `FailedMount x${count}: Unable to attach or mount volumes: unmounted volumes=[scratch], unattached volumes=[], failed to process volumes=[scratch]: ${why}`

  it('tries again every 10 seconds while a claim is not there or not bound', () => {
    const cluster = fullCluster()
    addPod(cluster, 'lost', { persistentVolumeClaim: { claimName: 'nowhere' } }, { nodeName: 'worker-0' })
    addPod(cluster, 'waiting', ephemeral(), { nodeName: 'worker-0' })
    advance(cluster, 25_000)
    expect(mounts(cluster, 'lost')).toEqual([failed(3, 'error processing PVC default/nowhere: failed to fetch PVC from API server: persistentvolumeclaims "nowhere" not found')])
    expect(mounts(cluster, 'waiting')).toEqual([failed(3, 'error processing PVC default/waiting-scratch: PVC is not bound')])
    apply(cluster, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'fast', hostPath: { path: '/v' } } })
    advance(cluster, 30_000)
    expect(isUp(cluster, 'waiting')).toBe(true)
    expect(podNamed(cluster, 'lost').status.phase).toBe('Pending')
  })

  it('mounts no disk, and gives no file system as a device', () => {
    const cluster = started()
    apply(cluster, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'disk' }, spec: { ...claimSpec, volumeMode: 'Block' } })
    advance(cluster, 5_000)
    addPod(cluster, 'p', { persistentVolumeClaim: { claimName: 'disk' } }, { nodeName: 'worker-0' })
    advance(cluster, 5_000)
    expect(mounts(cluster, 'p')).toEqual([failed(1, 'volume scratch has volumeMode Block, but is specified in volumeMounts')])
  })
})
