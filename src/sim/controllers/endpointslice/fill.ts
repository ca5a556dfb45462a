import { isEqual } from '../../apiserver/update.js'
import type { Endpoint, EndpointPort, EndpointSlice, Service } from '../../api/types.js'
import type { Draft } from '../../apiserver/draft.js'
import type { AddressType } from './endpoint.js'
import { areLabelsStale, newSlice, sliceLabels } from './slices.js'

/** Endpoints that one slice holds at most (--max-endpoints-per-slice). */
export const maxPerSlice = 100

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
  const left = new Map(group.endpoints)
  const changed: EndpointSlice[] = []
  const unchanged: EndpointSlice[] = []
  for (const slice of existing) {
    const kept = keepWanted(slice, left)
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

/** The endpoints of the slice that are still wanted, in their newest version; the same list when nothing changed. Takes them out of `left`. */
function keepWanted(slice: EndpointSlice, left: Map<string, Endpoint>): readonly Endpoint[] {
  const kept: Endpoint[] = []
  let isSame = true
  for (const endpoint of slice.endpoints) {
    const uid = endpoint.targetRef?.uid ?? ''
    const wanted = left.get(uid)
    if (wanted === undefined) {
      isSame = false
      continue
    }
    left.delete(uid)
    const isKept = endpoint === wanted || isEqual(endpoint.hints === undefined ? endpoint : { ...endpoint, hints: undefined }, wanted)
    kept.push(isKept ? endpoint : wanted)
    isSame &&= isKept
  }
  return isSame ? slice.endpoints : kept
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
