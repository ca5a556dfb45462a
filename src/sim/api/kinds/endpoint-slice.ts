import { defaultsFor } from '../defaults/apply.js'
import type { EndpointSlice } from '../types.js'
import { ageColumn, firstThree, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const endpointSlice: KindDefinition = defineKind({
  group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice', plural: 'endpointslices', namespaced: true, simulated: true,
  generation: true,
  defaults: defaultsFor('discovery.k8s.io/v1', 'EndpointSlice'),
  columns: [
    nameColumn,
    { name: 'ADDRESSTYPE', cell: (object: EndpointSlice) => object.addressType },
    { name: 'PORTS', cell: (object: EndpointSlice) => firstThree((object.ports ?? []).map((port) => String(port.port ?? port.name ?? '*'))) },
    { name: 'ENDPOINTS', cell: (object: EndpointSlice) => firstThree((object.endpoints ?? []).flatMap((endpoint) => endpoint.addresses)) },
    ageColumn,
  ],
})
