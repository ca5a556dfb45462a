import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { oneOrList } from '../../assertions/schema-parts.js'
import { target } from './parts.js'

export const evict: StepDefinition = defineStep({
  name: 'evict', summary: 'Asks the eviction API, which heeds disruption budgets.', planned: true, schema: oneOrList(target),
})
