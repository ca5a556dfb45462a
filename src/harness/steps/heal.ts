import { mapping } from '../../assertions/schema-parts.js'
import { faultSchemas } from '../validate/faults-schema.js'
import { heal as healAction } from '../actions/faults.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

const faults = Object.fromEntries(Object.keys(faultSchemas).map((name) => [name, { $ref: `#/definitions/fault-${name}` }]))

export const heal: StepDefinition = defineStep({
  name: 'heal',
  summary: 'Ends a fault that `inject` started.',
  isRequest: false,
  schema: mapping(faults, { title: '`heal`', minProperties: 1 }),
  compile: healAction,
})
