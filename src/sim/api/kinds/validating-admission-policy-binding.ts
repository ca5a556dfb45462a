import { defaultsFor } from '../defaults/apply.js'
import { policyBindingColumns } from './policy-binding-columns.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const validatingAdmissionPolicyBinding: KindDefinition = defineKind({
  group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingAdmissionPolicyBinding', plural: 'validatingadmissionpolicybindings', namespaced: false, simulated: true,
  generation: true,
  defaults: defaultsFor('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'),
  columns: [
    nameColumn,
    ...policyBindingColumns,
    ageColumn,
  ],
})
