import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateStatus } from '../../../src/sim/apiserver/update.js'
import { truncate, type EndpointSubset } from '../../../src/sim/controllers/endpointslice/subsets.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { KubeObject, Pod, PodSpec, Service } from '../../../src/sim/api/types.js'
import { advance, create, kubectl, newCluster, pod, setReady, withoutNodes } from './workloads.js'

type Endpoints = KubeObject & { readonly subsets: readonly EndpointSubset[] }

const get = (cluster: Cluster): Endpoints | undefined => cluster.store.get<Endpoints>('Endpoints', 'default/web')

function started(spec: Partial<Service['spec']> = {}): Cluster {
  const cluster = newCluster(withoutNodes)
  create<Service>(cluster, {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', labels: { team: 'a' } },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }, { name: 'admin', port: 90, targetPort: 9000, protocol: 'TCP' }], ipFamilies: ['IPv4'], clusterIP: '10.96.9.9', ...spec },
  })
  for (const [index, name] of ['b', 'a'].entries()) runningPod(cluster, name, `10.1.0.${9 - index}`, 8080)
  setReady(kubectl(cluster), 'default/a', true)
  advance(cluster, 10)
  return cluster
}

function runningPod(cluster: Cluster, name: string, podIP: string, containerPort: number): void {
  const draft = pod(name, { app: 'web' })
  const spec: PodSpec = { containers: [{ name: 'c', ports: [{ name: 'http', containerPort, protocol: 'TCP' }] }], nodeName: 'worker-1' }
  const created = create<Pod>(cluster, { ...draft, spec })
  updateStatus(kubectl(cluster), created, { ...created.status, phase: 'Running', podIP })
}

describe('the Endpoints object of a Service', () => {
  it('lists ready and other addresses by their ports', () => {
    const cluster = started()
    runningPod(cluster, 'c', '10.1.0.7', 9090)
    advance(cluster, 10)
    const ips = (subset: EndpointSubset): readonly string[] => [...(subset.addresses ?? []).map(({ ip }) => `ready ${ip}`), ...(subset.notReadyAddresses ?? []).map(({ ip }) => ip)]
    expect(get(cluster)!.subsets.map((subset) => [subset.ports!.map(({ name, port }) => `${name} ${port}`), ips(subset)])).toEqual([
      [['http 8080'], ['ready 10.1.0.8', '10.1.0.9']], [['admin 9000'], ['ready 10.1.0.8', '10.1.0.7', '10.1.0.9']], [['http 9090'], ['10.1.0.7']],
    ])
    expect(get(cluster)!.metadata.labels).toEqual({ team: 'a', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' })
    expect(get(cluster)!.subsets[0]!.addresses![0]).toMatchObject({ ip: '10.1.0.8', nodeName: 'worker-1', targetRef: { kind: 'Pod', name: 'a' } })
  })

  it('shares its addresses with that of a Service that selects and publishes alike, and with no other', () => {
    const cluster = started()
    const web = cluster.store.get<Service>('Service', 'default/web')!
    const also = (name: string, spec: Partial<Service['spec']>): void =>
      void create<Service>(cluster, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { ...web.spec, clusterIP: 'None', ...spec } })
    also('same', {})
    also('hasty', { publishNotReadyAddresses: true })
    runningPod(cluster, 'c', '10.1.0.7', 9090)
    advance(cluster, 1000)
    const subsetsOf = (name: string): readonly EndpointSubset[] => cluster.store.get<Endpoints>('Endpoints', `default/${name}`)!.subsets
    expect(subsetsOf('same')).toBe(subsetsOf('web'))
    expect(subsetsOf('hasty').flatMap(({ notReadyAddresses = [] }) => notReadyAddresses)).toEqual([])
  })

  it('leaves out terminating pods', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'Pod', 'default/a')
    advance(cluster, 10)
    expect(get(cluster)!.subsets).toMatchObject([{ notReadyAddresses: [{ ip: '10.1.0.9' }] }])
    expect(get(cluster)!.subsets[0]).not.toHaveProperty('addresses')
  })

  it('lists all as ready where they are published early, with the label of headless Services', () => {
    const cluster = started({ publishNotReadyAddresses: true, clusterIP: 'None', ports: [] })
    expect(get(cluster)!.subsets).toMatchObject([{ addresses: [{ ip: '10.1.0.8' }, { ip: '10.1.0.9' }] }])
    expect(get(cluster)!.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '')
  })

  it('goes with its Service, and comes back without', () => {
    const cluster = started()
    deleteObject(kubectl(cluster), 'Endpoints', 'default/web')
    advance(cluster, 10)
    expect(get(cluster)).toBeDefined()
    deleteObject(kubectl(cluster), 'Service', 'default/web')
    advance(cluster, 10)
    expect(get(cluster)).toBeUndefined()
  })
})

describe('too many addresses', () => {
  const list = (count: number): readonly { readonly ip: string }[] => Array.from({ length: count }, (_, index) => ({ ip: String(index) }))
  it.each([
    [[[500, 400]], [[500, 400]]],
    [[[900, 200]], [[900, 100]]],
    [[[1100, 50]], [[1000, 0]]],
    [[[600, 0], [600, 10]], [[500, 0], [500, 0]]],
  ])('%j become %j', (given, expected) => {
    const subsets = given.map(([ready, other]) => ({ addresses: list(ready!), notReadyAddresses: list(other!) }))
    expect(truncate(subsets).map(({ addresses = [], notReadyAddresses = [] }) => [addresses.length, notReadyAddresses.length])).toEqual(expected)
  })
})
