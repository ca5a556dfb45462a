import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly nodeName?: string; readonly driver?: string; readonly pool?: { readonly name?: string } } }

export const resourceSlice: KindDefinition = defineKind({
  group: 'resource.k8s.io', version: 'v1', kind: 'ResourceSlice', plural: 'resourceslices', namespaced: false,
  generation: true,
  defaults: defaultsFor('resource.k8s.io/v1', 'ResourceSlice'),
  fieldSelectors: { 'spec.nodeName': ({ spec }: Shape) => spec?.nodeName ?? '', 'spec.driver': ({ spec }: Shape) => spec?.driver ?? '' },
  columns: [
    nameColumn,
    { name: 'NODE', cell: ({ spec }: Shape) => spec?.nodeName ?? '' },
    { name: 'DRIVER', cell: ({ spec }: Shape) => spec?.driver ?? '' },
    { name: 'POOL', cell: ({ spec }: Shape) => spec?.pool?.name ?? '' },
    ageColumn,
  ],
})
