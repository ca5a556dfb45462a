import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject, PodTemplateSpec } from '../types.js'
import { labelsText, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly template?: PodTemplateSpec }

export const podTemplate: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'PodTemplate', plural: 'podtemplates', namespaced: true,
  generation: true,
  defaults: defaultsFor('v1', 'PodTemplate'),
  columns: [
    nameColumn,
    { name: 'CONTAINERS', cell: ({ template }: Shape) => (template?.spec.containers ?? []).map(({ name }) => name).join(',') },
    { name: 'IMAGES', cell: ({ template }: Shape) => (template?.spec.containers ?? []).map(({ image }) => image ?? '').join(',') },
    { name: 'POD LABELS', cell: ({ template }: Shape) => labelsText(template?.metadata?.labels) },
  ],
})
