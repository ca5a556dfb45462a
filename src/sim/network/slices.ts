import { Kind } from '../api/kinds/ids.js'
import type { EndpointSlice, Service } from '../api/types.js'
import type { Network } from './network.js'

const serviceLabel = 'kubernetes.io/service-name'

/** The EndpointSlices of a Service. */
export const slicesOf = ({ store }: Network, { metadata: { name, namespace = '' } }: Service): readonly EndpointSlice[] =>
  store.inNamespace<EndpointSlice>(Kind.EndpointSlice, namespace).filter(({ metadata }) => metadata.labels?.[serviceLabel] === name)
