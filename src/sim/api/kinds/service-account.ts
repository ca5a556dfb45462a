import { defaultsFor } from '../defaults/apply.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const serviceAccount: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', shortNames: ['sa'], namespaced: true, simulated: true,
  defaults: defaultsFor('v1', 'ServiceAccount'),
  columns: [nameColumn, ageColumn],
})
