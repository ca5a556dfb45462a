/** Whether a schema is structural: apiextensions 1.36 `schema/validation.go`, `schema/complete.go`. */
import { forbidden, invalid, required } from '../validation/field-error.js'
import { child, fieldText, index, key, type FieldPath } from '../validation/path.js'
import type { FieldError } from '../errors.js'
import { regexError } from './patterns.js'
import { isEmbedded, isIntOrString, isOpen, isRecord, valuesOf, type JsonSchema } from './schema.js'

type Level = 'root' | 'item' | 'field'
type Errors = FieldError[]

const entries = (schema: JsonSchema): readonly (readonly [string, JsonSchema])[] => Object.entries(schema.properties ?? {}).filter(([, its]) => isRecord(its))

/** Sorted by text, as the server sorts them. */
export function structuralErrors(schema: JsonSchema, path: FieldPath): readonly FieldError[] {
  const errors: Errors = []
  invariants(schema, 'root', path, errors)
  completeness(schema, path, errors)
  const text = ({ field, message }: FieldError): string => `${field}: ${message}`
  return errors.sort((a, b) => (text(a) < text(b) ? -1 : 1))
}

const emptyType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root', item: 'must not be empty for specified array items', field: 'must not be empty for specified object fields',
}

function invariants(schema: JsonSchema, level: Level, path: FieldPath, errors: Errors): void {
  if (schema.type === 'array' && !schema.items) errors.push(required(child(path, 'items'), 'must be specified'))
  if (isRecord(schema.items)) invariants(schema.items, 'item', child(path, 'items'), errors)
  for (const [name, its] of entries(schema)) invariants(its, 'field', key(child(path, 'properties'), name), errors)
  if (schema.additionalProperties !== undefined && level === 'root') errors.push(forbidden(child(path, 'additionalProperties'), 'must not be used at the root'))
  const values = valuesOf(schema)
  if (values) invariants(values, 'field', child(path, 'additionalProperties'), errors)
  extensions(schema, path, errors)
  junctors(schema, path, errors)
  typeOf(schema, level, path, errors)
  identity(schema, level, path, errors)
}

function extensions(schema: JsonSchema, path: FieldPath, errors: Errors): void {
  if (!isIntOrString(schema)) return
  for (const name of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const) {
    if (schema[name] === true) errors.push(invalid(child(path, name), true, 'must be false if x-kubernetes-int-or-string is true'))
  }
}

function typeOf(schema: JsonSchema, level: Level, path: FieldPath, errors: Errors): void {
  const at = child(path, 'type')
  if (isEmbedded(schema) && schema.type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true'
    errors.push(schema.type ? invalid(at, schema.type, detail) : required(at, detail))
  } else if (!schema.type && !isIntOrString(schema) && !isOpen(schema)) errors.push(required(at, emptyType[level]))
  if (isEmbedded(schema) && schema.additionalProperties !== undefined) errors.push(forbidden(child(path, 'additionalProperties'), 'must not be used if x-kubernetes-embedded-resource is set'))
  if (level === 'root' && schema.type && schema.type !== 'object') errors.push(invalid(at, schema.type, 'must be object at the root'))
}

