import { duration, mapping, oneOrList, whole, objectReference } from '../../assertions/schema-parts.js'
import { rollout as rolloutAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

const verbs = ['restart', 'undo', 'pause', 'resume', 'status', 'history'] as const

export const rollout: StepDefinition = defineStep({
  name: 'rollout',
  summary: 'As `kubectl rollout restart`, `undo`, `pause`, `resume`, `status` (waits when `within` is given: as long as the rollout takes) and `history`.',
  schema: mapping({
    ...Object.fromEntries(verbs.map((verb) => [verb, oneOrList(objectReference())])),
    toRevision: whole(0, 'Of `undo`; default: the revision before.'),
    within: duration('Of `status`: kubectl\'s `--timeout`. Without it one line is printed, as with `--watch=false`.'),
    revision: whole(1, 'Of `status`: the revision that must be running; of `history`: the one to show.'),
  }, { title: '`rollout`', oneOf: verbs.map((verb) => ({ required: [verb] })) }),
  compile: rolloutAction,
})
