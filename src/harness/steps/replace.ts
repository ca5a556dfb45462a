import { flag } from '../../assertions/schema-parts.js'
import { replace as replaceAction } from '../actions/manifests.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { flaggedManifests } from './parts.js'

export const replace: StepDefinition = defineStep({
  name: 'replace',
  summary: 'As `kubectl replace`: refused when the object is not there. With flags: `{ files: web.yaml, force: true }`.',
  schema: flaggedManifests({ force: flag('Deletes and creates; the object need not be there.'), saveConfig: flag('Remembers the manifest for later applies.') }),
  compile: replaceAction,
})
