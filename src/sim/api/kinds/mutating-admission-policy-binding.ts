import { defaultsFor } from '../defaults/apply.js'
import { policyBindingColumns } from './policy-binding-columns.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const mutatingAdmissionPolicyBinding: KindDefinition = defineKind({
  group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingAdmissionPolicyBinding', plural: 'mutatingadmissionpolicybindings', namespaced: false, simulated: true,
  generation: true,
  defaults: defaultsFor('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicyBinding'),
  columns: [
    nameColumn,
    ...policyBindingColumns,
    ageColumn,
  ],
})
