import { defaultsFor } from '../defaults/apply.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const podMetrics: KindDefinition = defineKind({
  group: 'metrics.k8s.io', version: 'v1beta1', kind: 'PodMetrics', plural: 'pods', namespaced: true,
  defaults: defaultsFor('metrics.k8s.io/v1beta1', 'PodMetrics'),
  columns: [nameColumn, ageColumn],
})
