import type { Endpoint, EndpointPort, EndpointSlice, Service, StringMap } from '../../api/types.js'
import type { Draft } from '../../apiserver/draft.js'
import { controllerReference } from '../owners.js'
import { isHeadless, type AddressType } from './endpoint.js'

export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
export const serviceNameLabel = 'kubernetes.io/service-name'
export const headlessLabel = 'service.kubernetes.io/headless'
export const sliceOwner = 'endpointslice-controller.k8s.io'

const reserved: ReadonlySet<string> = new Set([managedByLabel, serviceNameLabel, headlessLabel])

const withoutReserved = (labels: StringMap = {}): StringMap => {
  if (![...reserved].some((name) => Object.hasOwn(labels, name))) return labels
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !reserved.has(name)))
}

/** The labels of a Service's slices: its own, and those that say whose they are. */
export const sliceLabels = (service: Service): StringMap => ({
  ...withoutReserved(service.metadata.labels),
  ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
  [serviceNameLabel]: service.metadata.name,
  [managedByLabel]: sliceOwner,
})

/** Whether the Service's own labels changed since the slice got them; the reserved ones do not count (setEndpointSliceLabels). */
export function areLabelsStale(slice: EndpointSlice, service: Service): boolean {
  const [own, wanted] = [withoutReserved(slice.metadata.labels), withoutReserved(service.metadata.labels)]
  const names = Object.keys(wanted)
  return names.length !== Object.keys(own).length || names.some((name) => own[name] !== wanted[name])
}

export const newSlice = (service: Service, addressType: AddressType, ports: readonly EndpointPort[], endpoints: readonly Endpoint[]): Draft<EndpointSlice> => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    generateName: `${service.metadata.name}-`,
    ...(service.metadata.namespace === undefined ? {} : { namespace: service.metadata.namespace }),
    labels: sliceLabels(service),
    ownerReferences: [controllerReference(service)],
  },
  addressType,
  endpoints,
  ports,
})

export const isOwnedBy = (slice: EndpointSlice, service: Service): boolean =>
  (slice.metadata.ownerReferences ?? []).some(({ uid, kind, apiVersion }) => uid === service.metadata.uid && kind === 'Service' && apiVersion === 'v1')
