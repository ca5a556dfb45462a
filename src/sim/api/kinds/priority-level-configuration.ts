import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

interface Limited {
  readonly nominalConcurrencyShares?: number
  readonly limitResponse?: { readonly queuing?: { readonly queues?: number; readonly handSize?: number; readonly queueLengthLimit?: number } }
}
type Shape = KubeObject & { readonly spec?: { readonly type?: string; readonly limited?: Limited } }

const numberText = (value: number | undefined): string => (value === undefined ? '<none>' : String(value))

export const priorityLevelConfiguration: KindDefinition = defineKind({
  group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'PriorityLevelConfiguration', plural: 'prioritylevelconfigurations', namespaced: false,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('flowcontrol.apiserver.k8s.io/v1', 'PriorityLevelConfiguration'),
  columns: [
    nameColumn,
    { name: 'TYPE', cell: ({ spec }: Shape) => spec?.type ?? '' },
    { name: 'NOMINALCONCURRENCYSHARES', cell: ({ spec }: Shape) => numberText(spec?.limited?.nominalConcurrencyShares) },
    { name: 'QUEUES', cell: ({ spec }: Shape) => numberText(spec?.limited?.limitResponse?.queuing?.queues) },
    { name: 'HANDSIZE', cell: ({ spec }: Shape) => numberText(spec?.limited?.limitResponse?.queuing?.handSize) },
    { name: 'QUEUELENGTHLIMIT', cell: ({ spec }: Shape) => numberText(spec?.limited?.limitResponse?.queuing?.queueLengthLimit) },
    ageColumn,
  ],
})
