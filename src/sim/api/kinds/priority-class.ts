import { defaultsFor } from '../defaults/apply.js'
import type { PriorityClass } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const priorityClass: KindDefinition = defineKind({
  group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass', plural: 'priorityclasses', shortNames: ['pc'], namespaced: false, simulated: true,
  generation: true,
  defaults: defaultsFor('scheduling.k8s.io/v1', 'PriorityClass'),
  columns: [
    nameColumn,
    { name: 'VALUE', cell: (object: PriorityClass) => String(object.value) },
    { name: 'GLOBAL-DEFAULT', cell: (object: PriorityClass) => String(object.globalDefault ?? false) },
    ageColumn,
    { name: 'PREEMPTIONPOLICY', cell: (object: PriorityClass) => object.preemptionPolicy ?? '' },
  ],
})
