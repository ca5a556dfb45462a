import { Kind } from '../../sim/api/kinds/ids.js'
import type { Endpoint, EndpointSlice, Service } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import { nestedOr, numberCheck, type CheckReader, type CheckTable } from '../checks.js'
import type { AssertionDefinition } from '../define.js'
import { defineObjects } from '../objects.js'
import { reachable, reachKinds } from './reachable.js'

const serviceLabel = 'kubernetes.io/service-name'

/** The endpoints of all slices of a Service, each target once: a pod with two addresses stands in two slices. */
export function endpointsOf(view: ClusterView, { metadata: { name, namespace = '' } }: Service): readonly Endpoint[] {
  const found = new Map<string, Endpoint>()
  for (const slice of view.store.inNamespace<EndpointSlice>(Kind.EndpointSlice, namespace)) {
    if (slice.metadata.labels?.[serviceLabel] !== name) continue
    for (const endpoint of slice.endpoints ?? []) found.set(endpoint.targetRef?.uid ?? endpoint.addresses.join(), endpoint)
  }
  return [...found.values()]
}

/** Absent conditions count as the API says: ready and serving yes, terminating no. */
const count =
  (test: (conditions: NonNullable<Endpoint['conditions']>) => boolean) =>
  (service: Service, view: ClusterView): number =>
    endpointsOf(view, service).filter(({ conditions }) => test(conditions ?? {})).length

const counts: CheckTable<Service> = {
  ready: numberCheck(count(({ ready }) => ready !== false)),
  serving: numberCheck(count(({ serving, ready }) => (serving ?? ready) !== false)),
  terminating: numberCheck(count(({ terminating }) => terminating === true)),
  total: numberCheck(count(() => true)),
}

/** A plain number means ready ones. */
const endpoints: CheckReader<Service> = nestedOr(counts, ['ready'])

export const service: AssertionDefinition = defineObjects<Service>({
  name: 'service',
  kind: { id: Kind.Service, namespaced: true },
  short: 'name',
  observes: reachKinds,
  checks: { endpoints, reachable },
})
