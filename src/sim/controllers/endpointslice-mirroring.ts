import { Kind } from '../api/kinds/ids.js'
import type { Endpoint, EndpointPort, EndpointSlice, Service, StringMap } from '../api/types.js'
import { createObject } from '../apiserver/create.js'
import { deleteObject } from '../apiserver/delete.js'
import type { Draft } from '../apiserver/draft.js'
import { recordEvent } from '../apiserver/events.js'
import { isEqual, updateObject } from '../apiserver/update.js'
import { keyOf, objectKey } from '../store/keys.js'
import { defineController, enqueue, forget, type Controller, type WorkQueue } from './define.js'
import { managedByLabel, serviceNameLabel } from './endpointslice/slices.js'
import { mirroredGroups, type MirroredGroup } from './endpointslice/mirrored.js'
import type { Endpoints } from './endpointslice/subsets.js'
import { controllerReference } from './owners.js'

const owner = 'endpointslicemirroring-controller.k8s.io'
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror'
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader'
const keptBack = ['endpoints.kubernetes.io/last-change-trigger-time', 'kubectl.kubernetes.io/last-applied-configuration']

/** Makes slices of the Endpoints that somebody writes for a Service without a selector: kube-controller-manager's endpointslicemirroring controller, 1.36. */
export const endpointSliceMirroring: Controller = defineController({
  name: 'endpointslicemirroring-controller',
  watches: [Kind.Service, Kind.Endpoints, Kind.EndpointSlice],
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.Endpoints)) enqueue(queue, keyOf(metadata))
  },
  deliver: (queue, { kind, key, object }) => {
    if (kind !== Kind.EndpointSlice) return enqueue(queue, key)
    const { labels = {}, namespace } = object.metadata
    if (labels[managedByLabel] === owner && labels[serviceNameLabel] !== undefined) enqueue(queue, objectKey(namespace, labels[serviceNameLabel]))
  },
  reconcile: (queue, key) => {
    const { store } = queue.context
    const endpoints = store.get<Endpoints>(Kind.Endpoints, key)
    const service = store.get<Service>(Kind.Service, key)
    forget(queue, key)
    // Slices whose Endpoints are gone go with them.
    if (endpoints === undefined) return
    const existing = slicesOf(queue, endpoints)
    if (isMirrored(endpoints) && service !== undefined && service.spec.selector === undefined) return mirror(queue, endpoints, existing)
    for (const slice of existing) deleteObject(queue.context, Kind.EndpointSlice, keyOf(slice.metadata))
  },
})

const isMirrored = ({ metadata: { labels, annotations } }: Endpoints): boolean => labels?.[skipLabel] !== 'true' && annotations?.[leaderAnnotation] === undefined

const slicesOf = ({ context: { store } }: WorkQueue, endpoints: Endpoints): readonly EndpointSlice[] =>
  store.controlledBy<EndpointSlice>(endpoints.metadata.uid, Kind.EndpointSlice).filter(({ metadata: { labels = {} } }) => labels[managedByLabel] === owner)

interface Changes {
  readonly create: Draft<EndpointSlice>[]
  readonly update: EndpointSlice[]
  readonly remove: EndpointSlice[]
}

/** One slice for each list of ports and family of addresses; one that is not wanted any more is used for a new one. */
function mirror({ context }: WorkQueue, endpoints: Endpoints, existing: readonly EndpointSlice[]): void {
  const { groups, invalid } = mirroredGroups(endpoints)
  if (invalid > 0) {
    const message = `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`
    recordEvent(context, { regarding: endpoints, type: 'Warning', reason: 'InvalidIPAddress', message, component: 'endpoint-slice-mirroring-controller' })
  }
  const { create, update, remove } = planMirror(endpoints, groups, existing)
  for (const draft of create) {
    const unused = remove.shift()
    if (unused === undefined) createObject<EndpointSlice>(context, draft)
    else updateObject(context, { ...unused, ...draft, metadata: { ...unused.metadata, labels: labelsOf(endpoints) } })
  }
  for (const slice of update) updateObject(context, slice)
  for (const slice of remove) deleteObject(context, Kind.EndpointSlice, keyOf(slice.metadata))
}

function planMirror(endpoints: Endpoints, groups: ReadonlyMap<string, MirroredGroup>, existing: readonly EndpointSlice[]): Changes {
  const changes: Changes = { create: [], update: [], remove: [] }
  const left = new Map<string, EndpointSlice[]>()
  for (const slice of existing) {
    const key = groupKey(slice.addressType, slice.ports ?? [])
    left.set(key, [...(left.get(key) ?? []), slice])
  }
  for (const [key, { addressType, ports, endpoints: wanted }] of groups) {
    const [slice, ...others] = left.get(key) ?? []
    left.delete(key)
    changes.remove.push(...others)
    if (slice === undefined) changes.create.push(draftOf(endpoints, addressType, ports, wanted))
    else if (!isEqual(slice.endpoints, wanted) || !isEqual(slice.metadata.labels, labelsOf(endpoints)) || !isEqual(slice.metadata.annotations ?? {}, annotationsOf(endpoints))) {
      changes.update.push({ ...slice, endpoints: wanted, metadata: { ...slice.metadata, labels: labelsOf(endpoints), ...annotated(endpoints) } })
    }
  }
  changes.remove.push(...[...left.values()].flat())
  return changes
}

const groupKey = (addressType: string, ports: readonly EndpointPort[]): string => `${addressType} ${JSON.stringify(ports)}`
const labelsOf = ({ metadata }: Endpoints): StringMap => ({ ...metadata.labels, [serviceNameLabel]: metadata.name, [managedByLabel]: owner })
const annotationsOf = ({ metadata }: Endpoints): StringMap => Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !keptBack.includes(name)))

function annotated(endpoints: Endpoints): { readonly annotations?: StringMap } {
  const annotations = annotationsOf(endpoints)
  return Object.keys(annotations).length === 0 ? {} : { annotations }
}

const draftOf = (endpoints: Endpoints, addressType: string, ports: readonly EndpointPort[], wanted: readonly Endpoint[]): Draft<EndpointSlice> => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice',
  metadata: {
    generateName: `${endpoints.metadata.name}-`, ...(endpoints.metadata.namespace === undefined ? {} : { namespace: endpoints.metadata.namespace }),
    labels: labelsOf(endpoints), ...annotated(endpoints), ownerReferences: [controllerReference(endpoints)],
  },
  addressType, endpoints: wanted, ports,
})
