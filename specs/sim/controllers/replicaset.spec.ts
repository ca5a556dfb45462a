import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateObject, updateStatus } from '../../../src/sim/apiserver/update.js'
import { forkCluster } from '../../../src/sim/cluster.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Pod, ReplicaSet } from '../../../src/sim/api/types.js'
import { active, advance, change, conditionText, create, eventTexts, kubectl, newCluster, pod, pods, replicaSet, setReady, withoutNodes } from './workloads.js'

const get = (cluster: Cluster, name = 'web'): ReplicaSet => cluster.store.get<ReplicaSet>('ReplicaSet.apps', `default/${name}`)!
const scale = (cluster: Cluster, replicas: number): void => void change<ReplicaSet>(cluster, 'ReplicaSet.apps', 'default/web', (set) => ({ ...set, spec: { ...set.spec, replicas } }))
const keyOf = (own: Pod): string => `default/${own.metadata.name}`

function started(spec: Partial<ReplicaSet['spec']> = {}): Cluster {
  const cluster = newCluster()
  create(cluster, replicaSet('web', spec))
  advance(cluster, 10_000)
  return cluster
}

describe('a ReplicaSet', () => {
  it('creates pods of its template that it owns', () => {
    const cluster = started()
    expect(pods(cluster)).toHaveLength(3)
    for (const own of pods(cluster)) {
      expect(own.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
      expect(own.metadata.generateName).toBe('web-')
      expect(own.metadata.ownerReferences).toEqual([{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: get(cluster).metadata.uid, controller: true, blockOwnerDeletion: true }])
    }
    expect(eventTexts(cluster, 'SuccessfulCreate')).toEqual(pods(cluster).map((own) => `Created pod: ${own.metadata.name}`))
    expect(get(cluster).status).toEqual({ replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3, terminatingReplicas: 0, observedGeneration: 1 })
  })

  it('replaces a pod as soon as its deletion begins', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'Pod', keyOf(pods(cluster)[0]!))
    advance(cluster, 500)
    expect(pods(cluster)).toHaveLength(4)
    expect(get(cluster).status).toMatchObject({ replicas: 3, readyReplicas: 2, terminatingReplicas: 1 })
    advance(cluster, 5000)
    expect(pods(cluster)).toHaveLength(3)
    expect(get(cluster).status).toMatchObject({ replicas: 3, readyReplicas: 3, terminatingReplicas: 0 })
  })

  it('replaces a pod that has ended, and keeps the ended one', () => {
    const cluster = started()
    const [first] = pods(cluster)
    updateStatus(kubectl(cluster), first!, { ...first!.status, phase: 'Failed', conditions: [] })
    advance(cluster, 5000)
    expect(pods(cluster)).toHaveLength(4)
    expect(get(cluster).status).toMatchObject({ replicas: 3, readyReplicas: 3 })
  })

  it('counts pods as available after minReadySeconds, to the second', () => {
    const cluster = newCluster()
    advance(cluster, 400)
    create(cluster, replicaSet('web', { minReadySeconds: 5 }))
    advance(cluster, 5590)
    expect(get(cluster).status).toMatchObject({ readyReplicas: 3 })
    expect(get(cluster).status).not.toHaveProperty('availableReplicas')
    // Ready at 1.4 s, stored as second 1: available at 6 s.
    advance(cluster, 11)
    expect(get(cluster).status).toMatchObject({ availableReplicas: 3 })
  })

  it('counts what lacks a label of the template', () => {
    const cluster = started()
    change<Pod>(cluster, 'Pod', keyOf(pods(cluster)[0]!), (own) => ({ ...own, metadata: { ...own.metadata, labels: { app: 'web', extra: 'yes' } } }))
    change<ReplicaSet>(cluster, 'ReplicaSet.apps', 'default/web', (set) =>
      ({ ...set, spec: { ...set.spec, template: { ...set.spec.template, metadata: { labels: { app: 'web', extra: 'yes' } } } } }))
    advance(cluster, 1000)
    expect(get(cluster).status).toMatchObject({ replicas: 3, fullyLabeledReplicas: 1 })
  })
})

