import { nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

/** What is posted to bind a pod to a node: never stored. */
export const binding: KindDefinition = defineKind({ group: '', version: 'v1', kind: 'Binding', plural: 'bindings', namespaced: true, simulated: true, columns: [nameColumn] })
