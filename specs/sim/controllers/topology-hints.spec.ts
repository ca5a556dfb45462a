import { describe, expect, it } from 'vitest'
import { allocate, isOverloaded, movesBetween, type ZoneRatios } from '../../../src/sim/controllers/endpointslice/topology-allocation.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { EndpointSlice, Service } from '../../../src/sim/api/types.js'
import { advance, apply, change, eventsOf, fullCluster, labelNode, podTemplate } from './full-cluster.js'

const halves: ZoneRatios = new Map([['a', 0.5], ['b', 0.5]])
const thirds: ZoneRatios = new Map([['a', 2 / 3], ['b', 1 / 3]])

describe('endpoints for zones by their CPU', () => {
  it.each([
    [undefined, 4, 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes'],
    [halves, 1, 'Insufficient number of endpoints (1 endpoints, 2 zones)'],
    [new Map([['a', 0.34], ['b', 0.34], ['c', 0.32]]), 4, 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 3 zones)'],
    [new Map([['a', 0.45], ['b', 0.45], ['c', 0.1]]), 3, 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (3 endpoints, 3 zones)'],
  ])('are refused in words: %o, %i', (ratios, endpoints, why) => {
    expect(allocate(ratios, endpoints)).toBe(why)
  })

  it('leave room above the least that a zone needs', () => {
    expect(allocate(halves, 3)).toBe('Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (3 endpoints, 2 zones)')
    expect([...allocate(halves, 12) as ReadonlyMap<string, unknown>]).toEqual([['a', { maximum: 7, desired: 6 }], ['b', { maximum: 7, desired: 6 }]])
    expect([...allocate(thirds, 3) as ReadonlyMap<string, unknown>]).toEqual([['a', { maximum: 2, desired: 2 }], ['b', { maximum: 1, desired: 1 }]])
  })

  it('go from zones with most to spare to those that want most', () => {
    const allocations = new Map([['a', { maximum: 9, desired: 3 }], ['b', { maximum: 9, desired: 3 }], ['c', { maximum: 9, desired: 3 }]])
    const { giving, receiving } = movesBetween(allocations, new Map([['a', 6], ['b', 2], ['c', 1]]))
    expect([[...giving], [...receiving]]).toEqual([[['a', 3]], [['c', 2], ['b', 1]]])
    const { giving: none } = movesBetween(new Map([['a', { maximum: 3, desired: 2.6 }], ['b', { maximum: 3, desired: 2.4 }]]), new Map([['a', 3], ['b', 2]]))
    expect([...none]).toEqual([])
  })

  it('overload a zone that has none, or a fifth too few', () => {
    expect(isOverloaded(new Map(), undefined)).toBe(false)
    expect(isOverloaded(new Map([['a', 3]]), undefined)).toBe(true)
    expect(isOverloaded(new Map([['a', 3]]), halves)).toBe(true)
    expect(isOverloaded(new Map([['a', 7], ['b', 5]]), halves)).toBe(false)
    expect(isOverloaded(new Map([['a', 8], ['b', 4]]), halves)).toBe(true)
  })
})

/** Two nodes in zone a, one in zone b; the pods run in zone a. */
function started(annotations: Readonly<Record<string, string>>, replicas: number): Cluster {
  const cluster = fullCluster()
  ;['a', 'a', 'b'].forEach((zone, index) => labelNode(cluster, `worker-${index}`, { 'topology.kubernetes.io/zone': zone }))
  const template = podTemplate('web', 'web:1') as { readonly spec: object }
  apply(cluster, {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { ...template, spec: { ...template.spec, nodeSelector: { 'topology.kubernetes.io/zone': 'a' } } } },
  })
  advance(cluster, 30_000)
  apply<Service>(cluster, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', annotations }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }], trafficDistribution: 'PreferSameNode' } })
  advance(cluster, 1_000)
  return cluster
}

const zones = (cluster: Cluster): readonly (string | undefined)[] =>
  [...cluster.store.list<EndpointSlice>('EndpointSlice.discovery.k8s.io')].filter(({ metadata }) => metadata.name.startsWith('web-')).flatMap(({ endpoints }) => endpoints)
    .map(({ hints }) => (hints === undefined ? undefined : [...(hints.forZones ?? []), ...(hints.forNodes ?? [])].map(({ name }) => name).join())).sort()

const annotate = (cluster: Cluster, annotations: Readonly<Record<string, string>>): void => {
  change<Service>(cluster, 'Service', 'default/web', (web) => ({ ...web, metadata: { ...web.metadata, annotations } }))
  advance(cluster, 1_000)
}

const auto = { 'service.kubernetes.io/topology-mode': 'Auto' }
const enabled = 'TopologyAwareHintsEnabled x1: Topology Aware Hints has been enabled, addressType: IPv4'

describe('a Service with topology mode Auto', () => {
  it('gives zones without endpoints some of others, whatever its trafficDistribution says', () => {
    const cluster = started(auto, 3)
    expect(zones(cluster)).toEqual(['a', 'a', 'b'])
    expect(eventsOf(cluster, 'Service', 'web')).toEqual([enabled])
  })

  it('takes the hints away when a zone goes, and gives them again only when it is looked at', () => {
    const cluster = started({ 'service.kubernetes.io/topology-aware-hints': 'auto' }, 3)
    labelNode(cluster, 'worker-2', { 'topology.kubernetes.io/zone': 'a' })
    advance(cluster, 1_000)
    expect(zones(cluster)).toEqual([undefined, undefined, undefined])
    const disabled = 'TopologyAwareHintsDisabled x1: Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4'
    expect(eventsOf(cluster, 'Service', 'web')).toEqual([enabled, disabled])
    labelNode(cluster, 'worker-2', { 'topology.kubernetes.io/zone': 'b' })
    advance(cluster, 1_000)
    expect(zones(cluster)).toEqual([undefined, undefined, undefined])
    annotate(cluster, { ...auto, touched: 'yes' })
    expect(zones(cluster)).toEqual(['a', 'a', 'b'])
    expect(eventsOf(cluster, 'Service', 'web')).toEqual([enabled.replace('x1', 'x2'), disabled])
  })

  it('says that there are too few endpoints, and leaves trafficDistribution alone', () => {
    const cluster = started(auto, 1)
    expect(zones(cluster)).toEqual([undefined])
    expect(eventsOf(cluster, 'Service', 'web')).toEqual(['TopologyAwareHintsDisabled x1: Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4'])
  })

  it('says that the annotation has gone, and follows trafficDistribution then', () => {
    const cluster = started(auto, 3)
    annotate(cluster, {})
    expect(zones(cluster).every((hints) => hints?.startsWith('a,worker-'))).toBe(true)
    expect(eventsOf(cluster, 'Service', 'web')).toEqual([enabled, 'TopologyAwareHintsDisabled x1: Topology Aware Hints has been disabled, addressType: IPv4'])
  })
})
