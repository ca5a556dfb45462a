import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject, LabelSelector } from '../types.js'
import { ageColumn, nameColumn, selectorText } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly podSelector?: LabelSelector } }

export const networkPolicy: KindDefinition = defineKind({
  group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', plural: 'networkpolicies', shortNames: ['netpol'], namespaced: true, simulated: true,
  generation: true,
  defaults: defaultsFor('networking.k8s.io/v1', 'NetworkPolicy'),
  columns: [
    nameColumn,
    { name: 'POD-SELECTOR', cell: ({ spec }: Shape) => selectorText(spec?.podSelector ?? {}) },
    ageColumn,
  ],
})
