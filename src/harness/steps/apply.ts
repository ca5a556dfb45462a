import { apply as applyAction } from '../actions/manifests.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { manifests } from './parts.js'

export const apply: StepDefinition = defineStep({
  name: 'apply', summary: 'As `kubectl apply`: creates what is not there, merges what is.', schema: manifests, compile: applyAction,
})
