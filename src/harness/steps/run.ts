import { either, flag, listOf, mapOf, mapping, oneOrList, text, whole, word } from '../../assertions/schema-parts.js'
import { run as runAction } from '../actions/kubectl.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'

const scalar = { ...either(text(), { type: ['integer', 'boolean'] }) }

export const run: StepDefinition = defineStep({
  name: 'run',
  summary: 'As `kubectl run`: one pod of one container.',
  schema: oneOrList(mapping({
    name: text('The pod\'s name, and its container\'s.'),
    image: text(),
    command: listOf(text(), 'Instead of the image\'s program: `[sleep, "60"]`.'),
    args: listOf(text(), 'Arguments for the image\'s program.'),
    env: mapOf(scalar),
    labels: { ...mapOf(scalar), description: 'Default: `run: NAME`.' },
    port: whole(1, 'The port that the container exposes.'),
    restart: word(['Always', 'OnFailure', 'Never'], 'Default: Always.'),
    expose: flag('A ClusterIP Service for `port` as well.'),
  }, { required: ['name', 'image'] }), '`{ name: debug, image: busybox, command: [sleep, "60"] }`'),
  compile: runAction,
})
