import type { JsonSchema, JsonType } from '../../assertions/schema-parts.js'
import { isFormat } from './formats.js'

type Mapping = Readonly<Record<string, unknown>>

const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value)

const typeTests: Readonly<Record<JsonType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isMapping,
  null: (value) => value === null,
}

function hasType({ type }: JsonSchema, value: unknown): boolean {
  if (type === undefined) return true
  return typeof type === 'string' ? typeTests[type](value) : type.some((each) => typeTests[each](value))
}

const expressions = new Map<string, RegExp>()

function matchesPattern(pattern: string, value: string): boolean {
  const expression = expressions.get(pattern) ?? new RegExp(pattern, 'u')
  expressions.set(pattern, expression)
  return expression.test(value)
}

function scalarHolds(schema: JsonSchema, value: unknown): boolean {
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) return false
  if (typeof value === 'number') return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)
  if (typeof value !== 'string') return true
  return (schema.pattern === undefined || matchesPattern(schema.pattern, value)) && (schema.format === undefined || isFormat(schema.format, value))
}

function mappingHolds(schema: JsonSchema, value: Mapping, root: JsonSchema): boolean {
  const keys = Object.keys(value)
  if (keys.length < (schema.minProperties ?? 0) || keys.length > (schema.maxProperties ?? Infinity)) return false
  if (schema.required?.some((key) => !Object.hasOwn(value, key))) return false
  if (schema.oneOf !== undefined && schema.oneOf.filter((branch) => branch.required.every((key) => Object.hasOwn(value, key))).length !== 1) return false
  return keys.every((key) => {
    if (schema.propertyNames !== undefined && !holds(schema.propertyNames, key, root)) return false
    const property = schema.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : schema.additionalProperties
    return property === undefined || property === true || (property !== false && holds(property, value[key], root))
  })
}

function holds(schema: JsonSchema, value: unknown, root: JsonSchema): boolean {
  if (schema.$ref !== undefined) {
    const target = root.definitions?.[schema.$ref.slice('#/definitions/'.length)]
    if (target !== undefined && !holds(target, value, root)) return false
  }
  if (!hasType(schema, value)) return false
  if (Array.isArray(value)) return value.length >= (schema.minItems ?? 0) && (
    schema.items === undefined || value.every((item) => holds(schema.items!, item, root))
  )
  return isMapping(value) ? mappingHolds(schema, value, root) : scalarHolds(schema, value)
}

/**
 * Whether a value is valid against a schema of the keywords that `JsonSchema` lists, without a compilation: the way of every
 * scenario that has no mistake. What is wrong with the others is ajv's to say; a spec holds the two to the same answers.
 */
export const matchesSchema = (schema: JsonSchema, value: unknown): boolean => holds(schema, value, schema)
