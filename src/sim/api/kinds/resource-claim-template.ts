import { defaultsFor } from '../defaults/apply.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const resourceClaimTemplate: KindDefinition = defineKind({
  group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaimTemplate', plural: 'resourceclaimtemplates', namespaced: true,
  defaults: defaultsFor('resource.k8s.io/v1', 'ResourceClaimTemplate'),
  columns: [nameColumn, ageColumn],
})
