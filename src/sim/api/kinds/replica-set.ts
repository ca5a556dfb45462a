import { defaultsFor } from '../defaults/apply.js'
import { ageColumn, nameColumn, replicaColumns, templateColumns } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const replicaSet: KindDefinition = defineKind({
  group: 'apps', version: 'v1', kind: 'ReplicaSet', plural: 'replicasets', shortNames: ['rs'], namespaced: true, simulated: true,
  subresources: ['status', 'scale'],
  generation: true,
  defaults: defaultsFor('apps/v1', 'ReplicaSet'),
  columns: [
    nameColumn,
    ...replicaColumns,
    ageColumn,
    ...templateColumns,
  ],
})