describe('claiming', () => {
  it('lets go of a pod whose labels no longer match, and makes another', () => {
    const cluster = started()
    const [first] = pods(cluster)
    change<Pod>(cluster, 'Pod', keyOf(first!), (own) => ({ ...own, metadata: { ...own.metadata, labels: { app: 'debug' } } }))
    advance(cluster, 5000)
    expect(cluster.store.get<Pod>('Pod', keyOf(first!))!.metadata.ownerReferences).toBeUndefined()
    expect(pods(cluster)).toHaveLength(4)
    expect(get(cluster).status).toMatchObject({ replicas: 3, readyReplicas: 3 })
  })

  it('adopts pods that match, and deletes what is too much', () => {
    const cluster = newCluster()
    create(cluster, pod('mine', { app: 'web' }))
    create(cluster, pod('other', { app: 'other' }))
    advance(cluster, 3000)
    create(cluster, replicaSet('web', { replicas: 1 }))
    advance(cluster, 3000)
    expect(active(cluster).map((own) => own.metadata.name)).toEqual(['mine', 'other'])
    create(cluster, pod('late', { app: 'web' }))
    advance(cluster, 1000)
    expect(eventTexts(cluster, 'SuccessfulDelete')).toEqual(['Deleted pod: late'])
    expect(active(cluster).map((own) => own.metadata.name)).toEqual(['mine', 'other'])
  })

  it('adopts nothing while it is being deleted', () => {
    const cluster = started()
    change<ReplicaSet>(cluster, 'ReplicaSet.apps', 'default/web', (set) => ({ ...set, metadata: { ...set.metadata, finalizers: ['example.com/hold'] } }))
    deleteObject(kubectl(cluster), 'ReplicaSet.apps', 'default/web')
    create(cluster, pod('late', { app: 'web' }))
    advance(cluster, 5000)
    expect(cluster.store.get<Pod>('Pod', 'default/late')!.metadata.ownerReferences).toBeUndefined()
    deleteObject(kubectl(cluster), 'Pod', keyOf(pods(cluster)[0]!))
    advance(cluster, 5000)
    expect(pods(cluster)).toHaveLength(3)
  })
})

describe('failures', () => {
  it('ends the slow start at the first batch that fails, and backs off', () => {
    const cluster = newCluster(withoutNodes)
    create(cluster, replicaSet('web', { template: { metadata: { labels: {} }, spec: { containers: [] } } }))
    advance(cluster, 1000)
    expect(conditionText(get(cluster), 'ReplicaFailure')).toBe('True FailedCreate: unable to create pods, no labels')
    const failures = cluster.log.entries.filter((entry) => entry.by === 'replicaset-controller').length
    expect(failures).toBe(1)
    change<ReplicaSet>(cluster, 'ReplicaSet.apps', 'default/web', (set) => ({ ...set, spec: { ...set.spec, template: { ...set.spec.template, metadata: { labels: { app: 'web' } } } } }))
    advance(cluster, 1000)
    expect(get(cluster).status.conditions).toBeUndefined()
    expect(get(cluster).status.replicas).toBe(3)
  })

  it('is silent in a namespace that is going', () => {
    const cluster = newCluster()
    create(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'temp' } })
    const set = replicaSet('web')
    create(cluster, { ...set, metadata: { ...set.metadata, namespace: 'temp' } })
    advance(cluster, 5000)
    deleteObject(kubectl(cluster), 'Namespace', 'temp')
    advance(cluster, 30_000)
    expect(eventTexts(cluster, 'FailedCreate')).toEqual([])
    expect(cluster.store.get('Namespace', 'temp')).toBeUndefined()
  })
})

describe('a burst', () => {
  it('of ten thousand pods takes no look at all of them for each', () => {
    const cluster = newCluster(withoutNodes)
    create(cluster, replicaSet('web', { replicas: 2000 }))
    advance(cluster, 1000)
    expect(pods(cluster)).toHaveLength(2000)
    for (const own of pods(cluster).slice(0, 1000)) {
      setReady(kubectl(cluster), keyOf(own), true)
      advance(cluster, 1)
    }
    advance(cluster, 10)
    expect(get(cluster).status).toMatchObject({ replicas: 2000, readyReplicas: 1000, availableReplicas: 1000 })
    scale(cluster, 700)
    advance(cluster, 1000)
    expect(get(cluster).status).toMatchObject({ replicas: 700, readyReplicas: 700 })
  })

  it('is counted alike on both sides of a fork', () => {
    const cluster = newCluster()
    create(cluster, replicaSet('web', { replicas: 10 }))
    advance(cluster, 500)
    const fork = forkCluster(cluster)
    advance(cluster, 5000)
    expect(get(cluster).status.readyReplicas).toBe(10)
    expect(get(fork).status.readyReplicas).toBeUndefined()
    const changed = updateObject(kubectl(fork), { ...get(fork), spec: { ...get(fork).spec, replicas: 4 } })
    expect(changed.ok).toBe(true)
    advance(fork, 10_000)
    expect(get(fork).status).toMatchObject({ replicas: 4, readyReplicas: 4, terminatingReplicas: 0 })
    expect(get(cluster).status.readyReplicas).toBe(10)
  })
})
