import { duration } from '../../assertions/schema-parts.js'
import { advance as advanceAction } from '../actions/time.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

export const advance: StepDefinition = defineStep({
  name: 'advance', summary: 'Lets virtual time pass.', isRequest: false, schema: duration('Such as `30s` or `10m`.'), compile: advanceAction,
})
