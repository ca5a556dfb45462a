import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { nodes } from './parts.js'

export const drain: StepDefinition = defineStep({
  name: 'drain', summary: 'As `kubectl drain --ignore-daemonsets --delete-emptydir-data --force`; takes virtual time.', planned: true, schema: nodes,
})
