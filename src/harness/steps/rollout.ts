import { mapping, oneOrList, whole, objectReference } from '../../assertions/schema-parts.js'
import { rollout as rolloutAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

const verbs = ['restart', 'undo', 'pause', 'resume'] as const

export const rollout: StepDefinition = defineStep({
  name: 'rollout',
  summary: 'As `kubectl rollout restart`, `undo`, `pause` and `resume`.',
  schema: mapping({
    ...Object.fromEntries(verbs.map((verb) => [verb, oneOrList(objectReference())])),
    toRevision: whole(0, 'Of `undo`; default: the revision before.'),
  }, { title: '`rollout`', oneOf: verbs.map((verb) => ({ required: [verb] })) }),
  compile: rolloutAction,
})
