import { expect as expectAction } from '../actions/expect.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

export const expect: StepDefinition = defineStep({
  name: 'expect',
  summary: 'Assertions that hold now; with `within` at the latest then; with `for` at every instant of that time.',
  isRequest: false,
  schema: { $ref: '#/definitions/assertions' },
  compile: expectAction,
})
