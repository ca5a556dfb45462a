import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { ControllerRevision, PersistentVolumeClaim, PodDisruptionBudget, StatefulSet } from '../../../src/sim/api/types.js'
import { forkCluster } from '../../../src/sim/cluster.js'
import type { Cluster } from '../../../src/sim/state.js'
import { advance, apply, change, eventsOf, fullCluster, imageOf, kubectl, podNamed, podNames, podTemplate } from './full-cluster.js'

const get = (cluster: Cluster): StatefulSet => cluster.store.get<StatefulSet>('StatefulSet.apps', 'default/db')!
const edit = (cluster: Cluster, spec: object): void => change<StatefulSet>(cluster, 'StatefulSet.apps', 'default/db', (set) => ({ ...set, spec: { ...set.spec, ...spec } }))
const setImage = (cluster: Cluster, image: string, partition = 0): void =>
  edit(cluster, { template: podTemplate('db', image), updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } })
const revisions = (cluster: Cluster): readonly ControllerRevision[] => [...cluster.store.list<ControllerRevision>('ControllerRevision.apps')]

function started(spec: object = {}, afterMs = 30_000): Cluster {
  const cluster = fullCluster()
  apply(cluster, {
    apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' },
    spec: { serviceName: 'db', replicas: 3, selector: { matchLabels: { app: 'db' } }, template: podTemplate('db', 'db:1'), ...spec },
  })
  advance(cluster, afterMs)
  return cluster
}

describe('a StatefulSet', () => {
  it('starts its pods one after the other, each with a name, host name and labels of its own', () => {
    const cluster = started({}, 1_500)
    expect(podNames(cluster)).toEqual(['db-0'])
    advance(cluster, 30_000)
    expect(podNames(cluster)).toEqual(['db-0', 'db-1', 'db-2'])
    const { metadata, spec } = podNamed(cluster, 'db-1')
    expect(spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' })
    expect(metadata.labels).toEqual({
      app: 'db', 'statefulset.kubernetes.io/pod-name': 'db-1', 'apps.kubernetes.io/pod-index': '1', 'controller-revision-hash': get(cluster).status.updateRevision,
    })
    expect(get(cluster).status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3, currentReplicas: 3, updatedReplicas: 3, collisionCount: 0, observedGeneration: 1 })
    expect(eventsOf(cluster, 'StatefulSet', 'db')).toContain('SuccessfulCreate x1: Create Pod db-0 in StatefulSet db successful')
  })

  it('starts all at once in parallel, from its first ordinal on', () => {
    expect(podNames(started({ podManagementPolicy: 'Parallel', ordinals: { start: 5 } }, 1_000))).toEqual(['db-5', 'db-6', 'db-7'])
  })

  it('removes the highest ordinal first, and the next only once that is gone', () => {
    const cluster = started()
    edit(cluster, { replicas: 1 })
    advance(cluster, 500)
    expect(podNamed(cluster, 'db-2').metadata.deletionTimestamp).toBeDefined()
    expect(podNamed(cluster, 'db-1').metadata.deletionTimestamp).toBeUndefined()
    advance(cluster, 10_000)
    expect(podNames(cluster)).toEqual(['db-0'])
  })

  it('updates from the highest ordinal down to the partition, and brings pods below it back as they were', () => {
    const cluster = started()
    setImage(cluster, 'db:2', 2)
    advance(cluster, 20_000)
    expect(['db-0', 'db-1', 'db-2'].map((name) => imageOf(cluster, name))).toEqual(['db:1', 'db:1', 'db:2'])
    expect(get(cluster).status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 })
    deleteObject(kubectl(cluster), 'Pod', 'default/db-0')
    advance(cluster, 20_000)
    expect(imageOf(cluster, 'db-0')).toBe('db:1')
    edit(cluster, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } })
    advance(cluster, 30_000)
    expect(imageOf(cluster, 'db-0')).toBe('db:2')
    expect(get(cluster).status).toMatchObject({ currentReplicas: 3, updatedReplicas: 3, currentRevision: get(cluster).status.updateRevision })
  })

  it('stays with a broken pod when its template is put right, until that pod is deleted', () => {
    const cluster = started()
    setImage(cluster, 'bad:1')
    advance(cluster, 30_000)
    setImage(cluster, 'db:1')
    advance(cluster, 60_000)
    expect(imageOf(cluster, 'db-2')).toBe('bad:1')
    deleteObject(kubectl(cluster), 'Pod', 'default/db-2')
    advance(cluster, 20_000)
    expect(imageOf(cluster, 'db-2')).toBe('db:1')
  })

  it('gives a template that comes back the highest number, and keeps no more revisions than it may', () => {
    const cluster = started({ replicas: 1, revisionHistoryLimit: 1 })
    for (const image of ['db:2', 'db:1', 'db:3', 'db:4']) {
      setImage(cluster, image)
      advance(cluster, 15_000)
    }
    const kept = revisions(cluster).toSorted((a, b) => a.revision - b.revision)
    expect(kept.map(({ revision }) => revision)).toEqual([4, 5])
    expect(kept.map(({ data }) => data?.spec?.template?.spec.containers[0]?.image)).toEqual(['db:3', 'db:4'])
  })

  it('leaves pods alone with OnDelete until they are deleted', () => {
    const cluster = started({ updateStrategy: { type: 'OnDelete' } })
    edit(cluster, { template: podTemplate('db', 'db:2') })
    advance(cluster, 20_000)
    expect(imageOf(cluster, 'db-2')).toBe('db:1')
    deleteObject(kubectl(cluster), 'Pod', 'default/db-1')
    advance(cluster, 10_000)
    expect(['db-1', 'db-2'].map((name) => imageOf(cluster, name))).toEqual(['db:2', 'db:1'])
  })

  it('waits minReadySeconds before it goes on', () => {
    const cluster = started({ minReadySeconds: 10 }, 9_000)
    expect(podNames(cluster)).toEqual(['db-0'])
    expect(get(cluster).status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 })
    advance(cluster, 6_000)
    expect(podNames(cluster)).toEqual(['db-0', 'db-1'])
  })

  it('brings back a pod that is gone in the very second its grace ended', () => {
    const cluster = started({ replicas: 1, template: podTemplate('db', 'deaf:1') }, 5_000)
    for (let offset = 0; offset < 1_000; offset += 100) {
      const fork = forkCluster(cluster)
      advance(fork, offset)
      const { uid } = podNamed(fork, 'db-0').metadata
      deleteObject(kubectl(fork), 'Pod', 'default/db-0', { graceSeconds: 2 })
      advance(fork, 10_000)
      expect(podNames(fork)).toEqual(['db-0'])
      expect(podNamed(fork, 'db-0').metadata.uid).not.toBe(uid)
    }
  })

  it('goes on alike on both sides of a fork', () => {
    const cluster = started({}, 3_000)
    const fork = forkCluster(cluster)
    advance(cluster, 20_000)
    expect(podNames(fork)).not.toEqual(podNames(cluster))
    advance(fork, 20_000)
    expect(get(fork)).toEqual(get(cluster))
  })

  it('that leaves orphans counts them to the end: it could not adopt its revisions any more', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'StatefulSet.apps', 'default/db', { propagation: 'Orphan' })
    advance(cluster, 5_000)
    expect(podNames(cluster)).toEqual(['db-0', 'db-1', 'db-2'])
    const last = cluster.log.entries.findLast(({ kind }) => kind === 'StatefulSet.apps')!
    expect([last.type, (last.object as StatefulSet).status.replicas]).toEqual(['DELETED', 3])
  })
})

