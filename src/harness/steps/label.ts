import { label as labelAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { marking } from './parts.js'

export const label: StepDefinition = defineStep({
  name: 'label',
  summary: 'As `kubectl label --overwrite`.',
  schema: marking('`{ node/worker-0: "disk=ssd old-" }`, or `{ ref: pods, select: app=web, set: "tier=front" }`'),
  compile: labelAction,
})
