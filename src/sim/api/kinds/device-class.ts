import { defaultsFor } from '../defaults/apply.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const deviceClass: KindDefinition = defineKind({
  group: 'resource.k8s.io', version: 'v1', kind: 'DeviceClass', plural: 'deviceclasses', namespaced: false,
  generation: true,
  defaults: defaultsFor('resource.k8s.io/v1', 'DeviceClass'),
  columns: [nameColumn, ageColumn],
})
