import { createObject } from '../../apiserver/create.js'
import { deleteObject } from '../../apiserver/delete.js'
import { isEqual, updateObject } from '../../apiserver/update.js'
import { Kind } from '../../api/kinds/ids.js'
import type { EndpointSlice, Node, Pod, Service } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { keyOf } from '../../store/keys.js'
import { isNamespaceTerminating } from '../namespace-terminating.js'
import { addressTypes, portKey, servedBy, type AddressType } from './endpoint.js'
import { fillSlices, type PortGroup, type SliceChanges } from './fill.js'
import { noEndpoints } from './refill.js'
import { endpointPods, onceForSame } from './same-services.js'
import { isOwnedBy, managedByLabel, newSlice, serviceNameLabel, sliceLabels, sliceOwner } from './slices.js'
import { addHints, type HintEvent, type Topology } from './topology-hints.js'
import { zoneRatios } from './topology-nodes.js'

export interface Reconciled {
  /** What went wrong. */
  readonly errors: readonly string[]
  readonly events: readonly HintEvent[]
  readonly pods: number
  readonly writes: number
}

/** Brings a Service's slices to what its pods are now (k8s.io/endpointslice reconciler.go, 0.36). */
export function reconcileSlices(context: ActorContext, service: Service, topology: Topology): Reconciled {
  const types = addressTypes(service)
  const existing = slicesOf(context, service)
  const { name, namespace } = service.metadata
  const errors = new Set<string>()
  const events: HintEvent[] = []
  for (const slice of existing) if (!types.includes(slice.addressType as AddressType)) removeSlice(context, slice)
  let writes = 0
  for (const type of types) {
    const own = existing.filter((slice) => slice.addressType === type)
    const { groups, homeless } = onceForSame(context, service, type, (pods) => portGroups(context, service, pods, type))
    for (const pod of homeless) errors.add(`skipping Pod ${pod.metadata.name} for Service ${namespace}/${name}: Node ${pod.spec.nodeName} Not Found`)
    const changes = planSlices(service, type, groups, own)
    events.push(...addHints({ key: keyOf(service.metadata), service, type, ratios: () => zoneRatios(context.store), topology }, own, changes))
    mergeIntoUpdates(changes)
    writes += changes.create.length + changes.update.length + changes.remove.length
    for (const error of apply(context, service, changes)) errors.add(error)
  }
  return { errors: [...errors], events, pods: endpointPods(context, service).length, writes }
}

const slicesOf = (context: ActorContext, service: Service): readonly EndpointSlice[] =>
  context.store.controlledBy<EndpointSlice>(service.metadata.uid, Kind.EndpointSlice).filter(({ metadata }) =>
    metadata.deletionTimestamp === undefined && metadata.labels?.[serviceNameLabel] === service.metadata.name && metadata.labels[managedByLabel] === sliceOwner)

interface Wanted {
  readonly groups: ReadonlyMap<string, PortGroup>
  /** Pods whose node there is not. */
  readonly homeless: readonly Pod[]
}

/** The wanted endpoints, by the ports that their pods serve. */
function portGroups(context: ActorContext, service: Service, pods: readonly Pod[], type: AddressType): Wanted {
  const groups = new Map<string, PortGroup>()
  const homeless: Pod[] = []
  for (const pod of pods) {
    const node = context.store.get<Node>('Node', pod.spec.nodeName ?? '')
    const { ports, key, endpoint } = servedBy(service, pod, node, type)
    let group = groups.get(key)
    if (group === undefined) groups.set(key, (group = { ports, endpoints: new Map() }))
    if (node === undefined && service.spec.publishNotReadyAddresses !== true) homeless.push(pod)
    else if (endpoint !== undefined) group.endpoints.set(pod.metadata.uid, endpoint)
  }
  return { groups, homeless }
}

/** What to create, update and remove. A Service always has a slice, if an empty one. */
function planSlices(service: Service, type: AddressType, groups: ReadonlyMap<string, PortGroup>, existing: readonly EndpointSlice[]): SliceChanges {
  const changes: SliceChanges = { create: [], update: [], remove: [] }
  const byPorts = new Map<string, EndpointSlice[]>()
  for (const slice of existing) {
    const key = portKey(slice.ports)
    if (!isOwnedBy(slice, service)) changes.remove.push(slice)
    else if (byPorts.get(key)?.push(slice) === undefined) byPorts.set(key, [slice])
  }
  for (const [key, group] of groups) fillSlices(service, type, group, byPorts.get(key) ?? [], changes)
  for (const [key, slices] of byPorts) if (!groups.has(key)) changes.remove.push(...slices)
  if (changes.remove.length === existing.length && changes.create.length === 0) keepPlaceholder(service, type, changes)
  return changes
}

function keepPlaceholder(service: Service, type: AddressType, changes: SliceChanges): void {
  const only = changes.remove[0]
  const isPlaceholder = only !== undefined && changes.remove.length === 1 && only.endpoints.length === 0 && (only.ports ?? []).length === 0
    && isEqual(only.metadata.labels, sliceLabels(service))
  if (isPlaceholder) changes.remove.length = 0
  else changes.create.push(newSlice(service, type, [], noEndpoints))
}

/** Removing and creating become one update. */
function mergeIntoUpdates({ create, update, remove }: SliceChanges): void {
  while (create.length > 0 && remove.length > 0) {
    const slice = remove.shift()!
    const { metadata, ...content } = create.pop()!
    update.push({ ...slice, ...content, metadata: { ...slice.metadata, labels: metadata.labels ?? {} } })
  }
}

function apply(context: ActorContext, service: Service, changes: SliceChanges): readonly string[] {
  const { name, namespace } = service.metadata
  const isGoing = service.metadata.deletionTimestamp !== undefined
  for (const draft of isGoing ? [] : changes.create) {
    const created = createObject<EndpointSlice>(context, draft)
    if (created.ok) continue
    return isNamespaceTerminating(created.error) ? [] : [`failed to create EndpointSlice for Service ${namespace}/${name}: ${created.error.message}`]
  }
  for (const slice of changes.update) updateObject(context, slice)
  for (const slice of changes.remove) removeSlice(context, slice)
  return []
}

const removeSlice = (context: ActorContext, slice: EndpointSlice): void => void deleteObject(context, Kind.EndpointSlice, keyOf(slice.metadata))
