import { defaultsFor } from '../defaults/apply.js'
import { bindingColumns } from './binding-columns.js'
import { nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const clusterRoleBinding: KindDefinition = defineKind({
  group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', namespaced: false, simulated: true,
  defaults: defaultsFor('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'),
  columns: [nameColumn, ...bindingColumns],
})
