import { flag, listOf, mapping, selector, text, word } from '../../assertions/schema-parts.js'
import { apply as applyAction } from '../actions/manifests.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { flaggedManifests } from './parts.js'

const prune = mapping({
  select: selector('The objects that may go: `--selector`.'),
  all: flag('Every object that was applied once may go: `--all`.'),
  allowlist: listOf(text(), 'Kinds that may go, as `core/v1/ConfigMap` or `apps/v1/Deployment`; default: those that kubectl prunes.'),
}, { description: 'Deletes what was applied once and is not among these manifests, in their namespaces.' })

export const apply: StepDefinition = defineStep({
  name: 'apply',
  summary: 'As `kubectl apply`: creates what is not there, merges what is. With flags: `{ files: web.yaml, serverSide: true }`.',
  schema: flaggedManifests({
    serverSide: flag('The server merges, and keeps who owns which field: `--server-side`.'),
    forceConflicts: flag('With `serverSide`: takes fields from whoever else owns them.'),
    force: flag('What cannot be changed is deleted and made anew.'),
    subresource: word(['status', 'scale'], 'With `serverSide`: the part of the objects that is meant.'),
    prune,
  }),
  compile: applyAction,
})
