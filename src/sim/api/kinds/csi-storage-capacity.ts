import { defaultsFor } from '../defaults/apply.js'
import { createdColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const csiStorageCapacity: KindDefinition = defineKind({
  group: 'storage.k8s.io', version: 'v1', kind: 'CSIStorageCapacity', plural: 'csistoragecapacities', namespaced: true, simulated: true,
  defaults: defaultsFor('storage.k8s.io/v1', 'CSIStorageCapacity'),
  columns: [nameColumn, createdColumn],
})
