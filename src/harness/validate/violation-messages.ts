import type { JsonSchema, JsonType } from '../../assertions/schema-parts.js'
import type { Diagnostic } from '../diagnostics.js'
import { error } from '../diagnostics.js'
import type { Document } from '../load/document.js'
import { nearName } from '../near-name.js'
import { child, valueAt } from '../pointer.js'
import { describeValue } from '../values/parsed.js'
import type { Problem } from '../values/parsed.js'
import type { SchemaViolation } from './check.js'
import { formats } from './formats.js'
import { labelOf } from './labels.js'

type Explain = (violation: SchemaViolation, document: Document, schema: JsonSchema) => Diagnostic | undefined

const typeWords: Readonly<Record<JsonType, string>> = {
  string: 'a text', integer: 'a whole number', number: 'a number', boolean: '`true` or `false`', array: 'a list', object: 'a mapping', null: 'empty',
}

const orList = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`)
const andList = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`)
const quoted = (word: string): string => `\`${word}\``
/** What a mapping is called: `a step`, or its key. */
const nameOf = (schema: JsonSchema, pointer: string): string => schema.title ?? quoted(labelOf(pointer))
const keysAt = (document: Document, pointer: string): readonly string[] => Object.keys((valueAt(document.value, pointer) ?? {}) as object)

/** `must be …` follows the name of the value; other messages stand behind it. */
const sentence = (name: string, { message }: Problem): string => (/^(must|names|is|has) /.test(message) ? `${name} ${message}` : `${name}: ${message}`)

function formatProblem(schema: JsonSchema, value: unknown): Problem | undefined {
  const parsed = schema.format === undefined ? undefined : formats[schema.format](value)
  return parsed && 'problem' in parsed ? parsed.problem : undefined
}

function typeFix(types: readonly JsonType[], value: unknown): string | undefined {
  const isScalar = typeof value === 'number' || typeof value === 'boolean'
  if (types.includes('string') && isScalar) return `put it in quotes: "${String(value)}"`
  if (types.length === 1 && types[0] === 'array' && value !== null) return 'write it as a list: put `- ` in front of each entry'
  if (typeof value !== 'string') return undefined
  if (types.includes('integer') && /^\d+$/.test(value)) return `write ${value} without quotes`
  return types.includes('boolean') && /^(true|false)$/.test(value) ? `write ${value} without quotes` : undefined
}

const explainType: Explain = ({ instancePath }, document, schema) => {
  const value = valueAt(document.value, instancePath)
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]) as readonly JsonType[]
  const name = quoted(labelOf(instancePath))
  const special = types.length === 1 || (
    typeof value !== 'object' && types.every((type) => type === 'string' || type === 'integer' || type === 'number')
  ) ? formatProblem(schema, value) : undefined
  if (special) return error(document.place(instancePath), sentence(name, special), special.fix)
  const wanted = orList(types.map((type) => typeWords[type]))
  return error(document.place(instancePath), `${name} must be ${wanted}, but is ${describeValue(value)}`, typeFix(types, value))
}

const explainUnknownKey: Explain = ({ instancePath, params }, document, schema) => {
  const key = String(params['additionalProperty'])
  const known = Object.keys(schema.properties ?? {})
  const near = nearName(key, known.filter((name) => !keysAt(document, instancePath).includes(name))) ?? nearName(key, known)
  const shown = known.length > 30 ? [...known.slice(0, 30), '…'] : known
  const fix = near === undefined ? `known keys: ${shown.join(', ')}` : `did you mean ${quoted(near)}?`
  return error(document.placeOfKey(child(instancePath, key)), `unknown key ${quoted(key)} in ${nameOf(schema, instancePath)}`, fix)
}

/** A key that is missing because it is mistyped is told as the unknown key that it is. */
const explainMissing: Explain = ({ instancePath, params }, document, schema) => {
  const missing = String(params['missingProperty'])
  const unknown = keysAt(document, instancePath).filter((key) => !Object.hasOwn(schema.properties ?? {}, key))
  if (unknown.some((key) => nearName(key, Object.keys(schema.properties ?? {})) === missing)) return undefined
  return error(document.place(instancePath), `${quoted(missing)} is missing in ${nameOf(schema, instancePath)}`)
}

const explainWord: Explain = ({ instancePath }, document, schema) => {
  const value = valueAt(document.value, instancePath)
  const words = schema.enum?.map(String) ?? (/^\^\((.*)\)\$$/.exec(schema.pattern ?? '')?.[1] ?? '').split('|')
  const near = typeof value === 'string' ? nearName(value, words) : undefined
  const fix = near === undefined ? undefined : `did you mean ${quoted(near)}?`
  return error(document.place(instancePath), `${quoted(labelOf(instancePath))} must be ${orList(words.map(quoted))}, but is ${describeValue(value)}`, fix)
}

