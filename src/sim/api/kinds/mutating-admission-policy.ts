import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly mutations?: readonly unknown[]; readonly paramKind?: { readonly apiVersion: string; readonly kind: string } } }

export const mutatingAdmissionPolicy: KindDefinition = defineKind({
  group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingAdmissionPolicy', plural: 'mutatingadmissionpolicies', namespaced: false, simulated: true,
  generation: true,
  defaults: defaultsFor('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy'),
  columns: [
    nameColumn,
    { name: 'MUTATIONS', cell: ({ spec }: Shape) => String(spec?.mutations?.length ?? 0) },
    { name: 'PARAMKIND', cell: ({ spec }: Shape) => (spec?.paramKind === undefined ? '<unset>' : `${spec.paramKind.apiVersion}/${spec.paramKind.kind}`) },
    ageColumn,
  ],
})
