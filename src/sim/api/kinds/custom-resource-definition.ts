import { defaultsFor } from '../defaults/apply.js'
import { createdColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const customResourceDefinition: KindDefinition = defineKind({
  group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition', plural: 'customresourcedefinitions', shortNames: ['crd', 'crds'], namespaced: false, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
  columns: [nameColumn, createdColumn],
})
