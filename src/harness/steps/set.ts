import { mapOf, mapping, quantity, text } from '../../assertions/schema-parts.js'
import { set as setAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { perObject } from './parts.js'

const resources = mapping({ requests: mapOf(quantity()), limits: mapOf(quantity()) }, { minProperties: 1 })
const container = 'By container; `*` means all.'

export const set: StepDefinition = defineStep({
  name: 'set',
  summary: 'As `kubectl set image`, `set env` and `set resources`.',
  schema: mapping({
    image: perObject(mapOf(text('Image.'), container), '`{ deployment/web: { web: nginx:1.27 } }`'),
    env: perObject(
      {
        type: 'object',
        additionalProperties: { type: ['string', 'object', 'null'], additionalProperties: { type: ['string', 'null'] } },
        description: '`{ NAME: value }` for all containers, or `{ container: { NAME: value } }`; null removes.',
      },
      '`{ deployment/web: { MODE: fast } }`',
    ),
    resources: perObject(
      {
        type: 'object',
        properties: { requests: mapOf(quantity()), limits: mapOf(quantity()) },
        additionalProperties: resources,
        description: '`{ requests, limits }` for all containers, or by container.',
      },
      '`{ deployment/web: { web: { requests: { cpu: 100m } } } }`',
    ),
  }, { minProperties: 1 }),
  compile: setAction,
})
