import { defaultsFor } from '../defaults/apply.js'
import type { Lease } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const lease: KindDefinition = defineKind({
  group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', namespaced: true, simulated: true,
  defaults: defaultsFor('coordination.k8s.io/v1', 'Lease'),
  columns: [nameColumn, { name: 'HOLDER', cell: (object: Lease) => object.spec?.holderIdentity ?? '' }, ageColumn],
})
