import { either, mapping, text, whole } from '../../assertions/schema-parts.js'
import { autoscale as autoscaleAction } from '../actions/kubectl.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { perObject } from './parts.js'

export const autoscale: StepDefinition = defineStep({
  name: 'autoscale',
  summary: 'As `kubectl autoscale`: a HorizontalPodAutoscaler for an object that can be scaled.',
  schema: perObject(mapping({
    min: whole(1, 'Default: that of the server, 1.'),
    max: whole(0),
    cpuPercent: whole(1, 'Percent of the requested CPU, on average; the same as `cpu: 80%`.'),
    cpu: either(text(), whole(1), { description: '`80%` of what is requested, or an amount a pod: `500m`. Without `cpu` and `memory` the server sets 80 %.' }),
    memory: either(text(), whole(1), { description: '`60%` of what is requested, or an amount a pod: `200Mi`.' }),
    name: text('Default: the name of the object.'),
  }, { required: ['max'] }), '`{ deployment/web: { min: 2, max: 10, cpuPercent: 80 } }`'),
  compile: autoscaleAction,
})
