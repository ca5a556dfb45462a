import { describe, expect, it } from 'vitest'
import type { DaemonSet, EndpointSlice, KubeObject, Pod, Service } from '../../../src/sim/api/types.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { defaultClusterOptions } from '../../../src/sim/cluster.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'
import { advance, apply, change, eventsOf, fullCluster, kubectl, podTemplate } from './full-cluster.js'

type Quota = KubeObject & { readonly spec: { readonly hard: Readonly<Record<string, string>> }; readonly status: { readonly hard: Readonly<Record<string, string>>; readonly used: Readonly<Record<string, string>> } }
const replicaSet = (replicas: number): Parameters<typeof apply>[1] =>
  ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: podTemplate('web', 'web:1') } })
const podCount = (cluster: Cluster): number => [...cluster.store.list<Pod>('Pod')].length

describe('a quota', () => {
  const withQuota = (): Cluster => {
    const cluster = fullCluster()
    apply(cluster, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team' }, spec: { hard: { pods: '1' } } })
    apply(cluster, replicaSet(3))
    advance(cluster, 1_000)
    return cluster
  }

  it('refuses pods by the name that was drawn for them', () => {
    const events = eventsOf(withQuota(), 'ReplicaSet', 'web').filter((text) => text.startsWith('FailedCreate'))
    expect(events[0]).toMatch(/Error creating: pods "web-[a-z0-9]{5}" is forbidden: exceeded quota: team, requested: pods=1, used: pods=1, limited: pods=1/)
    expect(events.at(-1)).toContain('(combined from similar events)')
  })

  it('has back what a pod used a moment after its end, by the controller; who deletes by force has it at once', () => {
    const cluster = fullCluster()
    apply(cluster, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team' }, spec: { hard: { pods: '1' } } })
    apply(cluster, replicaSet(1))
    advance(cluster, 5_000)
    const [pod] = [...cluster.store.list<Pod>('Pod')]
    deleteObject(kubectl(cluster), 'Pod', `default/${pod!.metadata.name}`)
    advance(cluster, 10_000)
    const ended = cluster.log.entries.find(({ kind, object }) => kind === 'Pod' && object.metadata.uid === pod!.metadata.uid && (object as Pod).status.phase === 'Succeeded')!
    const freed = cluster.log.entries.find(({ kind, object, at }) => kind === 'ResourceQuota' && at >= ended.at && (object as Quota).status.used['pods'] === '0')!
    expect([freed.at - ended.at, freed.by]).toEqual([10, 'resourcequota-controller'])
    const [next] = [...cluster.store.list<Pod>('Pod')]
    expect(next!.metadata.uid).not.toBe(pod!.metadata.uid)
    deleteObject(kubectl(cluster), 'Pod', `default/${next!.metadata.name}`, { graceSeconds: 0 })
    expect(cluster.store.get<Quota>('ResourceQuota', 'default/team')?.status.used).toEqual({ pods: '0' })
  })

  it('that is counted anew has nothing to take back any more', () => {
    const cluster = fullCluster()
    apply(cluster, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team' }, spec: { hard: { pods: '5' } } })
    apply(cluster, replicaSet(2))
    advance(cluster, 5_000)
    deleteObject(kubectl(cluster), 'Pod', `default/${[...cluster.store.list<Pod>('Pod')][0]!.metadata.name}`)
    while (![...cluster.store.list<Pod>('Pod')].some(({ status }) => status.phase === 'Succeeded')) advance(cluster, 1)
    change<Quota>(cluster, 'ResourceQuota', 'default/team', (quota) => ({ ...quota, spec: { hard: { pods: '6' } } }))
    advance(cluster, 5_000)
    expect(cluster.store.get<Quota>('ResourceQuota', 'default/team')?.status).toEqual({ hard: { pods: '6' }, used: { pods: '2' } })
  })

  it('that is raised holds a little later, and what was refused comes with the next try', () => {
    const cluster = withQuota()
    change<Quota>(cluster, 'ResourceQuota', 'default/team', (quota) => ({ ...quota, spec: { hard: { pods: '5' } } }))
    advance(cluster, 3)
    expect(cluster.store.get<Quota>('ResourceQuota', 'default/team')?.status.hard).toEqual({ pods: '1' })
    advance(cluster, 10)
    expect(cluster.store.get<Quota>('ResourceQuota', 'default/team')?.status.hard).toEqual({ pods: '5' })
    expect(podCount(cluster)).toBe(1)
    advance(cluster, 1_200_000)
    expect(podCount(cluster)).toBe(3)
  })
})

describe('Endpoints made by hand', () => {
  const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'db' }, subsets: [{ addresses: [{ ip: '192.0.2.1' }], notReadyAddresses: [{ ip: '192.0.2.2' }], ports: [{ port: 5432 }] }] }
  const slices = (cluster: Cluster): readonly EndpointSlice[] => [...cluster.store.list<EndpointSlice>('EndpointSlice.discovery.k8s.io')].filter(({ metadata }) => metadata.name.startsWith('db-'))
  const service = (spec: object): Parameters<typeof apply>[1] => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'db' }, spec: { ports: [{ port: 5432 }], ...spec } })

  it('are mirrored for a Service without a selector, and follow its changes', () => {
    const cluster = fullCluster()
    apply(cluster, service({}))
    apply(cluster, endpoints)
    advance(cluster, 100)
    expect(slices(cluster)).toHaveLength(1)
    expect(slices(cluster)[0]).toMatchObject({
      metadata: { labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' } },
      endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }, { addresses: ['192.0.2.2'], conditions: { ready: false } }], ports: [{ name: '', port: 5432, protocol: 'TCP' }],
    })
    change<Service>(cluster, 'Service', 'default/db', (object) => ({ ...object, spec: { ...object.spec, selector: { app: 'db' } } }))
    advance(cluster, 2_000)
    expect(slices(cluster).map(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by'])).toEqual(['endpointslice-controller.k8s.io'])
  })

  it('are left alone where a label says so', () => {
    const cluster = fullCluster()
    apply(cluster, service({}))
    apply(cluster, { ...endpoints, metadata: { name: 'db', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } })
    advance(cluster, 100)
    expect(slices(cluster)).toEqual([])
  })
})

