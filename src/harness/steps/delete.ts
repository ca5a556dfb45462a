import { choosing, duration, either, flag, oneOrList, reference, word } from '../../assertions/schema-parts.js'
import { remove as removeAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { dryRun } from './parts.js'

const options = {
  ref: reference('`pod/web-0`, or `pods` for several.'),
  ...choosing,
  grace: duration('Instead of the object\'s own grace period; `0s` with `force` deletes at once.'),
  cascade: word(['background', 'foreground', 'orphan'], 'What becomes of the objects it owns; default background.'),
  force: flag('Does not wait for the kubelet.'),
  dryRun,
}

export const remove: StepDefinition = defineStep({
  name: 'delete',
  summary: 'As `kubectl delete`, with grace periods and cascades.',
  schema: oneOrList(
    either(reference(), { type: 'object', properties: options, required: ['ref'], additionalProperties: false }),
    '`pod/web-0`, `{ ref: deployment/web, cascade: orphan }`, `{ ref: pods, select: app=web }`, or a list of these.',
  ),
  compile: removeAction,
})
