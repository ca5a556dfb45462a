import { choosing, mapOf, mapping, oneOrList, quantity, reference } from '../../assertions/schema-parts.js'
import { metrics as metricsAction } from '../actions/metrics.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

export const metrics: StepDefinition = defineStep({
  name: 'metrics',
  summary: 'What the metrics APIs answer from now on.',
  isRequest: false,
  schema: mapping({
    pods: oneOrList({
      type: 'object',
      properties: { ref: reference(), ...choosing, cpu: quantity('Of each container.'), memory: quantity('Of each container.') },
      additionalProperties: quantity('A custom metric of each pod.'),
      minProperties: 1,
    }, 'Of each container of each running pod that matches, those that start later too.'),
    external: mapOf(quantity(), '`{ queue_depth: 40 }`'),
  }, { minProperties: 1 }),
  compile: metricsAction,
})
