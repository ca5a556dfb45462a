import { duration, mapping } from '../../assertions/schema-parts.js'
import { faultSchemas } from '../validate/faults-schema.js'
import { inject as injectAction } from '../actions/faults.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

const faults = Object.fromEntries(Object.keys(faultSchemas).map((name) => [name, { $ref: `#/definitions/fault-${name}` }]))

export const inject: StepDefinition = defineStep({
  name: 'inject',
  summary: 'Starts a fault; with `for`, it ends by itself after that time.',
  isRequest: false,
  schema: mapping({ ...faults, for: duration('When it ends by itself.') }, { title: '`inject`', minProperties: 1 }),
  compile: injectAction,
})
