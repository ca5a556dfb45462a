import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly validations?: readonly unknown[]; readonly paramKind?: { readonly apiVersion: string; readonly kind: string } } }

export const validatingAdmissionPolicy: KindDefinition = defineKind({
  group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingAdmissionPolicy', plural: 'validatingadmissionpolicies', namespaced: false, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'),
  columns: [
    nameColumn,
    { name: 'VALIDATIONS', cell: ({ spec }: Shape) => String(spec?.validations?.length ?? 0) },
    { name: 'PARAMKIND', cell: ({ spec }: Shape) => (spec?.paramKind === undefined ? '<unset>' : `${spec.paramKind.apiVersion}/${spec.paramKind.kind}`) },
    ageColumn,
  ],
})
