import { defaultsFor } from '../defaults/apply.js'
import type { ConfigMap } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

const count = (object: ConfigMap): number => Object.keys(object.data ?? {}).length + Object.keys(object.binaryData ?? {}).length

export const configMap: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', shortNames: ['cm'], namespaced: true, simulated: true,
  defaults: defaultsFor('v1', 'ConfigMap'),
  columns: [nameColumn, { name: 'DATA', cell: (object: ConfigMap) => String(count(object)) }, ageColumn],
})
