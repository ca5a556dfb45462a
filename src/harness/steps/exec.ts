import { count, either, listOf, mapping, pattern, text } from '../../assertions/schema-parts.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

export const exec: StepDefinition = defineStep({
  name: 'exec',
  summary: 'Runs a command in a container; takes virtual time.',
  planned: true,
  isRequest: false,
  schema: {
    type: 'object',
    properties: { container: text('Default: the first.'), expect: mapping({ stdout: pattern(), stderr: pattern(), exit: count() }) },
    additionalProperties: either(text(), listOf(text())),
    minProperties: 1,
    description: '`{ pod/web-0: [sh, -c, "cat /data/x"], container, expect: { stdout, exit } }`',
  },
})
