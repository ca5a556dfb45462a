import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & {
  readonly spec?: { readonly service?: { readonly namespace?: string; readonly name?: string } }
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[] }
}

function availableText({ status }: Shape): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available')
  if (condition === undefined) return 'Unknown'
  return condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason ?? ''})`
}

export const apiService: KindDefinition = defineKind({
  group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService', plural: 'apiservices', namespaced: false,
  subresources: ['status'],
  defaults: defaultsFor('apiregistration.k8s.io/v1', 'APIService'),
  columns: [
    nameColumn,
    { name: 'SERVICE', cell: ({ spec }: Shape) => (spec?.service === undefined ? 'Local' : `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}`) },
    { name: 'AVAILABLE', cell: (object: Shape) => availableText(object) },
    ageColumn,
  ],
})
