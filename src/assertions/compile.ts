import { kindOf, resolveResource } from '../sim/api/kinds/registry.js'
import type { Json } from '../sim/api/types.js'
import type { AssertionDefinition, CompiledAssertion } from './define.js'
import { negate } from './negate.js'
import { complain, isObject, under, type AssertionProblem, type CompileScope, type KindName, type Reading } from './reading.js'
import * as registry from './registry.js'
import { describeValue } from './values/parsed.js'

export interface AssertionCompilation {
  /** Undefined when there are problems. */
  readonly assertion: CompiledAssertion | undefined
  readonly problems: readonly AssertionProblem[]
}

/** Every subject by the name that users write, sorted. `not` is no subject: it takes one. */
export const subjects: Readonly<Record<string, AssertionDefinition>> = registry

/** The kinds that ship with Kubernetes, for scopes without custom ones. */
export function builtInKind(word: string, apiVersion?: string): KindName | undefined {
  const definition = apiVersion === undefined ? resolveResource(word) : kindOf(apiVersion, word)
  return definition === undefined ? undefined : { id: definition.id, namespaced: definition.namespaced }
}

/** `subject` is the key of an assertion and `params` what stands under it; pointers of problems begin with the subject. */
export function compileAssertion(subject: string, params: Json, scope: CompileScope): AssertionCompilation {
  const reading: Reading = { scope, at: [subject], problems: [] }
  const assertion = compileSubject(subject, params, reading)
  return { assertion: reading.problems.length === 0 ? assertion : undefined, problems: reading.problems }
}

function compileSubject(subject: string, params: Json, reading: Reading): CompiledAssertion | undefined {
  if (subject === 'not') return compileNot(params, reading)
  const definition = Object.hasOwn(subjects, subject) ? subjects[subject] : undefined
  return definition === undefined
    ? complain(reading, `is no subject of an assertion`, `use one of ${[...Object.keys(subjects), 'not'].join(', ')}`)
    : definition.compile(params, reading)
}

function compileNot(params: Json, reading: Reading): CompiledAssertion | undefined {
  const entries = isObject(params) ? Object.entries(params) : []
  if (entries.length !== 1)
    return complain(reading, `must hold exactly one assertion, but is ${isObject(params) ? `a mapping with ${entries.length} keys` : describeValue(params)}`)
  const [subject, inner] = entries[0]!
  const assertion = compileSubject(subject, inner, under(reading, subject))
  return assertion === undefined ? undefined : negate(assertion)
}
