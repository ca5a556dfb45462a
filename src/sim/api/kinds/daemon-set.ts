import { defaultsFor } from '../defaults/apply.js'
import type { DaemonSet } from '../types.js'
import { ageColumn, labelsText, nameColumn, templateColumns } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const daemonSet: KindDefinition = defineKind({
  group: 'apps', version: 'v1', kind: 'DaemonSet', plural: 'daemonsets', shortNames: ['ds'], namespaced: true, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('apps/v1', 'DaemonSet'),
  columns: [
    nameColumn,
    { name: 'DESIRED', cell: (object: DaemonSet) => String(object.status?.desiredNumberScheduled ?? 0) },
    { name: 'CURRENT', cell: (object: DaemonSet) => String(object.status?.currentNumberScheduled ?? 0) },
    { name: 'READY', cell: (object: DaemonSet) => String(object.status?.numberReady ?? 0) },
    { name: 'UP-TO-DATE', cell: (object: DaemonSet) => String(object.status?.updatedNumberScheduled ?? 0) },
    { name: 'AVAILABLE', cell: (object: DaemonSet) => String(object.status?.numberAvailable ?? 0) },
    { name: 'NODE SELECTOR', cell: (object: DaemonSet) => labelsText(object.spec.template.spec.nodeSelector) },
    ageColumn,
    ...templateColumns,
  ],
})
