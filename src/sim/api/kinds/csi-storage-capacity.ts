import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly storageClassName?: string; readonly capacity?: string }

export const csiStorageCapacity: KindDefinition = defineKind({
  group: 'storage.k8s.io', version: 'v1', kind: 'CSIStorageCapacity', plural: 'csistoragecapacities', namespaced: true,
  defaults: defaultsFor('storage.k8s.io/v1', 'CSIStorageCapacity'),
  columns: [
    nameColumn,
    { name: 'STORAGECLASSNAME', cell: ({ storageClassName }: Shape) => storageClassName ?? '' },
    { name: 'CAPACITY', cell: ({ capacity }: Shape) => capacity ?? '<unset>' },
  ],
})
