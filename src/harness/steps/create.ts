import { create as createAction } from '../actions/manifests.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { manifests } from './parts.js'

export const create: StepDefinition = defineStep({
  name: 'create', summary: 'As `kubectl create`: refused when the object is there.', schema: manifests, compile: createAction,
})
