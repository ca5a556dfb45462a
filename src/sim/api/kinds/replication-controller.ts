import { defaultsFor } from '../defaults/apply.js'
import type { PodTemplateSpec, StringMap } from '../types.js'
import { ageColumn, labelsText, nameColumn, replicaColumns } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Controller = { readonly status?: { readonly replicas?: number }; readonly spec: { readonly template: PodTemplateSpec; readonly selector?: StringMap } }
const containers = ({ spec }: Controller): PodTemplateSpec['spec']['containers'] => spec.template.spec.containers

export const replicationController: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'ReplicationController', plural: 'replicationcontrollers', shortNames: ['rc'], namespaced: true, simulated: true,
  subresources: ['status', 'scale'],
  generation: true,
  defaults: defaultsFor('v1', 'ReplicationController'),
  fieldSelectors: { 'status.replicas': (object: Controller) => String(object.status?.replicas ?? 0) },
  columns: [
    nameColumn,
    ...replicaColumns,
    ageColumn,
    { name: 'CONTAINERS', priority: 1, cell: (object: Controller) => containers(object).map(({ name }) => name).join(',') },
    { name: 'IMAGES', priority: 1, cell: (object: Controller) => containers(object).map(({ image = '' }) => image).join(',') },
    { name: 'SELECTOR', priority: 1, cell: (object: Controller) => labelsText(object.spec.selector) },
  ],
})
