import { expect, test } from 'vitest'
import type { KubeObject, PersistentVolumeClaim } from '../../../src/sim/api/types.js'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import type { Cluster } from '../../../src/sim/state.js'
import { clusterOf, createPod, eventsOf, getPod, messageOf, nodeOf, removePod, settle } from './rig.js'

const put = (cluster: Cluster, object: object): void => void createObject(scenarioContext(cluster, 1), object as KubeObject)
const claimOf = (cluster: Cluster): PersistentVolumeClaim => cluster.store.get<PersistentVolumeClaim>('PersistentVolumeClaim', 'default/c')!

/** A claim that is provisioned for the node that its pod gets; nobody provisions here. */
function waiting(scheduler: Record<string, unknown> = {}): Cluster {
  const cluster = clusterOf([{ name: 'n' }], { scheduler })
  put(cluster, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'made' }, provisioner: 'csi.example.com', volumeBindingMode: 'WaitForFirstConsumer' })
  put(cluster, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c', namespace: 'default' }, spec: { storageClassName: 'made', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } })
  settle(cluster)
  createPod(cluster, 'pod', { requests: { cpu: '1' }, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] })
  settle(cluster, 900)
  return cluster
}

const change = (cluster: Cluster, metadata: object, spec: object = {}): void => {
  const claim = claimOf(cluster)
  updateObject(scenarioContext(cluster, 1), { ...claim, metadata: { ...claim.metadata, ...metadata }, spec: { ...claim.spec, ...spec } })
}

test('the claim is told its node, and the pod its, while the volume is awaited', () => {
  const cluster = waiting()
  expect(claimOf(cluster).metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe('n')
  expect([nodeOf(cluster, 'pod'), getPod(cluster, 'pod').status.nominatedNodeName]).toEqual([undefined, 'n'])
})

test('the pod is bound at the next look after its volume is, a second apart', () => {
  const cluster = waiting()
  settle(cluster, 2_000)
  change(cluster, { annotations: { ...claimOf(cluster).metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' } }, { volumeName: 'v' })
  expect(nodeOf(cluster, 'pod')).toBeUndefined()
  settle(cluster, 1_100)
  expect(nodeOf(cluster, 'pod')).toBe('n')
})

test.each([[{}, 600], [{ pluginConfig: [{ name: 'VolumeBinding', args: { bindTimeoutSeconds: 30 } }] }, 30]])('after the time limit the pod comes back as after an error: %j', (scheduler, limitSeconds) => {
  const cluster = waiting(scheduler)
  settle(cluster, limitSeconds * 1000 - 2_000)
  expect(messageOf(cluster, 'pod')).toBeUndefined()
  settle(cluster, 3_000)
  expect(messageOf(cluster, 'pod')).toBe('running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded')
  expect(getPod(cluster, 'pod').status.conditions?.find(({ type }) => type === 'PodScheduled')?.reason).toBe('SchedulerError')
  expect(eventsOf(cluster, 'pod').map(({ reason }) => reason)).toContain('FailedScheduling')
  // the error is over after its backoff, and the next attempt waits again
  settle(cluster, 4_000)
  expect(getPod(cluster, 'pod').status.nominatedNodeName).toBe('n')
})

test('a provisioner that gives the claim back ends the wait', () => {
  const cluster = waiting()
  const { 'volume.kubernetes.io/selected-node': _, ...annotations } = claimOf(cluster).metadata.annotations ?? {}
  change(cluster, { annotations })
  settle(cluster, 1_100)
  expect(eventsOf(cluster, 'pod').map(({ message }) => message)).toContain('running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "c"')
})

test('a pod that is deleted meanwhile gives its place back', () => {
  const cluster = waiting()
  removePod(cluster, 'pod')
  settle(cluster, 5_000)
  createPod(cluster, 'next', { requests: { cpu: '4' } })
  settle(cluster)
  expect(nodeOf(cluster, 'next')).toBe('n')
})
