import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly controller?: string; readonly parameters?: { readonly apiGroup?: string; readonly kind: string; readonly name: string } } }

const defaultAnnotation = 'ingressclass.kubernetes.io/is-default-class'

function parametersText({ spec }: Shape): string {
  const { parameters } = spec ?? {}
  return parameters === undefined ? '<none>' : `${parameters.kind}${parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`}/${parameters.name}`
}

export const ingressClass: KindDefinition = defineKind({
  group: 'networking.k8s.io', version: 'v1', kind: 'IngressClass', plural: 'ingressclasses', namespaced: false,
  generation: true,
  defaults: defaultsFor('networking.k8s.io/v1', 'IngressClass'),
  columns: [
    { name: 'NAME', cell: ({ metadata }: Shape) => `${metadata.name}${metadata.annotations?.[defaultAnnotation] === 'true' ? ' (default)' : ''}` },
    { name: 'CONTROLLER', cell: ({ spec }: Shape) => spec?.controller ?? '' },
    { name: 'PARAMETERS', cell: (object: Shape) => parametersText(object) },
    ageColumn,
  ],
})
