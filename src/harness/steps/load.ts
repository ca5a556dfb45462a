import { duration, either, mapping } from '../../assertions/schema-parts.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { perObject } from './parts.js'

const rate = { type: 'number', minimum: 0, description: 'Requests a second.' } as const

export const load: StepDefinition = defineStep({
  name: 'load',
  summary: 'Traffic at a Service from now on.',
  planned: true,
  isRequest: false,
  schema: perObject(
    either(mapping({ rps: rate, from: rate, to: rate, over: duration() }, { minProperties: 1 })),
    '`{ service/web: { rps: 200 } }`, or a ramp: `{ from: 50, to: 500, over: 5m }`',
  ),
})
