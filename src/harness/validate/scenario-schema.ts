import type { JsonSchema } from '../../assertions/schema-parts.js'
import { duration, either, flag, listOf, mapOf, mapping, text, whole, word } from '../../assertions/schema-parts.js'
import { sharedDefinitions } from '../../assertions/schema-parts.js'
import { subjectNames, subjectSchemas } from '../../assertions/schemas.js'
import type { StepDefinition } from '../steps/define.js'
import { faultSchemas } from './faults-schema.js'
import * as registry from '../steps/registry.js'
import { clusterSchema } from './cluster-schema.js'
import { behaviourSchema } from './containers-schema.js'

export const apiVersion = 'seatrial.dev/v1alpha1'

export const stepDefinitions: Readonly<Record<string, StepDefinition>> = registry
export const actionNames: readonly string[] = Object.keys(stepDefinitions).toSorted()

const plannedText = (planned: boolean | undefined): string => (planned ? ' (not there yet)' : '')

interface Entry { readonly schema: JsonSchema; readonly summary: string; readonly planned?: true }

/** `subject-pods`, `fault-node-failure`: one definition each, with its summary for completion. */
const definitionsOf = (kind: string, entries: Readonly<Record<string, Entry>>): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    Object.entries(entries).map(([name, { schema, summary, planned }]) => [`${kind}-${name}`, { ...schema, description: `${summary}${plannedText(planned)}` }]),
  )

const subjectKeys: Readonly<Record<string, JsonSchema>> = {
  ...Object.fromEntries(subjectNames.map((name) => [name, { $ref: `#/definitions/subject-${name}` }])),
  not: { $ref: '#/definitions/assertion' },
}

const assertion = mapping(
  subjectKeys,
  { title: 'an assertion', minProperties: 1, maxProperties: 1, description: 'One subject over its matchers, which must all hold.' },
)

const invariant = mapping({ ...subjectKeys, from: duration('From when; default the start.'), until: duration('Until when; default the end.') }, {
  title: 'an entry of `always`',
  oneOf: Object.keys(subjectKeys).map((name) => ({ required: [name] })),
})

function describeAction({ schema, summary, planned }: StepDefinition): JsonSchema {
  if (schema.$ref !== undefined) return schema
  const more = schema.description === undefined ? '' : ` ${schema.description}`
  return { ...schema, description: `${summary}${plannedText(planned)}${more}` }
}

const step = mapping({
  name: text('Shown in reports.'),
  ...Object.fromEntries(Object.entries(stepDefinitions).map(([name, definition]) => [name, describeAction(definition)])),
  refused: either(flag(), { type: 'string', format: 'glob-or-regex' }, {
    description: 'The API must refuse this action: `true`, or the text, glob or /regular expression/ that the refusal must match.',
  }),
  within: duration('Of `expect`: it must hold at the latest then.'),
  for: duration('Of `expect`: at every instant of that time; of `inject`: when the fault ends by itself.'),
}, { title: 'a step', oneOf: actionNames.map((name) => ({ required: [name] })) })

const metadata = mapping({
  name: { ...text('Unique within the run.'), pattern: '\\S' },
  labels: mapOf({ type: ['string', 'number', 'boolean'] }, 'For --filter suite=resilience.'),
  annotations: mapOf({ type: ['string', 'number', 'boolean'] }),
}, { required: ['name'] })

const spec = mapping({
  description: text('One sentence that the report shows.'),
  namespace: { type: 'string', format: 'dns-name', description: 'Default namespace of every reference.', default: 'default' },
  seed: { ...whole(0, 'Every random choice of the run comes from it.'), default: 1 },
  unmodelled: { ...word(['ignore', 'warn', 'error'], 'What to do about kinds and fields that are not simulated.'), default: 'warn' },
  cluster: clusterSchema,
  containers: listOf(behaviourSchema, 'How containers behave; the first match wins.'),
  always: listOf(invariant, 'Invariants: they hold at every instant of the run.'),
  steps: listOf(step, 'What happens, in order.'),
})

/** The scenario's JSON Schema: published for editors, and used by the program. One source for both. */
export const scenarioSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://seatrial.dev/schema/scenario.json',
  title: 'a scenario',
  description: 'A Seatrial scenario: a simulated cluster, what happens to it, and what must hold.',
  ...mapping({
    apiVersion: word([apiVersion]),
    kind: word(['Scenario']),
    metadata,
    spec,
  }, { required: ['apiVersion', 'kind', 'metadata', 'spec'] }),
  definitions: {
    ...sharedDefinitions,
    ...definitionsOf('subject', subjectSchemas),
    ...definitionsOf('fault', faultSchemas),
    assertion,
    assertions: { ...listOf({ $ref: '#/definitions/assertion' }, 'Each is one subject over its matchers.'), minItems: 1 },
  },
}

