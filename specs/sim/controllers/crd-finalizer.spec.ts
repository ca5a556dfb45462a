import { describe, expect, it } from 'vitest'
import { registerCustomResources } from '../../../src/sim/api/custom/register.js'
import type { Condition, Json, KubeObject } from '../../../src/sim/api/types.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'

registerCustomResources()
const definitionKind = 'CustomResourceDefinition.apiextensions.k8s.io'
const kind = 'Gadget.x.example.com'
const definition = (scope: string): Json => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'gadgets.x.example.com' },
  spec: {
    group: 'x.example.com', scope, names: { plural: 'gadgets', kind: 'Gadget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
})
const gadget = (name: string, metadata: Record<string, Json> = {}): Json => ({ apiVersion: 'x.example.com/v1', kind: 'Gadget', metadata: { name, ...metadata } })

function started(scope: string, ...objects: readonly Json[]): Cluster {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions })
  runUntil(cluster, 5_000)
  for (const object of [definition(scope), ...objects]) {
    const made = createRequest(scenarioContext(cluster, 1), object, 'default')
    if (!made.ok) throw new Error(made.error.message)
  }
  return cluster
}

const termination = (cluster: Cluster): string | undefined => {
  const status = (cluster.store.get(definitionKind, 'gadgets.x.example.com') as (KubeObject & { readonly status?: { readonly conditions?: readonly Condition[] } }) | undefined)?.status
  return status?.conditions?.find(({ type }) => type === 'Terminating')?.reason
}

describe('a CustomResourceDefinition that is deleted', () => {
  it('takes its objects with it', () => {
    const cluster = started('Namespaced', gadget('a'), gadget('b'))
    const left = deleteObject(scenarioContext(cluster, 1), definitionKind, 'gadgets.x.example.com')
    expect(left.ok && left.value.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io'])
    expect(termination(cluster)).toBe('InstanceDeletionPending')
    runUntil(cluster, 6_000)
    expect([cluster.store.count(kind), cluster.store.count(definitionKind)]).toEqual([0, 0])
  })
  it('waits for objects that finalizers hold', () => {
    const cluster = started('Cluster', gadget('held', { finalizers: ['x.io/f'] }))
    deleteObject(scenarioContext(cluster, 1), definitionKind, 'gadgets.x.example.com')
    runUntil(cluster, 20_000)
    expect([termination(cluster), cluster.store.count(kind)]).toEqual(['InstanceDeletionInProgress', 1])
    const held = cluster.store.get(kind, 'held') as KubeObject
    updateObject(scenarioContext(cluster, 1), { ...held, metadata: { ...held.metadata, finalizers: [] } })
    runUntil(cluster, 26_000)
    expect([cluster.store.count(kind), cluster.store.count(definitionKind)]).toEqual([0, 0])
  })
})

describe('custom objects', () => {
  it('own others, and take them with them', () => {
    const cluster = started('Namespaced', gadget('owner'))
    const { uid } = (cluster.store.get(kind, 'default/owner') as KubeObject).metadata
    const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences: [{ apiVersion: 'x.example.com/v1', kind: 'Gadget', name: 'owner', uid }] } }
    createRequest(scenarioContext(cluster, 1), owned, 'default')
    runUntil(cluster, 8_000)
    expect(cluster.store.get('ConfigMap', 'default/owned')).toBeDefined()
    deleteObject(scenarioContext(cluster, 1), kind, 'default/owner', { propagation: 'Background' })
    runUntil(cluster, 10_000)
    expect(cluster.store.get('ConfigMap', 'default/owned')).toBe(undefined)
  })
  it('go with their namespace', () => {
    const cluster = started('Namespaced', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'away' } }, gadget('a', { namespace: 'away' }))
    deleteObject(scenarioContext(cluster, 1), 'Namespace', 'away')
    runUntil(cluster, 30_000)
    expect([cluster.store.count(kind), cluster.store.get('Namespace', 'away')]).toEqual([0, undefined])
  })
})