const explainFormat: Explain = ({ instancePath, propertyName }, document, schema) => {
  if (propertyName !== undefined) return explainKey(propertyName, instancePath, document, schema)
  const found = formatProblem(schema, valueAt(document.value, instancePath))
  return found && error(document.place(instancePath), sentence(quoted(labelOf(instancePath)), found), found.fix)
}

function explainKey(key: string, instancePath: string, document: Document, schema: JsonSchema): Diagnostic | undefined {
  const found = formatProblem(schema, key)
  const place = document.placeOfKey(child(instancePath, key))
  return found && error(
    place,
    `a key of ${quoted(labelOf(instancePath))} ${found.message.startsWith('must') ? found.message : `is wrong: ${found.message}`}`,
    found.fix,
  )
}

/** The words that the pattern of a `propertyNames` lists by themselves: the keys that are no type of a condition. */
const listedWords = (pattern: string): readonly string[] => pattern.split(/[^a-z]+/).filter((word) => word.length > 2)

/** A pattern lists words, wants keys of a kind, or only that there is something. */
const explainPattern: Explain = (violation, document, schema) => {
  const { instancePath, propertyName } = violation
  if (propertyName === undefined && schema.pattern?.startsWith('^(')) return explainWord(violation, document, schema)
  if (propertyName === undefined) return error(document.place(instancePath), `${quoted(labelOf(instancePath))} must not be empty`)
  const near = nearName(propertyName, listedWords(schema.pattern ?? ''))
  const place = document.placeOfKey(child(instancePath, propertyName))
  return error(
    place,
    `unknown key ${quoted(propertyName)} in ${quoted(labelOf(instancePath))}`,
    near === undefined ? undefined : `did you mean ${quoted(near)}?`,
  )
}

const explainBound = (words: (limit: unknown) => string): Explain => ({ instancePath, params }, document) =>
  error(
    document.place(instancePath),
    `${quoted(labelOf(instancePath))} must be ${words(params['limit'])}, but is ${describeValue(valueAt(document.value, instancePath))}`,
  )

const explainEmpty: Explain = ({ instancePath, params }, document, schema) => {
  const value = valueAt(document.value, instancePath)
  if (Array.isArray(value)) {
    const least = Number(params['limit'])
    return error(document.place(instancePath), `${quoted(labelOf(instancePath))} needs at least ${least} ${least === 1 ? 'entry' : 'entries'}`)
  }
  return error(document.place(instancePath), `${nameOf(schema, instancePath)} must not be empty`)
}

const explainTooMany: Explain = ({ instancePath }, document, schema) => {
  const keys = keysAt(document, instancePath)
  return error(
    document.placeOfKey(child(instancePath, keys[1]!)),
    `${nameOf(schema, instancePath)} has exactly one key, but this has ${keys.length}: ${andList(keys.map(quoted))}`,
    'write one entry for each',
  )
}

/** `exactly one of these keys`. */
const explainOneOf: Explain = ({ instancePath }, document, schema) => {
  const choices = (schema.oneOf ?? []).flatMap((branch) => branch.required)
  const keys = keysAt(document, instancePath)
  const given = keys.filter((key) => choices.includes(key))
  if (given.length === 0 && keys.some((key) => !Object.hasOwn(schema.properties ?? {}, key))) return undefined
  const kind = schema.title === 'a step' ? 'action' : 'key of its kind'
  if (given.length > 1) {
    return error(
      document.placeOfKey(child(instancePath, given[1]!)),
      `${nameOf(schema, instancePath)} has exactly one ${kind}, but this has ${given.length}: ${andList(given.map(quoted))}`,
      'write one entry for each',
    )
  }
  return error(document.place(instancePath), `${nameOf(schema, instancePath)} needs one of ${orList(choices.map(quoted))}`)
}

const explanations: Readonly<Record<string, Explain>> = {
  type: explainType,
  additionalProperties: explainUnknownKey,
  required: explainMissing,
  enum: explainWord,
  format: explainFormat,
  pattern: explainPattern,
  minimum: explainBound((limit) => `at least ${String(limit)}`),
  maximum: explainBound((limit) => `at most ${String(limit)}`),
  minItems: explainEmpty,
  minProperties: explainEmpty,
  maxProperties: explainTooMany,
  oneOf: explainOneOf,
  propertyNames: () => undefined,
}

const isBranch = (violation: SchemaViolation): boolean => /\/oneOf\/\d+\//.test(violation.schemaPath)

/** One diagnostic for each mistake: the branches behind a choice and the wrappers around a key are not told again. */
export function explainViolations(document: Document, violations: readonly SchemaViolation[]): readonly Diagnostic[] {
  const mistyped = new Set(violations.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath))
  return violations.flatMap((violation) => {
    if (isBranch(violation) || (/^(enum|oneOf)$/.test(violation.keyword) && mistyped.has(violation.instancePath))) return []
    const schema = violation.parentSchema
    const explain = explanations[violation.keyword]
    const found = explain ? explain(violation, document, schema) : error(
      document.place(violation.instancePath),
      `${quoted(labelOf(violation.instancePath))} is not allowed here`,
    )
    return found ? [found] : []
  })
}
