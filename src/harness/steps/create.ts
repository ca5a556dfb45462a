import { listOf, objectReference, text } from '../../assertions/schema-parts.js'
import { create as createAction } from '../actions/manifests.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { flaggedManifests, manifests } from './parts.js'

export const create: StepDefinition = defineStep({
  name: 'create',
  summary: 'As `kubectl create`: refused when the object is there. `{ job: x, from: cronjob/y }` is `kubectl create job x --from=cronjob/y`.',
  schema: {
    ...manifests,
    properties: {
      ...flaggedManifests({}).properties,
      job: text('Name of the Job that is made of `from`, or of `image` and `command`.'),
      from: objectReference('The CronJob whose template is taken.'),
      image: text('Of a Job without CronJob.'),
      command: listOf(text(), 'Of a Job without CronJob.'),
    },
  },
  compile: createAction,
})
