import { defaultsFor } from '../defaults/apply.js'
import { createdColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const role: KindDefinition = defineKind({
  group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role', plural: 'roles', namespaced: true, simulated: true,
  defaults: defaultsFor('rbac.authorization.k8s.io/v1', 'Role'),
  columns: [nameColumn, createdColumn],
})
