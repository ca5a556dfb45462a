import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly driverName?: string }

export const volumeAttributesClass: KindDefinition = defineKind({
  group: 'storage.k8s.io', version: 'v1', kind: 'VolumeAttributesClass', plural: 'volumeattributesclasses', shortNames: ['vac'], namespaced: false,
  defaults: defaultsFor('storage.k8s.io/v1', 'VolumeAttributesClass'),
  columns: [
    nameColumn,
    { name: 'DRIVERNAME', cell: ({ driverName }: Shape) => driverName ?? '' },
    ageColumn,
  ],
})
