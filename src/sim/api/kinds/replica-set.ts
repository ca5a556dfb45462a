import { defaultsFor } from '../defaults/apply.js'
import type { ReplicaSet } from '../types.js'
import { ageColumn, nameColumn, templateColumns } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const replicaSet: KindDefinition = defineKind({
  group: 'apps', version: 'v1', kind: 'ReplicaSet', plural: 'replicasets', shortNames: ['rs'], namespaced: true, simulated: true,
  subresources: ['status', 'scale'],
  generation: true,
  defaults: defaultsFor('apps/v1', 'ReplicaSet'),
  columns: [
    nameColumn,
    { name: 'DESIRED', cell: (object: ReplicaSet) => String(object.spec.replicas ?? 1) },
    { name: 'CURRENT', cell: (object: ReplicaSet) => String(object.status?.replicas ?? 0) },
    { name: 'READY', cell: (object: ReplicaSet) => String(object.status?.readyReplicas ?? 0) },
    ageColumn,
    ...templateColumns,
  ],
})
