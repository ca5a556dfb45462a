import { defaultsFor } from '../defaults/apply.js'
import type { PersistentVolumeClaim } from '../types.js'
import { accessModesText } from './access-modes.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

const isBound = ({ spec }: PersistentVolumeClaim): boolean => (spec.volumeName ?? '') !== ''

export const persistentVolumeClaim: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', shortNames: ['pvc'], namespaced: true, simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('v1', 'PersistentVolumeClaim'),
  columns: [
    nameColumn,
    { name: 'STATUS', cell: (object: PersistentVolumeClaim) => (object.metadata.deletionTimestamp === undefined ? (object.status?.phase ?? '') : 'Terminating') },
    { name: 'VOLUME', cell: (object: PersistentVolumeClaim) => object.spec.volumeName ?? '' },
    { name: 'CAPACITY', cell: (object: PersistentVolumeClaim) => (isBound(object) ? (object.status?.capacity?.['storage'] ?? '0') : '') },
    { name: 'ACCESS MODES', cell: (object: PersistentVolumeClaim) => (isBound(object) ? accessModesText(object.status?.accessModes) : '') },
    { name: 'STORAGECLASS', cell: (object: PersistentVolumeClaim) => object.spec.storageClassName ?? '' },
    { name: 'VOLUMEATTRIBUTESCLASS', cell: (object: PersistentVolumeClaim) => object.spec.volumeAttributesClassName ?? '<unset>' },
    ageColumn,
    { name: 'VOLUMEMODE', priority: 1, cell: (object: PersistentVolumeClaim) => object.spec.volumeMode ?? '<unset>' },
  ],
})
