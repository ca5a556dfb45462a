import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../src/sim/api/types.js'
import type { Cluster } from '../../../src/sim/state.js'
import { advance, apply, eventsOf, fullCluster, kubectl, podNamed, podTemplate } from './full-cluster.js'

const claimNamed = (cluster: Cluster, name: string): PersistentVolumeClaim | undefined => cluster.store.get<PersistentVolumeClaim>('PersistentVolumeClaim', `default/${name}`)
const volumeNamed = (cluster: Cluster, name: string): PersistentVolume | undefined => cluster.store.get<PersistentVolume>('PersistentVolume', name)
const addVolume = (cluster: Cluster, name: string, storage: string, spec: object = {}): void => void apply(cluster, {
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', hostPath: { path: `/data/${name}` }, ...spec },
})
const addClaim = (cluster: Cluster, name: string, storage: string, spec: object = {}): void => void apply(cluster, {
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec: { storageClassName: 'manual', accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec },
})
const addClass = (cluster: Cluster, name: string, fields: object): void => void apply(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner: 'csi.example.com', ...fields })
function addPod(cluster: Cluster, name: string, claimName: string): void {
  const { spec } = podTemplate('web', 'web:1') as { readonly spec: object }
  apply(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { ...spec, volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] } })
}
const local = { storageClassName: 'local', nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-1'] }] }] } } }

describe('a claim', () => {
  it('binds to the smallest volume that is large enough', () => {
    const cluster = fullCluster()
    for (const [name, size] of [['small', '1Gi'], ['huge', '100Gi'], ['right', '10Gi']] as const) addVolume(cluster, name, size)
    advance(cluster, 100)
    addClaim(cluster, 'c', '2Gi')
    advance(cluster, 100)
    expect(claimNamed(cluster, 'c')).toMatchObject({ spec: { volumeName: 'right' }, status: { phase: 'Bound', capacity: { storage: '10Gi' } } })
    expect(volumeNamed(cluster, 'right')).toMatchObject({ spec: { claimRef: { name: 'c' } }, status: { phase: 'Bound' } })
    expect(volumeNamed(cluster, 'small')?.status.phase).toBe('Available')
  })

  it('says every 15 seconds why it still waits', () => {
    const cluster = fullCluster()
    addClaim(cluster, 'c', '1Gi')
    addClaim(cluster, 'classless', '1Gi', { storageClassName: '' })
    advance(cluster, 24_000)
    expect(eventsOf(cluster, 'PersistentVolumeClaim', 'c')).toEqual(['ProvisioningFailed x3: storageclass.storage.k8s.io "manual" not found'])
    expect(eventsOf(cluster, 'PersistentVolumeClaim', 'classless')).toEqual(['FailedBinding x3: no persistent volumes available for this claim and no storage class is set'])
  })

  it('without a class gets the default that comes later with the next pass, and its volume at once', () => {
    const cluster = fullCluster()
    addClaim(cluster, 'c', '1Gi', { storageClassName: undefined })
    advance(cluster, 10_000)
    apply(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'std', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'kubernetes.io/no-provisioner' })
    addVolume(cluster, 'v', '1Gi', { storageClassName: 'std' })
    advance(cluster, 13_000)
    expect(claimNamed(cluster, 'c')!.spec.storageClassName).toBeUndefined()
    advance(cluster, 1_000)
    expect(claimNamed(cluster, 'c')).toMatchObject({ spec: { storageClassName: 'std', volumeName: 'v' }, status: { phase: 'Bound' } })
  })

  it('says why the volume that it names will not do', () => {
    const cluster = fullCluster()
    addVolume(cluster, 'small', '1Gi')
    advance(cluster, 100)
    addClaim(cluster, 'c', '2Gi', { volumeName: 'small' })
    advance(cluster, 100)
    expect(eventsOf(cluster, 'PersistentVolumeClaim', 'c')).toEqual(['VolumeMismatch x1: Cannot bind to requested volume "small": requested PV is too small'])
  })

  it('gets a volume made by the provisioner of its class, which goes with it', () => {
    const cluster = fullCluster()
    addClass(cluster, 'fast', {})
    addClaim(cluster, 'c', '2Gi', { storageClassName: 'fast' })
    advance(cluster, 3_000)
    const name = claimNamed(cluster, 'c')?.spec.volumeName ?? ''
    expect(volumeNamed(cluster, name)).toMatchObject({ spec: { capacity: { storage: '2Gi' }, persistentVolumeReclaimPolicy: 'Delete' }, status: { phase: 'Bound' } })
    deleteObject(kubectl(cluster), 'PersistentVolumeClaim', 'default/c')
    advance(cluster, 3_000)
    expect(volumeNamed(cluster, name)).toBeUndefined()
  })

  it('is kept while a pod uses it; then its volume is released', () => {
    const cluster = fullCluster()
    addVolume(cluster, 'v', '1Gi')
    addClaim(cluster, 'c', '1Gi')
    addPod(cluster, 'web', 'c')
    advance(cluster, 5_000)
    deleteObject(kubectl(cluster), 'PersistentVolumeClaim', 'default/c')
    advance(cluster, 5_000)
    expect(claimNamed(cluster, 'c')?.metadata.deletionTimestamp).toBeDefined()
    deleteObject(kubectl(cluster), 'Pod', 'default/web')
    advance(cluster, 5_000)
    expect(claimNamed(cluster, 'c')).toBeUndefined()
    const ends = cluster.log.entries.filter(({ type, key }) => type === 'DELETED' && (key === 'default/c' || key === 'default/web')).map(({ at }) => at)
    expect(ends[1]! - ends[0]!).toBe(10)
    expect(volumeNamed(cluster, 'v')?.status.phase).toBe('Released')
  })

  it('keeps its volume, even when someone deletes that', () => {
    const cluster = fullCluster()
    addVolume(cluster, 'v', '1Gi')
    addClaim(cluster, 'c', '1Gi')
    advance(cluster, 20_000)
    deleteObject(kubectl(cluster), 'PersistentVolume', 'v')
    advance(cluster, 1_000)
    expect(volumeNamed(cluster, 'v')?.metadata.deletionTimestamp).toBeDefined()
    expect(claimNamed(cluster, 'c')?.status.phase).toBe('Bound')
  })
})

