import { defaultsFor } from '../defaults/apply.js'
import type { StorageClass } from '../types.js'
import { ageColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

const defaultAnnotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']
const isDefault = ({ metadata }: StorageClass): boolean => defaultAnnotations.some((name) => metadata.annotations?.[name] === 'true')

export const storageClass: KindDefinition = defineKind({
  group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass', plural: 'storageclasses', shortNames: ['sc'], namespaced: false, simulated: true,
  defaults: defaultsFor('storage.k8s.io/v1', 'StorageClass'),
  columns: [
    { name: 'NAME', cell: (object: StorageClass) => `${object.metadata.name}${isDefault(object) ? ' (default)' : ''}` },
    { name: 'PROVISIONER', cell: (object: StorageClass) => object.provisioner },
    { name: 'RECLAIMPOLICY', cell: (object: StorageClass) => object.reclaimPolicy ?? 'Delete' },
    { name: 'VOLUMEBINDINGMODE', cell: (object: StorageClass) => object.volumeBindingMode ?? '<unset>' },
    { name: 'ALLOWVOLUMEEXPANSION', cell: (object: StorageClass) => String(object.allowVolumeExpansion ?? false) },
    ageColumn,
  ],
})
