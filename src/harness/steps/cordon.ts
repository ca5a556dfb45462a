import { cordon as cordonAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { nodes } from './parts.js'

export const cordon: StepDefinition = defineStep({
  name: 'cordon', summary: 'As `kubectl cordon`: no new pods on the node.', schema: nodes, compile: cordonAction,
})
