import { replace as replaceAction } from '../actions/manifests.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { manifests } from './parts.js'

export const replace: StepDefinition = defineStep({
  name: 'replace', summary: 'As `kubectl replace`: refused when the object is not there.', schema: manifests, compile: replaceAction,
})
