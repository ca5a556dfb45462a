import { oneOrList } from '../../assertions/schema-parts.js'
import { evict as evictAction } from '../actions/evict.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { target } from './parts.js'

export const evict: StepDefinition = defineStep({
  name: 'evict', summary: 'Asks the eviction API, which heeds disruption budgets.', schema: oneOrList(target), compile: evictAction,
})
