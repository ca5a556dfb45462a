import type { Endpoint, EndpointPort, EndpointSlice, Service } from '../../api/types.js'
import type { Draft } from '../../apiserver/draft.js'
import type { AddressType } from './endpoint.js'
import { keepWanted, maxPerSlice, noEndpoints, refill } from './refill.js'
import { areLabelsStale, newSlice, sliceLabels } from './slices.js'

/** What is to be done with the slices of one Service. */
export interface SliceChanges {
  readonly create: Draft<EndpointSlice>[]
  readonly update: EndpointSlice[]
  readonly remove: EndpointSlice[]
}

export interface PortGroup {
  readonly ports: readonly EndpointPort[]
  /** By the uid of the pod, in the order in which the pods were found. */
  readonly endpoints: Map<string, Endpoint>
}

/**
 * Fits the wanted endpoints of one list of ports into its slices (reconciler.go reconcileByPortMapping): what is there stays where it
 * is; new ones fill slices that change anyway, fullest first, then one slice that takes all that is left, then new slices.
 */
export function fillSlices(service: Service, type: AddressType, group: PortGroup, existing: readonly EndpointSlice[], changes: SliceChanges): void {
  if (existing.length === 0 && createOnly(service, type, group, changes)) return
  if (existing.length === 1 && fillOnly(service, group, existing[0]!, changes)) return
  const left = new Map(group.endpoints)
  const changed: EndpointSlice[] = []
  const unchanged: EndpointSlice[] = []
  for (const slice of existing) {
    const kept = keepWanted(slice.endpoints, left)
    const isStale = areLabelsStale(slice, service)
    const metadata = isStale || kept !== slice.endpoints ? { ...slice.metadata, labels: sliceLabels(service) } : slice.metadata
    if (kept.length === 0 && slice.endpoints.length > 0) changes.remove.push(slice)
    else if (kept !== slice.endpoints || isStale) changed.push({ ...slice, metadata, endpoints: kept })
    else unchanged.push(slice)
  }
  const wanted = [...left.values()]
  const poured = changed.toSorted((a, b) => b.endpoints.length - a.endpoints.length).map((slice) => pour(slice, wanted))
  while (wanted.length > 0) {
    const index = wanted.length < maxPerSlice ? bestFit(unchanged, wanted.length) : -1
    if (index >= 0) poured.push(pour(unchanged.splice(index, 1)[0]!, wanted))
    else changes.create.push(newSlice(service, type, group.ports, wanted.splice(0, maxPerSlice)))
  }
  changes.update.push(...poured)
}

/** The first slice, if one is enough; false when it is not. */
function createOnly(service: Service, type: AddressType, group: PortGroup, changes: SliceChanges): boolean {
  const refilled = refill(noEndpoints, group.endpoints)
  if (refilled === undefined) return false
  if (refilled.endpoints.length > 0) changes.create.push(newSlice(service, type, group.ports, refilled.endpoints))
  return true
}

/** The usual case, one slice that takes all; false when it is another. */
function fillOnly(service: Service, group: PortGroup, slice: EndpointSlice, changes: SliceChanges): boolean {
  const refilled = refill(slice.endpoints, group.endpoints)
  if (refilled === undefined) return false
  const { endpoints, isChanged } = refilled
  const isStale = areLabelsStale(slice, service)
  const metadata = isStale || isChanged ? { ...slice.metadata, labels: sliceLabels(service) } : slice.metadata
  if (isStale || endpoints !== slice.endpoints) changes.update.push({ ...slice, metadata, endpoints })
  return true
}

function pour(slice: EndpointSlice, wanted: Endpoint[]): EndpointSlice {
  const room = maxPerSlice - slice.endpoints.length
  return wanted.length === 0 || room <= 0 ? slice : { ...slice, endpoints: [...slice.endpoints, ...wanted.splice(0, room)] }
}

/** The slice that ends up fullest with so many more; -1 when none can take them all (getSliceToFill). */
function bestFit(slices: readonly EndpointSlice[], count: number): number {
  let best = -1
  let least = maxPerSlice
  slices.forEach((slice, index) => {
    const room = maxPerSlice - count - slice.endpoints.length
    if (room < 0 || room >= least) return
    least = room
    best = index
  })
  return best
}
