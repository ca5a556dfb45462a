import { count, duration, either, listOf, mapping, pattern, text } from '../../assertions/schema-parts.js'
import { exec as execAction } from '../actions/exec.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

export const exec: StepDefinition = defineStep({
  name: 'exec',
  summary: 'Runs a command in a container; takes virtual time.',
  schema: {
    type: 'object',
    properties: {
      container: text('Default: the first, or the one that the pod\'s annotation names.'),
      timeout: duration('How long it may take; default: 10m.'),
      expect: mapping({ stdout: pattern(), stderr: pattern(), exit: count() }, { description: 'What it must come to; one line break at the end counts for nothing.' }),
    },
    additionalProperties: either(text(), listOf(text())),
    minProperties: 1,
    description: '`{ pod/web-0: [sh, -c, "cat /data/x"], container, expect: { stdout, exit } }`; `deployment/web` and `pod/web-*` mean one of their pods.',
  },
  compile: execAction,
})
