import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly webhooks?: readonly unknown[] }

export const mutatingWebhookConfiguration: KindDefinition = defineKind({
  group: 'admissionregistration.k8s.io', version: 'v1', kind: 'MutatingWebhookConfiguration', plural: 'mutatingwebhookconfigurations', namespaced: false, simulated: true,
  generation: true,
  defaults: defaultsFor('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'),
  columns: [
    nameColumn,
    { name: 'WEBHOOKS', cell: ({ webhooks }: Shape) => String(webhooks?.length ?? 0) },
    ageColumn,
  ],
})
