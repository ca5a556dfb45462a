import { annotate as annotateAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { marking } from './parts.js'

export const annotate: StepDefinition = defineStep({
  name: 'annotate',
  summary: 'As `kubectl annotate --overwrite`.',
  schema: marking('`{ deployment/web: "owner=team-a old-" }`, or `{ ref: pods, select: app=web, set: "note=x" }`'),
  compile: annotateAction,
})
