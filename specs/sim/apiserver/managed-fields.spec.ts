import { describe, expect, it } from 'vitest'
import { managedFieldsOf, shownManagedFields, withManagedFields } from '../../../src/sim/apiserver/managed-fields.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import type { Json, JsonObject, KubeObject } from '../../../src/sim/api/types.js'
import { defaultClusterOptions, forkCluster, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { applyRequest } from '../../../src/sim/requests/apply.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { patchRequest } from '../../../src/sim/requests/patch.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'

const node = { name: 'worker', capacity: { cpu: '4', memory: '16Gi', pods: '110' }, allocatable: { cpu: '4', memory: '16Gi', pods: '110' }, labels: {}, taints: [] }
const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'web:1' }] } } },
}
const target = { kind: 'Deployment.apps', namespace: 'default', name: 'web' }

function running(nodes: readonly (typeof node)[] = []): Cluster {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions, nodes })
  runUntil(cluster, 1_000)
  expect(createRequest(scenarioContext(cluster, 1), deployment as Json, 'default').ok).toBe(true)
  runUntil(cluster, 30_000)
  return cluster
}
const only = (cluster: Cluster, kind: string): KubeObject => [...cluster.store.list<KubeObject>(kind)][0]!
const ownersOf = (cluster: Cluster, object: KubeObject): readonly string[] =>
  shownManagedFields(cluster, object).map(({ manager, operation, subresource }) => [manager, operation, subresource].filter((word) => word !== undefined).join(' ')).sort()
const fieldsOf = (cluster: Cluster, object: KubeObject, manager: string): JsonObject =>
  shownManagedFields(cluster, object).find((entry) => entry['manager'] === manager)!['fieldsV1'] as JsonObject

describe('managed fields follow from the log', () => {
  it('name controllers, the scheduler and kubelets as a real cluster does', () => {
    const cluster = running([node])
    expect(ownersOf(cluster, only(cluster, 'Deployment.apps'))).toEqual(['kube-controller-manager Update status', 'kubectl-create Update'])
    expect(ownersOf(cluster, only(cluster, 'ReplicaSet.apps'))).toEqual(['kube-controller-manager Update', 'kube-controller-manager Update status'])
    expect(ownersOf(cluster, only(cluster, 'Pod'))).toEqual(['kube-controller-manager Update', 'kubelet Update status'])
    const full = running()
    expect(ownersOf(full, only(full, 'Pod'))).toEqual(['kube-controller-manager Update', 'kube-scheduler Update status'])
  })

  it('leave out what admission added, and the binding', () => {
    const cluster = running([node])
    expect(Object.keys(fieldsOf(cluster, only(cluster, 'Pod'), 'kube-controller-manager')['f:spec'] as JsonObject).sort()).toEqual([
      'f:containers', 'f:dnsPolicy', 'f:enableServiceLinks', 'f:restartPolicy', 'f:schedulerName', 'f:securityContext', 'f:terminationGracePeriodSeconds',
    ])
  })

  it('keep the annotation of the deployment controller with its status', () => {
    const cluster = running()
    expect(fieldsOf(cluster, only(cluster, 'Deployment.apps'), 'kube-controller-manager')['f:metadata']).toEqual({ 'f:annotations': { '.': {}, 'f:deployment.kubernetes.io/revision': {} } })
  })

  it('are no part of stored objects, and of no trace', () => {
    const cluster = running()
    const given = { ...deployment, metadata: { name: 'other', managedFields: [{ manager: 'x', operation: 'Apply', apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1: {} }] } }
    const created = createRequest(scenarioContext(cluster, 1), given as Json, 'default')
    expect(created.ok && 'managedFields' in created.value.object.metadata).toBe(false)
    expect(cluster.log.entries.some(({ object }) => 'managedFields' in object.metadata)).toBe(false)
    expect(withManagedFields(cluster, only(cluster, 'Deployment.apps'))['metadata']).toHaveProperty('managedFields')
  })

  it('do not mark who deletes', () => {
    const cluster = running([node])
    const pod = only(cluster, 'Pod')
    const before = ownersOf(cluster, pod)
    deleteObject(scenarioContext(cluster, 2), 'Pod', `default/${pod.metadata.name}`)
    const deleted = cluster.store.get('Pod', `default/${pod.metadata.name}`)!
    expect(deleted.metadata.deletionTimestamp).toBeDefined()
    expect(ownersOf(cluster, deleted)).toEqual(before)
  })

  it('are each fork\'s own from the fork on', () => {
    const cluster = running()
    const fork = forkCluster(cluster)
    const patched = patchRequest(scenarioContext(fork, 1), target, 'merge', { spec: { minReadySeconds: 3 } })
    expect(patched.ok).toBe(true)
    expect(ownersOf(fork, only(fork, 'Deployment.apps'))).toContain('kubectl-patch Update')
    expect(ownersOf(cluster, only(cluster, 'Deployment.apps'))).not.toContain('kubectl-patch Update')
    const common = only(fork, 'ReplicaSet.apps')
    expect(managedFieldsOf(fork, common)).toBe(managedFieldsOf(cluster, common))
  })

  it('stay where a dry run was asked', () => {
    const cluster = running()
    const length = cluster.log.length
    const dry = applyRequest(scenarioContext(cluster, 1), { ...deployment, spec: { ...deployment.spec, replicas: 5 } } as Json, 'default', { isServerSide: true, forcesConflicts: true, isDryRun: true })
    expect(dry.ok && dry.value.said).toBe('deployment.apps/web serverside-applied (server dry run)')
    expect(cluster.log.length).toBe(length)
  })
})
