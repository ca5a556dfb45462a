import type { Endpoint, EndpointSlice, Service } from '../../api/types.js'
import type { CowMap } from '../../cow-map.js'
import type { AddressType } from './endpoint.js'
import type { SliceChanges } from './fill.js'
import { withHints } from './hints.js'
import { allocate, isOverloaded, movesBetween, type Allocation, type Moves, type ZoneCounts, type ZoneRatios } from './topology-allocation.js'

/** What the controller remembers of Services with hints by zone: how many endpoints each zone got. */
export type Topology = CowMap<string, ZoneCounts>

export interface HintEvent {
  readonly type: 'Normal' | 'Warning'
  readonly reason: 'TopologyAwareHintsEnabled' | 'TopologyAwareHintsDisabled'
  readonly message: string
}

const [older, mode] = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode']

/** Whether annotations ask for hints by zone; then trafficDistribution does not count (utils.go hintsEnabled, 0.36). */
function isTopologyAware({ metadata: { annotations } }: Service): boolean {
  const value = annotations?.[older] ?? annotations?.[mode]
  return value === 'Auto' || value === 'auto'
}

/** The Services whose endpoints do not fit their zones any more. */
export const overloadedServices = (topology: Topology, ratios: ZoneRatios | undefined): readonly string[] =>
  [...topology.entries()].filter(([, counts]) => isOverloaded(counts, ratios)).map(([key]) => key)

export interface HintRequest {
  readonly key: string
  readonly service: Service
  readonly type: AddressType
  readonly ratios: () => ZoneRatios | undefined
  readonly topology: Topology
}

/** Gives the endpoints the hints that the Service asks for, and says what there is to say about it (reconcileByAddressType, 0.36). */
export function addHints(request: HintRequest, existing: readonly EndpointSlice[], changes: SliceChanges): readonly HintEvent[] {
  const { key, service, type, topology } = request
  if (isTopologyAware(service)) return addZoneHints(request, existing, changes)
  const wasEnabled = topology.has(key)
  if (wasEnabled) topology.delete(key)
  mapEndpoints(existing, changes, (endpoints) => withHints(service, endpoints))
  return wasEnabled ? [disabled('Topology Aware Hints has been disabled', type)] : []
}

const disabled = (why: string, type: AddressType): HintEvent => ({ type: 'Warning', reason: 'TopologyAwareHintsDisabled', message: `${why}, addressType: ${type}` })

function mapEndpoints(existing: readonly EndpointSlice[], changes: SliceChanges, map: (endpoints: readonly Endpoint[]) => readonly Endpoint[]): void {
  const mapped = <T extends { readonly endpoints: readonly Endpoint[] }>(slice: T): T => {
    const endpoints = map(slice.endpoints)
    return endpoints === slice.endpoints ? slice : { ...slice, endpoints }
  }
  const unchanged = untouched(existing, changes)
  changes.create.forEach((slice, index) => { changes.create[index] = mapped(slice) })
  changes.update.forEach((slice, index) => { changes.update[index] = mapped(slice) })
  for (const slice of unchanged) if (mapped(slice) !== slice) changes.update.push(mapped(slice))
}

function untouched(existing: readonly EndpointSlice[], { update, remove }: SliceChanges): readonly EndpointSlice[] {
  const touched = new Set([...update, ...remove].map(({ metadata }) => metadata.name))
  return existing.filter(({ metadata }) => !touched.has(metadata.name))
}

const isReady = ({ conditions }: Endpoint): boolean => conditions?.ready === true
const hintFor = (zone: string): NonNullable<Endpoint['hints']> => ({ forZones: [{ name: zone }] })
const count = (counts: Map<string, number>, zone: string, by: number): void => void counts.set(zone, (counts.get(zone) ?? 0) + by)

