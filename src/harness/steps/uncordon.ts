import { uncordon as uncordonAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { nodes } from './parts.js'

export const uncordon: StepDefinition = defineStep({ name: 'uncordon', summary: 'As `kubectl uncordon`.', schema: nodes, compile: uncordonAction })
