import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly handler?: string }

export const runtimeClass: KindDefinition = defineKind({
  group: 'node.k8s.io', version: 'v1', kind: 'RuntimeClass', plural: 'runtimeclasses', namespaced: false, simulated: true,
  defaults: defaultsFor('node.k8s.io/v1', 'RuntimeClass'),
  columns: [
    nameColumn,
    { name: 'HANDLER', cell: ({ handler }: Shape) => handler ?? '' },
    ageColumn,
  ],
})
