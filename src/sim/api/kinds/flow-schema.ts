import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & {
  readonly spec?: { readonly priorityLevelConfiguration?: { readonly name?: string }; readonly matchingPrecedence?: number; readonly distinguisherMethod?: { readonly type?: string } }
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

export const flowSchema: KindDefinition = defineKind({
  group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'FlowSchema', plural: 'flowschemas', namespaced: false,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema'),
  columns: [
    nameColumn,
    { name: 'PRIORITYLEVEL', cell: ({ spec }: Shape) => spec?.priorityLevelConfiguration?.name ?? '' },
    { name: 'MATCHINGPRECEDENCE', cell: ({ spec }: Shape) => String(spec?.matchingPrecedence ?? 0) },
    { name: 'DISTINGUISHERMETHOD', cell: ({ spec }: Shape) => spec?.distinguisherMethod?.type ?? '<none>' },
    ageColumn,
    { name: 'MISSINGPL', cell: ({ status }: Shape) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?' },
  ],
})
