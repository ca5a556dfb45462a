import { defaultsFor } from '../defaults/apply.js'
import { bindingColumns } from './binding-columns.js'
import { nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const roleBinding: KindDefinition = defineKind({
  group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'RoleBinding', plural: 'rolebindings', namespaced: true, simulated: true,
  defaults: defaultsFor('rbac.authorization.k8s.io/v1', 'RoleBinding'),
  columns: [nameColumn, ...bindingColumns],
})
