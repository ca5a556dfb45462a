import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly drivers?: readonly unknown[] } }

export const csiNode: KindDefinition = defineKind({
  group: 'storage.k8s.io', version: 'v1', kind: 'CSINode', plural: 'csinodes', namespaced: false, simulated: true,
  defaults: defaultsFor('storage.k8s.io/v1', 'CSINode'),
  columns: [
    nameColumn,
    { name: 'DRIVERS', cell: ({ spec }: Shape) => String(spec?.drivers?.length ?? 0) },
    ageColumn,
  ],
})
