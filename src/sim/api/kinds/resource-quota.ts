import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject, StringMap } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly status?: { readonly hard?: StringMap; readonly used?: StringMap } }

/** `pods: 1/4, requests.cpu: 1/4`; limits stand in a column of their own. */
function usageText({ status }: Shape, isLimit: boolean): string {
  const { hard = {}, used = {} } = status ?? {}
  const names = Object.keys(hard).filter((name) => name.startsWith('limits.') === isLimit).sort()
  return names.map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`).join(', ')
}

export const resourceQuota: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas', shortNames: ['quota'], namespaced: true, simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('v1', 'ResourceQuota'),
  columns: [
    nameColumn,
    { name: 'REQUEST', cell: (object: Shape) => usageText(object, false) },
    { name: 'LIMIT', cell: (object: Shape) => usageText(object, true) },
    ageColumn,
  ],
})
