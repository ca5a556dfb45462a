import { defaultsFor } from '../defaults/apply.js'
import { createdColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const limitRange: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'LimitRange', plural: 'limitranges', shortNames: ['limits'], namespaced: true, simulated: true,
  defaults: defaultsFor('v1', 'LimitRange'),
  columns: [nameColumn, createdColumn],
})
