// table file
import type { JsonSchema } from '../../assertions/schema-parts.js'
import { duration, either, mapping, oneOrList, pattern, quantity, text, whole, word } from '../../assertions/schema-parts.js'

const result = word(['success', 'failure', 'timeout'])
/** As `result`, but `enum` would speak of lists and mappings too. */
const oneWord: JsonSchema = { type: 'string', pattern: '^(success|failure|timeout)$' }
const timeline: JsonSchema = {
  ...either(oneWord, mapping({ for: duration('How long; only the last entry may leave it out.'), result }, { required: ['result'] }), { type: 'array', minItems: 1 }),
  items: mapping({ for: duration('How long; only the last entry may leave it out.'), result }, { required: ['result'] }),
  description: '`success`, `failure` or `timeout`, or a timeline from the container\'s start; its last entry lasts.',
}

const pullEntry = either({ type: 'string', format: 'go-duration' }, mapping({ after: duration('How long it takes.'), fail: text('What the registry answers; without it, the pull succeeds.') }))
const runEntry = either(
  { type: 'string', format: 'go-duration-or-forever' },
  mapping({ for: duration('How long it runs.'), exit: whole(0, 'Exit code; default 0.'), reason: text('Reason of the state, such as OOMKilled; default by the exit code.') }, { required: ['for'] }),
)
const usageKeys = { cpu: quantity(), memory: quantity(), storage: quantity('Of the node\'s disk: the writable layer and the logs.') }

/** One entry of `containers`. */
export const behaviourSchema: JsonSchema = mapping({
  match: mapping({ image: pattern('The image as the manifest writes it.'), container: pattern(), workload: { type: 'string', format: 'reference', description: 'The owner, such as `deployment/web`.' } }, {
    minProperties: 1, description: 'Which containers; all that are given must hold.',
  }),
  pull: oneOrList(pullEntry, 'How pulls go: `2s`, `{ after: 3s, fail: "manifest unknown" }`, or one entry a pull.'),
  start: duration('From created to running.'),
  run: oneOrList(runEntry, '`forever`, `{ for: 30s, exit: 1 }`, or one entry a start; the last repeats. '
    + 'Default: a matched container follows its command where that is known, else runs for ever; tasks end with 0 after 5 s. Without a match a known image (nginx, busybox, postgres …) does what it brings.'),
  stop: either(
    { type: 'string', format: 'go-duration-or-never' },
    mapping({ after: duration(), exit: whole(0) }, { required: ['after'] }),
    { description: 'From SIGTERM to exit 0, `{ after: 1s, exit: 143 }`, or `never`: until SIGKILL.' },
  ),
  probes: mapping({ readiness: timeline, liveness: timeline, startup: timeline }),
  usage: {
    ...either(mapping(usageKeys, { minProperties: 1 }), { type: 'array', minItems: 1 }),
    items: mapping({ for: duration('How long; only the last entry may leave it out.'), ...usageKeys }),
    description: 'What the metrics APIs see: `{ cpu: 100m, memory: 64Mi }`, or a timeline from the container\'s start.',
  },
}, { required: ['match'], title: 'a behaviour' })
