import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly attacher?: string; readonly nodeName?: string; readonly source?: { readonly persistentVolumeName?: string } }; readonly status?: { readonly attached?: boolean } }

export const volumeAttachment: KindDefinition = defineKind({
  group: 'storage.k8s.io', version: 'v1', kind: 'VolumeAttachment', plural: 'volumeattachments', namespaced: false, simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('storage.k8s.io/v1', 'VolumeAttachment'),
  columns: [
    nameColumn,
    { name: 'ATTACHER', cell: ({ spec }: Shape) => spec?.attacher ?? '' },
    { name: 'PV', cell: ({ spec }: Shape) => spec?.source?.persistentVolumeName ?? '' },
    { name: 'NODE', cell: ({ spec }: Shape) => spec?.nodeName ?? '' },
    { name: 'ATTACHED', cell: ({ status }: Shape) => String(status?.attached ?? false) },
    ageColumn,
  ],
})
