import { defaultsFor } from '../defaults/apply.js'
import type { Deployment } from '../types.js'
import { ageColumn, nameColumn, templateColumns } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const deployment: KindDefinition = defineKind({
  group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', shortNames: ['deploy'], namespaced: true, simulated: true,
  subresources: ['status', 'scale'],
  generation: true,
  defaults: defaultsFor('apps/v1', 'Deployment'),
  columns: [
    nameColumn,
    { name: 'READY', cell: (object: Deployment) => `${object.status?.readyReplicas ?? 0}/${object.spec.replicas ?? 1}` },
    { name: 'UP-TO-DATE', cell: (object: Deployment) => String(object.status?.updatedReplicas ?? 0) },
    { name: 'AVAILABLE', cell: (object: Deployment) => String(object.status?.availableReplicas ?? 0) },
    ageColumn,
    ...templateColumns,
  ],
})
