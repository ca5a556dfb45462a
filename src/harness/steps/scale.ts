import { whole } from '../../assertions/schema-parts.js'
import { scale as scaleAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { perObject } from './parts.js'

export const scale: StepDefinition = defineStep({
  name: 'scale', summary: 'As `kubectl scale`.', schema: perObject(whole(0, 'Replicas.'), '`{ deployment/web: 5 }`'), compile: scaleAction,
})
