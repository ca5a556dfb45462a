import { defaultsFor } from '../defaults/apply.js'
import type { PersistentVolume } from '../types.js'
import { accessModesText } from './access-modes.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const persistentVolume: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'PersistentVolume', plural: 'persistentvolumes', shortNames: ['pv'], namespaced: false, simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('v1', 'PersistentVolume'),
  columns: [
    nameColumn,
    { name: 'CAPACITY', cell: (object: PersistentVolume) => object.spec.capacity?.['storage'] ?? '0' },
    { name: 'ACCESS MODES', cell: (object: PersistentVolume) => accessModesText(object.spec.accessModes) },
    { name: 'RECLAIM POLICY', cell: (object: PersistentVolume) => object.spec.persistentVolumeReclaimPolicy ?? '' },
    { name: 'STATUS', cell: (object: PersistentVolume) => (object.metadata.deletionTimestamp === undefined ? (object.status?.phase ?? '') : 'Terminating') },
    { name: 'CLAIM', cell: ({ spec: { claimRef } }: PersistentVolume) => (claimRef === undefined ? '' : `${claimRef.namespace}/${claimRef.name}`) },
    { name: 'STORAGECLASS', cell: (object: PersistentVolume) => object.spec.storageClassName ?? '' },
    { name: 'VOLUMEATTRIBUTESCLASS', cell: (object: PersistentVolume) => object.spec.volumeAttributesClassName ?? '<unset>' },
    { name: 'REASON', cell: (object: PersistentVolume) => object.status?.reason ?? '' },
    ageColumn,
    { name: 'VOLUMEMODE', priority: 1, cell: (object: PersistentVolume) => object.spec.volumeMode ?? '<unset>' },
  ],
})