describe('a Service of type LoadBalancer', () => {
  const balanced = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] } }
  const get = (cluster: Cluster): Service | undefined => cluster.store.get<Service>('Service', 'default/web')

  it('gets an address in a cloud, and holds on to its balancer until it is gone', () => {
    const cluster = createCluster(controlPlane, { ...defaultClusterOptions, loadBalancers: true })
    apply(cluster, balanced)
    advance(cluster, 1_500)
    expect(get(cluster)).toMatchObject({ metadata: { finalizers: ['service.kubernetes.io/load-balancer-cleanup'] }, status: { loadBalancer: { ingress: [{ ip: '203.0.113.1', ipMode: 'VIP' }] } } })
    deleteObject(kubectl(cluster), 'Service', 'default/web')
    advance(cluster, 500)
    expect(get(cluster)).toBeDefined()
    advance(cluster, 1_000)
    expect(get(cluster)).toBeUndefined()
    expect(eventsOf(cluster, 'Service', 'web').map((text) => text.split(' ')[0])).toEqual(['EnsuringLoadBalancer', 'UnAvailableLoadBalancer', 'EnsuredLoadBalancer', 'DeletingLoadBalancer', 'DeletedLoadBalancer'])
  })

  it('waits elsewhere', () => {
    const cluster = fullCluster()
    apply(cluster, balanced)
    advance(cluster, 60_000)
    expect(get(cluster)?.status).toEqual({ loadBalancer: {} })
  })
})

it('a DaemonSet that surges goes on from node to node although its pods must be ready for a while', () => {
  const cluster = fullCluster()
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  apply(cluster, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { minReadySeconds: 2, updateStrategy: strategy, selector: { matchLabels: { app: 'agent' } }, template: podTemplate('agent', 'agent:1') } })
  advance(cluster, 10_000)
  change<DaemonSet>(cluster, 'DaemonSet.apps', 'default/agent', (set) => ({ ...set, spec: { ...set.spec, template: podTemplate('agent', 'agent:2') as DaemonSet['spec']['template'] } }))
  advance(cluster, 40_000)
  expect(cluster.store.get<DaemonSet>('DaemonSet.apps', 'default/agent')?.status).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 })
})

describe('a LimitRange whose limits a template does not go with', () => {
  const withLimits = (request: string): Cluster => {
    const cluster = fullCluster()
    apply(cluster, { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'fill' }, spec: { limits: [{ type: 'Container', default: { cpu: '200m' } }] } })
    const template = podTemplate('web', 'web:1') as { readonly metadata: object; readonly spec: { readonly containers: readonly object[] } }
    const containers = template.spec.containers.map((container) => ({ ...container, resources: { requests: { cpu: request } } }))
    const [plain] = [replicaSet(2)]
    apply(cluster, { ...plain, spec: { ...plain['spec'] as object, template: { ...template, spec: { ...template.spec, containers } } } })
    advance(cluster, 1_000)
    return cluster
  }

  it('is what the pods of controllers are refused by, as those of users are', () => {
    const cluster = withLimits('300m')
    expect(podCount(cluster)).toBe(0)
    expect(eventsOf(cluster, 'ReplicaSet', 'web')[0])
      .toMatch(/FailedCreate x1: Error creating: Pod "web-[a-z0-9]{5}" is invalid: spec\.containers\[0\]\.resources\.requests: Invalid value: "300m": must be less than or equal to cpu limit of 200m/)
  })

  it('lets through what is below them', () => {
    expect(podCount(withLimits('100m'))).toBe(2)
  })
})
