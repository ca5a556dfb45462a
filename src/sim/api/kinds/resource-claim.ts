import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly status?: { readonly allocation?: unknown; readonly reservedFor?: readonly unknown[] } }

function stateText({ metadata, status }: Shape): string {
  const isGoing = metadata.deletionTimestamp !== undefined
  const states = isGoing ? ['deleted'] : []
  if (status?.allocation === undefined) return [...states, ...(isGoing ? [] : ['pending'])].join(',')
  return [...states, 'allocated', ...(status.reservedFor?.length ? ['reserved'] : [])].join(',')
}

export const resourceClaim: KindDefinition = defineKind({
  group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaim', plural: 'resourceclaims', namespaced: true,
  subresources: ['status'],
  defaults: defaultsFor('resource.k8s.io/v1', 'ResourceClaim'),
  columns: [
    nameColumn,
    { name: 'STATE', cell: (object: Shape) => stateText(object) },
    ageColumn,
  ],
})