describe('a StatefulSet whose name is too long', () => {
  const named = (length: number): Cluster => {
    const cluster = fullCluster()
    const name = 'x'.repeat(length)
    apply(cluster, { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name }, spec: { serviceName: 'db', replicas: 1, selector: { matchLabels: { app: 'db' } }, template: podTemplate('db', 'db:1') } })
    advance(cluster, 1_000)
    return cluster
  }

  it('for the labels of its pods gets none', () => {
    const [first] = eventsOf(named(62), 'StatefulSet', 'x'.repeat(62))
    expect(first).toMatch(/is invalid: \[metadata\.labels: Invalid value: ".*": must be no more than 63 bytes, metadata\.labels: .*, spec\.hostname: Invalid value: "x{62}-0": must be no more than 63 characters\]$/)
  })

  it('for the label of their revision neither', () => {
    const cluster = named(53)
    expect(podNames(cluster)).toEqual([])
    expect(eventsOf(cluster, 'StatefulSet', 'x'.repeat(53))[0]).toMatch(/is invalid: metadata\.labels: Invalid value: "x{53}-[a-z0-9]+": must be no more than 63 bytes$/)
    expect(podNames(named(52))).toHaveLength(1)
  })
})

describe('a budget over a StatefulSet', () => {
  it('has counted a pod as gone before the set makes it anew', () => {
    const cluster = started({ podManagementPolicy: 'Parallel' })
    apply(cluster, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'db' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'db' } } } })
    advance(cluster, 1_000)
    const from = cluster.log.length
    deleteObject(kubectl(cluster), 'Pod', 'default/db-1')
    advance(cluster, 2_000)
    const told = cluster.log.entries.slice(from).filter(({ kind, by }) => kind === 'PodDisruptionBudget.policy' && by === 'disruption-controller').map(({ object }) => (object as PodDisruptionBudget).status.expectedPods)
    expect(told).toContain(2)
    expect(told.at(-1)).toBe(3)
  })
})

describe('claims of a StatefulSet', () => {
  const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } } }] }
  function withClaims(policy: object): Cluster {
    const cluster = started({ ...claims, replicas: 2, persistentVolumeClaimRetentionPolicy: policy }, 0)
    apply(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'csi.example.com' })
    advance(cluster, 30_000)
    return cluster
  }
  const claimNames = (cluster: Cluster): readonly string[] => [...cluster.store.list<PersistentVolumeClaim>('PersistentVolumeClaim')].map(({ metadata }) => metadata.name).sort()

  it('are made before their pod, and stay when it goes', () => {
    const cluster = withClaims({ whenScaled: 'Retain', whenDeleted: 'Retain' })
    expect(claimNames(cluster)).toEqual(['data-db-0', 'data-db-1'])
    expect(podNamed(cluster, 'db-1').spec.volumes?.[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-db-1' } })
    expect(eventsOf(cluster, 'StatefulSet', 'db')).toContain('SuccessfulCreate x1: Create Claim data-db-0 Pod db-0 in StatefulSet db success')
    edit(cluster, { replicas: 0 })
    advance(cluster, 20_000)
    expect(claimNames(cluster)).toEqual(['data-db-0', 'data-db-1'])
  })

  it('go with the pod that is scaled away, or with the set, as the policy says', () => {
    const cluster = withClaims({ whenScaled: 'Delete', whenDeleted: 'Delete' })
    edit(cluster, { replicas: 1 })
    advance(cluster, 20_000)
    expect(claimNames(cluster)).toEqual(['data-db-0'])
    deleteObject(kubectl(cluster), 'StatefulSet.apps', 'default/db')
    advance(cluster, 20_000)
    expect(claimNames(cluster)).toEqual([])
  })
})
