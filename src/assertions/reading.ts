import type { Json, JsonObject, KindId } from '../sim/api/types.js'
import { describeValue, type Parsed } from './values/parsed.js'

/** What is wrong with an assertion as written. The pointer is relative to the assertion: `/pods/restarts`. */
export interface AssertionProblem {
  readonly pointer: string
  readonly message: string
  readonly fix?: string
}

export interface KindName {
  readonly id: KindId
  readonly namespaced: boolean
}

/** What the harness knows when it compiles assertions. */
export interface CompileScope {
  /** Default namespace of every reference. */
  readonly namespace: string
  /** The kind of a word that kubectl knows: kind, plural, singular or short name, `KIND.GROUP` too; apiVersion where it is known. */
  readonly kindNamed: (word: string, apiVersion?: string) => KindName | undefined
}

/** A place in an assertion that is being compiled; problems are collected, so that all are told at once. */
export interface Reading {
  readonly scope: CompileScope
  readonly at: readonly string[]
  readonly problems: AssertionProblem[]
}

const escape = (step: string): string => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`

export const under = (reading: Reading, key: string): Reading => ({ ...reading, at: [...reading.at, key] })

/** `what` follows the key in the sentence: `must be …, but is …`. */
export function complain(reading: Reading, what: string, fix?: string): undefined {
  reading.problems.push({ pointer: reading.at.map(escape).join(''), message: `\`${reading.at.at(-1)}\` ${what}`, ...(fix === undefined ? {} : { fix }) })
  return undefined
}

/** The value that was read, or the complaint that there is none. */
export function take<T>(reading: Reading, raw: unknown, read: (raw: unknown) => Parsed<T>): T | undefined {
  const parsed = read(raw)
  return 'value' in parsed ? parsed.value : complain(reading, parsed.problem.message, parsed.problem.fix)
}

export const isObject = (raw: unknown): raw is JsonObject => typeof raw === 'object' && raw !== null && !Array.isArray(raw)

export const takeObject = (reading: Reading, raw: Json | undefined): JsonObject | undefined =>
  isObject(raw) ? raw : complain(reading, `must be a mapping of matchers, but is ${describeValue(raw)}`)
