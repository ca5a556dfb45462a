import { defaultsFor } from '../defaults/apply.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const eventsEvent: KindDefinition = defineKind({
  group: 'events.k8s.io', version: 'v1', kind: 'Event', plural: 'events', namespaced: true, simulated: true,
  defaults: defaultsFor('events.k8s.io/v1', 'Event'),
  columns: [nameColumn, ageColumn],
})
