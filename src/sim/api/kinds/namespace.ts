import { defaultsFor } from '../defaults/apply.js'
import type { Namespace } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const namespace: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', shortNames: ['ns'], namespaced: false, simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('v1', 'Namespace'),
  fieldSelectors: { 'status.phase': (object: Namespace) => object.status?.phase ?? '' },
  columns: [nameColumn, { name: 'STATUS', cell: (object: Namespace) => object.status?.phase ?? '' }, ageColumn],
})
