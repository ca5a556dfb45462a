import type { Json } from '../../sim/api/types.js'
import type { Document } from '../load/document.js'
import type { ScenarioDocument } from '../load/scenario-documents.js'
import { child } from '../pointer.js'
import type { AssertionSpec, InvariantSpec, ScenarioSpec, StepSpec } from '../spec.js'
import { durationIn, readBehaviour } from './behaviours.js'
import { readCluster } from './cluster-spec.js'
import { listIn, mappingOf, numberIn, textIn } from './raw.js'
import { actionNames } from './scenario-schema.js'

/** The one subject of an assertion that the schema has let pass. */
export function readAssertion(value: Json, pointer: string, beside: readonly string[] = []): AssertionSpec {
  const [subject, params] = Object.entries(mappingOf(value)).find(([key]) => !beside.includes(key)) ?? ['', null]
  return { subject, params, pointer: child(pointer, subject) }
}

function readInvariant(value: Json, pointer: string): InvariantSpec {
  const { from, until } = mappingOf(value)
  return { fromMs: durationIn(from) ?? 0, untilMs: durationIn(until), assertion: readAssertion(value, pointer, ['from', 'until']) }
}

function readStep(value: Json, index: number): StepSpec {
  const step = mappingOf(value)
  const action = actionNames.find((name) => Object.hasOwn(step, name)) ?? ''
  const refused = step['refused']
  return {
    index,
    name: textIn(step['name']),
    action,
    params: step[action] ?? null,
    pointer: `/spec/steps/${index}`,
    refused: refused === true || typeof refused === 'string' ? refused : undefined,
    withinMs: durationIn(step['within']),
    forMs: durationIn(step['for']) ?? (action === 'inject' ? durationIn(mappingOf(step['inject'])['for']) : undefined),
  }
}

const texts = (value: Json | undefined): Readonly<Record<string, string>> => Object.fromEntries(
  Object.entries(mappingOf(value)).map(([key, each]) => [key, String(each)]),
)

/**
 * A scenario that the schema and the rules have let pass, with its defaults. Of one with mistakes it takes what `isWrong`, asked by
 * JSON pointer, leaves: enough to find the mistakes of the rest.
 */
export function readScenario(document: Document, companions: ScenarioDocument['objects'], isWrong: (pointer: string) => boolean = () => false): ScenarioSpec {
  const { metadata, spec: rawSpec } = mappingOf(document.value)
  const { name, labels } = mappingOf(metadata)
  const spec = mappingOf(rawSpec)
  const part = (key: string): Json | undefined => (isWrong(`/spec/${key}`) ? undefined : spec[key])
  return {
    name: textIn(name) ?? '',
    labels: texts(labels),
    description: textIn(spec['description']),
    namespace: textIn(spec['namespace']) ?? 'default',
    seed: numberIn(spec['seed']) ?? 1,
    unmodelled: (textIn(spec['unmodelled']) as ScenarioSpec['unmodelled'] | undefined) ?? 'warn',
    cluster: readCluster(part('cluster'), '/spec/cluster'),
    containers: listIn(part('containers')).map((entry, index) => readBehaviour(mappingOf(entry), `containers[${index}]`)),
    always: listIn(part('always')).map((entry, index) => readInvariant(entry, `/spec/always/${index}`)),
    steps: listIn(spec['steps']).flatMap((step, index) => (isWrong(`/spec/steps/${index}`) ? [] : [readStep(step, index)])),
    document,
    companions,
  }
}
