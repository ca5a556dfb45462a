import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateStatus } from '../../../src/sim/apiserver/update.js'
import type { Draft } from '../../../src/sim/apiserver/draft.js'
import { fillSlices, type PortGroup, type SliceChanges } from '../../../src/sim/controllers/endpointslice/fill.js'
import { newSlice } from '../../../src/sim/controllers/endpointslice/slices.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Endpoint, EndpointSlice, Pod, Service } from '../../../src/sim/api/types.js'
import { advance, change, create, kubectl, newCluster, pod, setReady, withoutNodes } from './workloads.js'

const service = (spec: Partial<Service['spec']> = {}, name = 'web'): Draft<Service> => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default', labels: { team: 'a' } },
  spec: { type: 'ClusterIP', selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }], ipFamilies: ['IPv4'], ...spec },
})

const slices = (cluster: Cluster, name = 'web'): readonly EndpointSlice[] =>
  [...cluster.store.list<EndpointSlice>('EndpointSlice.discovery.k8s.io')].filter((slice) => slice.metadata.labels!['kubernetes.io/service-name'] === name)

const flags = ({ conditions, targetRef }: Endpoint): string => [targetRef!.name, ...Object.entries(conditions!).filter(([, value]) => value).map(([name]) => name)].join(' ')
const endpoints = (cluster: Cluster, name?: string): readonly string[] => slices(cluster, name).flatMap((slice) => slice.endpoints).map(flags)

/** A pod on worker-1 with an address, not ready. */
function runningPod(cluster: Cluster, name: string, extra: Partial<Draft<Pod>> = {}): void {
  const draft = pod(name, { app: 'web' })
  const created = create<Pod>(cluster, { ...draft, ...extra, spec: { ...draft.spec, nodeName: 'worker-1', ...extra.spec } })
  updateStatus(kubectl(cluster), created, { ...created.status, phase: 'Running', podIP: `10.1.0.${cluster.store.count('Pod')}` })
}

function started(...services: readonly Draft<Service>[]): Cluster {
  const cluster = newCluster(withoutNodes)
  for (const draft of services) create(cluster, draft)
  runningPod(cluster, 'a')
  runningPod(cluster, 'b')
  advance(cluster, 100)
  return cluster
}

describe('the slices of a Service', () => {
  it('begin empty', () => {
    const cluster = newCluster(withoutNodes)
    const web = create(cluster, service())
    advance(cluster, 10)
    expect(slices(cluster)).toMatchObject([{
      addressType: 'IPv4', endpoints: [], ports: [],
      metadata: {
        generateName: 'web-', labels: { team: 'a', 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
        ownerReferences: [{ kind: 'Service', uid: web.metadata.uid, controller: true }],
      },
    }])
  })

  it('list pods with an address, ready or not', () => {
    const cluster = started(service())
    expect(endpoints(cluster)).toEqual(['a', 'b'])
    setReady(kubectl(cluster), 'default/a', true)
    advance(cluster, 10)
    expect(endpoints(cluster)).toEqual(['a ready serving', 'b'])
    expect(slices(cluster)).toHaveLength(1)
    expect(slices(cluster)[0]!.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }])
    expect(slices(cluster)[0]!.endpoints[0]).toMatchObject({ addresses: ['10.1.0.1'], nodeName: 'worker-1', zone: 'zone-1', targetRef: { kind: 'Pod', namespace: 'default', name: 'a' } })
  })

  it('keep terminating pods, which are not ready, until they have ended', () => {
    const cluster = started(service(), service({ publishNotReadyAddresses: true, clusterIP: 'None' }, 'peers'))
    setReady(kubectl(cluster), 'default/a', true)
    deleteObject(kubectl(cluster), 'Pod', 'default/a')
    advance(cluster, 10)
    expect(endpoints(cluster)).toEqual(['a serving terminating', 'b'])
    expect(endpoints(cluster, 'peers')).toEqual(['a ready serving terminating', 'b ready'])
    const ending = cluster.store.get<Pod>('Pod', 'default/a')!
    updateStatus(kubectl(cluster), ending, { ...ending.status, phase: 'Succeeded' })
    advance(cluster, 10)
    expect(endpoints(cluster)).toEqual(['b'])
    expect(slices(cluster, 'peers')[0]!.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '')
  })

  it('follow selector, labels and deletion', () => {
    const cluster = started(service())
    change<Service>(cluster, 'Service', 'default/web', (web) => ({ ...web, metadata: { ...web.metadata, labels: { team: 'b' } }, spec: { ...web.spec, selector: { app: 'other' } } }))
    advance(cluster, 10)
    expect(slices(cluster)).toMatchObject([{ endpoints: [], ports: [], metadata: { labels: { team: 'b' } } }])
    expect(cluster.log.entries.filter((entry) => entry.kind.startsWith('EndpointSlice') && entry.type !== 'MODIFIED' && entry.object.metadata.generateName === 'web-')).toHaveLength(1)
    deleteObject(kubectl(cluster), 'Service', 'default/web')
    advance(cluster, 10)
    expect(slices(cluster)).toHaveLength(0)
  })

  it('group pods by what a named port means to them', () => {
    const cluster = started(service())
    runningPod(cluster, 'c', { spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 9090, protocol: 'TCP' }] }] } })
    runningPod(cluster, 'd', { spec: { containers: [{ name: 'c' }] } })
    advance(cluster, 10)
    expect(slices(cluster).map((slice) => [slice.ports!.map((port) => port.port), slice.endpoints.map((endpoint) => endpoint.targetRef!.name)])).toEqual([
      [[8080], ['a', 'b']], [[9090], ['c']], [[], ['d']],
    ])
  })

  it('are none for external names and Services without a selector', () => {
    const cluster = started(service({ type: 'ExternalName', externalName: 'example.com' }))
    create<Service>(cluster, { ...service({}, 'bare'), spec: { type: 'ClusterIP', ports: [], ipFamilies: ['IPv4'] } })
    advance(cluster, 10)
    expect(slices(cluster)).toHaveLength(0)
    expect(slices(cluster, 'bare')).toHaveLength(0)
  })

  it('come back when someone deletes them, a second later', () => {
    const cluster = started(service())
    deleteObject(kubectl(cluster), 'EndpointSlice.discovery.k8s.io', `default/${slices(cluster)[0]!.metadata.name}`)
    advance(cluster, 900)
    expect(slices(cluster)).toHaveLength(0)
    advance(cluster, 200)
    expect(endpoints(cluster)).toEqual(['a', 'b'])
  })

  it('leave out a pod on a node that is not there, and say so', () => {
    const cluster = started(service())
    runningPod(cluster, 'lost', { spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }], nodeName: 'gone' } })
    advance(cluster, 10)
    expect(endpoints(cluster)).toEqual(['a', 'b'])
    const event = [...cluster.store.list('Event')].at(-1)
    expect(event).toMatchObject({
      reason: 'FailedToUpdateEndpointSlices', source: { component: 'endpoint-slice-controller' },
      message: 'Error updating Endpoint Slices for Service default/web: skipping Pod lost for Service default/web: Node gone Not Found',
    })
  })

  it('carry hints of zone and node when the Service asks for them', () => {
    const cluster = started(service({ trafficDistribution: 'PreferSameNode' }))
    setReady(kubectl(cluster), 'default/a', true)
    advance(cluster, 10)
    expect(slices(cluster)[0]!.endpoints.map((endpoint) => endpoint.hints)).toEqual([{ forZones: [{ name: 'zone-1' }], forNodes: [{ name: 'worker-1' }] }, undefined])
    change<Service>(cluster, 'Service', 'default/web', (web) => ({ ...web, spec: { ...web.spec, trafficDistribution: 'Other' } }))
    advance(cluster, 10)
    expect(slices(cluster)[0]!.endpoints.every((endpoint) => endpoint.hints === undefined)).toBe(true)
  })
})

