import { defaultsFor } from '../defaults/apply.js'
import type { StatefulSet } from '../types.js'
import { ageColumn, nameColumn, templateColumns } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const statefulSet: KindDefinition = defineKind({
  group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets', shortNames: ['sts'], namespaced: true, simulated: true,
  subresources: ['status', 'scale'],
  generation: true,
  defaults: defaultsFor('apps/v1', 'StatefulSet'),
  columns: [
    nameColumn,
    { name: 'READY', cell: (object: StatefulSet) => `${object.status?.readyReplicas ?? 0}/${object.spec.replicas ?? 1}` },
    ageColumn,
    ...templateColumns.filter(({ name }) => name !== 'SELECTOR'),
  ],
})
