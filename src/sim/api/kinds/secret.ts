import { defaultsFor } from '../defaults/apply.js'
import type { Secret } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const secret: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true, simulated: true,
  defaults: defaultsFor('v1', 'Secret'),
  fieldSelectors: { type: (object: Secret) => object.type ?? '' },
  columns: [
    nameColumn,
    { name: 'TYPE', cell: (object: Secret) => object.type ?? '' },
    { name: 'DATA', cell: (object: Secret) => String(Object.keys(object.data ?? {}).length) },
    ageColumn,
  ],
})