describe('filling slices', () => {
  const owner = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '', creationTimestamp: '' }, spec: {} } as Service
  const endpoint = (index: number): Endpoint => ({ addresses: [`10.0.${index >> 8}.${index & 255}`], conditions: { ready: true, serving: true, terminating: false }, targetRef: { kind: 'Pod', namespace: 'default', name: `p${index}`, uid: `${index}` } })
  const stored = (name: string, indexes: readonly number[]): EndpointSlice => {
    const draft = newSlice(owner, 'IPv4', [], indexes.map(endpoint))
    return { ...draft, metadata: { ...draft.metadata, name, uid: name, resourceVersion: '', creationTimestamp: '' } }
  }
  const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, index) => from + index)
  function fill(wanted: readonly number[], existing: readonly EndpointSlice[]): { readonly changes: SliceChanges; readonly sizes: readonly (readonly [string, number])[] } {
    const group: PortGroup = { ports: [], endpoints: new Map(wanted.map(endpoint).map((own) => [own.targetRef!.uid!, own])) }
    const changes: SliceChanges = { create: [], update: [], remove: [] }
    fillSlices(owner, 'IPv4', group, existing, changes)
    return {
      changes,
      sizes: [...changes.update.map((slice) => [slice.metadata.name, slice.endpoints.length] as const), ...changes.create.map((slice) => ['new', slice.endpoints.length] as const),
        ...changes.remove.map((slice) => [slice.metadata.name, 0] as const)],
    }
  }

  it('makes new ones of a hundred', () => {
    expect(fill(range(0, 250), []).sizes).toEqual([['new', 100], ['new', 100], ['new', 50]])
  })
  it('leaves alone what does not change', () => {
    expect(fill(range(0, 50), [stored('a', range(0, 50))]).sizes).toEqual([])
  })
  it('takes the slice that ends up fullest', () => {
    expect(fill(range(0, 100), [stored('a', range(0, 20)), stored('b', range(20, 90))]).sizes).toEqual([['b', 80]])
  })
  it('fills slices that change anyway first', () => {
    expect(fill([...range(0, 19), ...range(20, 100)], [stored('a', range(0, 20)), stored('b', range(20, 90))]).sizes).toEqual([['a', 29]])
  })
  it('removes a slice that nothing is left of', () => {
    expect(fill(range(20, 90), [stored('a', range(0, 20)), stored('b', range(20, 90))]).sizes).toEqual([['a', 0]])
  })
  it('makes a new one when no slice can take all', () => {
    expect(fill(range(0, 190), [stored('a', range(0, 80)), stored('b', range(80, 150))]).sizes).toEqual([['new', 40]])
  })

  it('holds every wanted endpoint exactly once, and none else', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 300 })
    fc.assert(fc.property(numbers, numbers, (before, after) => {
      const existing = range(0, Math.ceil(before.length / 100)).map((index) => stored(`s${index}`, before.slice(index * 100, index * 100 + 100)))
      const { changes } = fill(after, existing)
      const touched = new Set([...changes.update, ...changes.remove].map((slice) => slice.metadata.name))
      const result = [...existing.filter((slice) => !touched.has(slice.metadata.name)), ...changes.update, ...changes.create]
      expect(result.flatMap((slice) => slice.endpoints).map((own) => Number(own.targetRef!.uid)).sort((a, b) => a - b)).toEqual(after.toSorted((a, b) => a - b))
      expect(result.every((slice) => slice.endpoints.length <= 100)).toBe(true)
    }), { numRuns: 100, seed: 3 })
  })
})
