import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly cidrs?: readonly string[] } }

export const serviceCidr: KindDefinition = defineKind({
  group: 'networking.k8s.io', version: 'v1', kind: 'ServiceCIDR', plural: 'servicecidrs', namespaced: false,
  subresources: ['status'],
  defaults: defaultsFor('networking.k8s.io/v1', 'ServiceCIDR'),
  columns: [
    nameColumn,
    { name: 'CIDRS', cell: ({ spec }: Shape) => (spec?.cidrs ?? []).join(',') },
    ageColumn,
  ],
})
