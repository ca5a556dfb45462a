import { flag, mapping, word } from '../../assertions/schema-parts.js'
import { patch as patchAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { dryRun, fieldManager, target } from './parts.js'

export const patch: StepDefinition = defineStep({
  name: 'patch',
  summary: 'As `kubectl patch`.',
  schema: mapping({
    target,
    subresource: word(['status', 'scale', 'ephemeralcontainers', 'resize'], 'As `kubectl patch --subresource`; of pods, `ephemeralcontainers` and `resize`.'),
    type: word(['strategic', 'merge', 'json', 'apply'], 'Default strategic.'),
    forceConflicts: flag('Of `apply`: takes fields from whoever else owns them.'),
    fieldManager,
    dryRun,
    patch: { type: ['object', 'array', 'string'], description: 'A partial object; for `json`, a list of operations.' },
  }, { required: ['target', 'patch'] }),
  compile: patchAction,
})