/** Slices whose hints still do stay as they are; in all others endpoints serve their own zone first, then zones with too many give some away (AddHints). */
function addZoneHints({ key, type, topology, ratios }: HintRequest, existing: readonly EndpointSlice[], changes: SliceChanges): readonly HintEvent[] {
  const unchanged = untouched(existing, changes)
  const ready = [...changes.create, ...changes.update, ...unchanged].flatMap(({ endpoints }) => endpoints.filter(isReady))
  const allocations = allocate(ratios(), ready.length)
  const counts = new Map<string, number>()
  const why = typeof allocations === 'string' ? allocations : assign(allocations, unchanged, changes, counts)
  if (why !== undefined) {
    topology.delete(key)
    mapEndpoints(existing, changes, withoutHints)
    return [disabled(why, type)]
  }
  const wasEnabled = topology.has(key)
  topology.set(key, counts)
  return wasEnabled ? [] : [{ type: 'Normal', reason: 'TopologyAwareHintsEnabled', message: `Topology Aware Hints has been enabled, addressType: ${type}` }]
}

function withoutHints(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  if (endpoints.every(({ hints }) => hints === undefined)) return endpoints
  return endpoints.map(({ hints: _hints, ...rest }) => rest)
}

/** Hints for all slices that change; in words why there can be none. */
function assign(allocations: ReadonlyMap<string, Allocation>, unchanged: readonly EndpointSlice[], changes: SliceChanges, counts: Map<string, number>): string | undefined {
  for (const slice of unchanged) {
    const hinted = hintsOf(slice, counts, allocations)
    if (hinted === undefined) changes.update.push(slice)
    else for (const [zone, hints] of hinted) count(counts, zone, hints)
  }
  for (const { endpoints } of [...changes.create, ...changes.update]) {
    for (const endpoint of endpoints) {
      if (!isReady(endpoint)) continue
      if (endpoint.zone === undefined) return 'One or more endpoints do not have a zone specified'
      count(counts, endpoint.zone, 1)
    }
  }
  const moves = movesBetween(allocations, counts)
  changes.create.forEach((slice, index) => { changes.create[index] = { ...slice, endpoints: distribute(slice.endpoints, moves, counts) } })
  changes.update.forEach((slice, index) => { changes.update[index] = { ...slice, endpoints: distribute(slice.endpoints, moves, counts) } })
  return counts.size === 0 ? 'No hints allocated for zones' : undefined
}

/** How many endpoints of a slice are hinted for each zone; undefined where one lacks its hint, or a zone would have too many (getHintsByZone). */
function hintsOf({ endpoints }: EndpointSlice, counts: ZoneCounts, allocations: ReadonlyMap<string, Allocation>): ZoneCounts | undefined {
  const hinted = new Map<string, number>()
  for (const endpoint of endpoints) {
    if (!isReady(endpoint)) continue
    const zones = endpoint.hints?.forZones ?? []
    if (zones.length === 0 || !zones.every(({ name }) => allocations.has(name))) return undefined
    for (const { name } of zones) count(hinted, name, 1)
  }
  return [...hinted].some(([zone, hints]) => hints + (counts.get(zone) ?? 0) > allocations.get(zone)!.maximum) ? undefined : hinted
}

function distribute(endpoints: readonly Endpoint[], moves: Moves, counts: Map<string, number>): readonly Endpoint[] {
  return endpoints.map((endpoint) => {
    if (!isReady(endpoint)) return endpoint
    const zone = endpoint.zone!
    return { ...endpoint, hints: hintFor(receiverOf(zone, moves, counts) ?? zone) }
  })
}

/** The zone that gets an endpoint of this one, which thereby has one less to give (redistributeHints). */
function receiverOf(zone: string, { giving, receiving }: Moves, counts: Map<string, number>): string | undefined {
  const toGive = giving.get(zone) ?? 0
  const [receiver] = [...receiving].find(([, toReceive]) => toReceive > 0) ?? []
  if (toGive === 0 || receiver === undefined) return undefined
  giving.set(zone, toGive - 1)
  receiving.set(receiver, receiving.get(receiver)! - 1)
  count(counts, receiver, 1)
  count(counts, zone, -1)
  return receiver
}
