import { defaultsFor } from '../defaults/apply.js'
import { createdColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const clusterRole: KindDefinition = defineKind({
  group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', plural: 'clusterroles', namespaced: false, simulated: true,
  defaults: defaultsFor('rbac.authorization.k8s.io/v1', 'ClusterRole'),
  columns: [nameColumn, createdColumn],
})