describe('a claim that waits for its first consumer', () => {
  it('gets the volume of the node on which its pod can run', () => {
    const cluster = fullCluster()
    addClass(cluster, 'local', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' })
    addVolume(cluster, 'v', '1Gi', local)
    addClaim(cluster, 'c', '1Gi', { storageClassName: 'local' })
    advance(cluster, 1_000)
    expect(eventsOf(cluster, 'PersistentVolumeClaim', 'c')).toEqual(['WaitForFirstConsumer x1: waiting for first consumer to be created before binding'])
    addPod(cluster, 'web', 'c')
    advance(cluster, 5_000)
    expect(podNamed(cluster, 'web').spec.nodeName).toBe('worker-1')
    expect(claimNamed(cluster, 'c')?.spec.volumeName).toBe('v')
  })

  it('is looked at before a pod that comes right after it, and after one that came before', () => {
    const cluster = fullCluster()
    addClass(cluster, 'local', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' })
    addPod(cluster, 'early', 'b')
    for (const name of ['a', 'b']) addClaim(cluster, name, '1Gi', { storageClassName: 'local' })
    addPod(cluster, 'web', 'a')
    advance(cluster, 1_000)
    expect(eventsOf(cluster, 'PersistentVolumeClaim', 'a')).toEqual(['WaitForFirstConsumer x1: waiting for first consumer to be created before binding'])
    expect(eventsOf(cluster, 'PersistentVolumeClaim', 'b')).toEqual(['WaitForPodScheduled x1: waiting for pod early to be scheduled'])
    advance(cluster, 8_000)
    expect(eventsOf(cluster, 'PersistentVolumeClaim', 'a')).toContain('WaitForPodScheduled x1: waiting for pod web to be scheduled')
  })

  it('and whose volume was made for it is in the way of the volume controller, once', () => {
    const cluster = fullCluster()
    addClass(cluster, 'local', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' })
    addClaim(cluster, 'c', '1Gi', { storageClassName: 'local' })
    addPod(cluster, 'web', 'c')
    advance(cluster, 1_000)
    addVolume(cluster, 'v', '1Gi', { ...local, claimRef: { namespace: 'default', name: 'c' } })
    advance(cluster, 20)
    const { reason, message } = podNamed(cluster, 'web').status.conditions!.find(({ type }) => type === 'PodScheduled')!
    expect([reason, message]).toEqual(['SchedulerError', 'running PreBind plugin "VolumeBinding": Operation cannot be fulfilled on persistentvolumes "v": '
      + 'the object has been modified; please apply your changes to the latest version and try again'])
    expect(podNamed(cluster, 'web').spec.nodeName).toBeUndefined()
    advance(cluster, 5_000)
    expect([podNamed(cluster, 'web').spec.nodeName, claimNamed(cluster, 'c')?.status.phase]).toEqual(['worker-1', 'Bound'])
  })

  it('shares no volume with another one', () => {
    const cluster = fullCluster()
    addClass(cluster, 'local', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' })
    addVolume(cluster, 'v', '1Gi', local)
    advance(cluster, 100)
    for (const name of ['a', 'b']) addClaim(cluster, name, '1Gi', { storageClassName: 'local' })
    for (const name of ['a', 'b']) addPod(cluster, name, name)
    advance(cluster, 5_000)
    expect(['a', 'b'].map((name) => podNamed(cluster, name).spec.nodeName)).toEqual(['worker-1', undefined])
    expect(podNamed(cluster, 'b').status.conditions?.[0]?.message).toContain("3 node(s) didn't find available persistent volumes to bind")
  })

  it('has a volume made where its pod is', () => {
    const cluster = fullCluster()
    addClass(cluster, 'fast', { volumeBindingMode: 'WaitForFirstConsumer' })
    addClaim(cluster, 'c', '1Gi', { storageClassName: 'fast' })
    advance(cluster, 3_000)
    expect(claimNamed(cluster, 'c')?.status.phase).toBe('Pending')
    addPod(cluster, 'web', 'c')
    advance(cluster, 5_000)
    expect(claimNamed(cluster, 'c')?.metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe(podNamed(cluster, 'web').spec.nodeName)
    expect(claimNamed(cluster, 'c')?.status.phase).toBe('Bound')
  })
})