/** What a schema may say of apiVersion, kind and metadata. */
function identity(schema: JsonSchema, level: Level, path: FieldPath, errors: Errors): void {
  const { properties } = schema
  const isObject = level === 'root' || isEmbedded(schema)
  const at = (name: string): FieldPath => key(child(path, 'properties'), name)
  for (const name of ['kind', 'apiVersion']) {
    const its = properties?.[name]
    if (isObject && its && its.type !== 'string') errors.push(invalid(child(at(name), 'type'), its.type ?? '', 'must be string'))
  }
  const metadata = properties?.['metadata']
  if (isObject && metadata) metadataSchema(metadata, level, at('metadata'), errors)
  if (isEmbedded(schema) && !isOpen(schema) && Object.keys(properties ?? {}).length === 0) {
    errors.push(required(child(path, 'properties'), 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'))
  }
}

function metadataSchema(metadata: JsonSchema, level: Level, path: FieldPath, errors: Errors): void {
  if (metadata.type !== 'object') errors.push(invalid(child(path, 'type'), metadata.type ?? '', 'must be object'))
  if (level !== 'root') return
  const { type: _, properties = {}, ...rest } = metadata
  const isPlain = Object.keys(properties).every((name) => name === 'name' || name === 'generateName')
  const kept = Object.entries(rest).filter(([name, value]) => value !== undefined && name !== 'default' && name !== 'description')
  if (!isPlain || kept.length > 0) errors.push(forbidden(path, 'must not specify anything other than name and generateName, but metadata is implicitly specified'))
}

const isIntOrStringPair = (list: readonly JsonSchema[] | undefined): boolean =>
  list?.length === 2 && list[0]?.type === 'integer' && list[1]?.type === 'string' && list.every((its) => Object.keys(its).length === 1)

/** allOf, anyOf, oneOf and not: they restrict values, and say nothing of structure. */
function junctors(schema: JsonSchema, path: FieldPath, errors: Errors, skips: { readonly anyOf?: boolean; readonly firstAllOf?: boolean } = {
  anyOf: isIntOrStringPair(schema.anyOf), firstAllOf: isIntOrStringPair(schema.allOf?.[0]?.anyOf),
}): void {
  const each = (name: 'allOf' | 'anyOf' | 'oneOf'): void => {
    for (const [at, its] of (schema[name] ?? []).entries()) nested(its, index(child(path, name), at), errors, { anyOf: name === 'allOf' && at === 0 && skips.firstAllOf === true })
  }
  if (skips.anyOf !== true) each('anyOf')
  each('allOf')
  each('oneOf')
  if (isRecord(schema.not)) nested(schema.not, child(path, 'not'), errors, {})
  const wrong = schema.pattern ? regexError(schema.pattern) : undefined
  if (wrong !== undefined) errors.push(invalid(child(path, 'pattern'), schema.pattern, `must be a valid regular expression, but isn't: ${wrong}`))
}

const structure: readonly (readonly [keyof JsonSchema | 'title' | 'description', string])[] = [
  ['type', 'must be empty to be structural'], ['title', 'must be empty to be structural'], ['description', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'], ['nullable', 'must be false to be structural'], ['additionalProperties', 'must be undefined to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'], ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'], ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'], ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
]

function nested(schema: JsonSchema, path: FieldPath, errors: Errors, skips: { readonly anyOf?: boolean }): void {
  junctors(schema, path, errors, { anyOf: skips.anyOf === true })
  if (isRecord(schema.items)) nested(schema.items, child(path, 'items'), errors, {})
  for (const [name, its] of entries(schema)) nested(its, key(child(path, 'properties'), name), errors, {})
  for (const [name, detail] of structure) {
    const value = (schema as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined && value !== '' && value !== false) errors.push(forbidden(child(path, name), detail))
  }
}

/** Every field that the junctors at the root speak of is one of the schema's own. */
function completeness(schema: JsonSchema, path: FieldPath, errors: Errors): void {
  for (const name of ['allOf', 'anyOf', 'oneOf'] as const) for (const [at, its] of (schema[name] ?? []).entries()) complete(its, schema, index(child(path, name), at), path, errors)
  if (isRecord(schema.not)) complete(schema.not, schema, child(path, 'not'), path, errors)
}

function complete(junctor: JsonSchema, schema: JsonSchema | undefined, path: FieldPath, at: FieldPath, errors: Errors): void {
  for (const [name, its] of entries(junctor)) {
    const own = schema?.properties?.[name]
    const ownPath = key(child(at, 'properties'), name)
    if (!own) errors.push(required(ownPath, `because it is defined in ${fieldText(key(child(path, 'properties'), name))}`))
    else complete(its, own, key(child(path, 'properties'), name), ownPath, errors)
  }
  if (isRecord(junctor.items)) {
    if (!schema?.items) errors.push(required(child(at, 'items'), `because it is defined in ${fieldText(child(path, 'items'))}`))
    else complete(junctor.items, schema.items, child(path, 'items'), child(at, 'items'), errors)
  }
  for (const name of ['allOf', 'anyOf', 'oneOf'] as const) for (const [position, its] of (junctor[name] ?? []).entries()) complete(its, schema, index(child(path, name), position), at, errors)
  if (isRecord(junctor.not)) complete(junctor.not, schema, child(path, 'not'), at, errors)
}
