/** Values against their schema: kube-openapi `validation/validate` as apiextensions 1.36 reports it. */
import { goJson } from '../go-json.js'
import { isEqual } from '../validation/equal.js'
import { child, fieldText, index, pointerText, type FieldPath } from '../validation/path.js'
import type { FieldError } from '../errors.js'
import { isOfFormat } from './formats.js'
import { itemsByKeys } from './list-keys.js'
import { matchesPattern } from './patterns.js'
import { isIntOrString, isRecord, valuesOf, type JsonSchema } from './schema.js'

type Path = FieldPath | undefined
type Errors = FieldError[]
type Fields = Readonly<Record<string, unknown>>

const fieldOf = (path: Path): string => (path ? fieldText(path) : '')
const pointerOf = (path: Path): string => (path ? pointerText(path) : '')
const childOf = (path: Path, name: string): FieldPath => child(path, name)
/** Items of a list at the root are not to be had: the root is an object, or the default of a field. */
const indexOf = (path: Path, at: number): FieldPath => (path ? index(path, at) : { parent: undefined, step: at, isKey: false })

function add(errors: Errors, type: FieldError['type'], path: Path, message: string): void {
  errors.push({ type, field: fieldOf(path), pointer: pointerOf(path), message })
}
const wrong = (errors: Errors, path: Path, value: unknown, detail: string): void =>
  add(errors, 'Invalid', path, `Invalid value: ${goJson(value)}: ${fieldOf(path)} in body ${detail}`)
/** Errors that name their place in their words only. */
const placeless = (errors: Errors, detail: string): number => errors.push({ type: 'Invalid', field: '<nil>', pointer: '', message: `Invalid value: "": ${detail}` })

/**
 * What is wrong with a value. What is as it was in `old` is not looked at again (ratcheting); `old` is undefined for new values.
 */
export function valueErrors(value: unknown, schema: JsonSchema, path: Path, old: unknown): readonly FieldError[] {
  const errors: Errors = []
  visit(value, schema, path, old, errors)
  return errors
}

function visit(value: unknown, schema: JsonSchema, path: Path, old: unknown, errors: Errors): void {
  if (old !== undefined && isEqual(value, old)) return
  if (value === null || value === undefined) {
    if (schema.nullable === true || (value === undefined)) return
  }
  typeOf(value, schema, path, errors)
  junctors(value, schema, path, errors)
  if (typeof value === 'string') textOf(value, schema, path, errors)
  else if (typeof value === 'number') numberOf(value, schema, path, errors)
  else if (Array.isArray(value)) listOf(value, schema, path, old, errors)
  if (schema.enum && value !== null && !schema.enum.some((one) => isEqual(one, value))) {
    add(errors, 'NotSupported', path, `Unsupported value: ${goJson(value)}: supported values: ${schema.enum.map((one) => (typeof one === 'string' ? JSON.stringify(one) : goJson(one))).join(', ')}`)
  }
  if (isRecord(value)) objectOf(value, schema, path, old, errors)
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function typeOf(value: unknown, schema: JsonSchema, path: Path, errors: Errors): void {
  const type = jsonType(value)
  const wanted = isIntOrString(schema) ? ['integer', 'string'] : schema.type ? [schema.type] : []
  if (wanted.length === 0 || wanted.includes(type) || (type === 'integer' && wanted.includes('number'))) {
    if (type !== 'integer' || !wanted.includes('integer')) return
    checkFormat(value as number, schema, path, errors)
    return
  }
  add(errors, 'TypeInvalid', path, `Invalid value: ${JSON.stringify(type)}: ${fieldOf(path)} in body must be of type ${wanted.join(',')}: ${JSON.stringify(type)}`)
  if (type === 'number' && wanted.includes('integer')) placeless(errors, `Checked value must be of type integer${schema.format ? ` with format ${schema.format}` : ' (default format)'} in ${fieldOf(path)}`)
}

const integerFormats: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1], uint64: [0, 2 ** 64], int64: [-(2 ** 63), 2 ** 63],
}
function checkFormat(value: number, schema: JsonSchema, path: Path, errors: Errors): void {
  const bounds = schema.format === undefined ? undefined : integerFormats[schema.format]
  if (bounds && (value < bounds[0] || value > bounds[1])) placeless(errors, `Checked value must be of type integer with format ${schema.format} in ${fieldOf(path)}`)
}

function textOf(value: string, schema: JsonSchema, path: Path, errors: Errors): void {
  const length = /^[\x00-\x7f]*$/.test(value) ? value.length : Array.from(value).length
  if (schema.maxLength !== undefined && length > schema.maxLength) add(errors, 'TooLong', path, `Too long: may not be more than ${schema.maxLength} byte${schema.maxLength === 1 ? '' : 's'}`)
  if (schema.minLength !== undefined && length < schema.minLength) wrong(errors, path, value, `should be at least ${schema.minLength} chars long`)
  if (schema.pattern !== undefined && !matchesPattern(schema.pattern, value)) wrong(errors, path, value, `should match '${schema.pattern}'`)
  if (schema.format !== undefined && isOfFormat(schema.format, value) === false) {
    add(errors, 'Invalid', path, `Invalid value: ${goJson(value)}: ${fieldOf(path)} in body must be of type ${schema.format}: ${goJson(value)}`)
  }
}

/** The shortest text of a bound, as Go's %v prints a float64. */
function boundText(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e21 || Math.abs(value) < 1e-4)) return String(value)
  return Number.isInteger(value) && Math.abs(value) >= 1e21 ? value.toExponential() : exponential(value)
}
function exponential(value: number): string {
  if (Math.abs(value) < 1e21 && !(Number.isInteger(value) && Math.abs(value) >= 2 ** 53)) return Math.abs(value) >= 1e21 ? value.toExponential() : String(value)
  const [mantissa, power = '+0'] = value.toExponential().split('e')
  return `${mantissa}e${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`
}

function numberOf(value: number, schema: JsonSchema, path: Path, errors: Errors): void {
  const { minimum, maximum, multipleOf } = schema
  if (multipleOf !== undefined && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9) wrong(errors, path, value, `should be a multiple of ${boundText(multipleOf)}`)
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    wrong(errors, path, value, `should be less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${boundText(maximum)}`)
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    wrong(errors, path, value, `should be greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${boundText(minimum)}`)
  }
}

const items = (count: number): string => `${count} item${count === 1 ? '' : 's'}`

function listOf(value: readonly unknown[], schema: JsonSchema, path: Path, old: unknown, errors: Errors): void {
  const before = itemsByKeys(schema, old)
  if (schema.items) for (const [at, item] of value.entries()) visit(item, schema.items, indexOf(path, at), before?.(item), errors)
  if (schema.minItems !== undefined && value.length < schema.minItems) wrong(errors, path, value.length, `should have at least ${schema.minItems} items`)
  if (schema.maxItems !== undefined && value.length > schema.maxItems) add(errors, 'TooMany', path, `Too many: ${value.length}: must have at most ${items(schema.maxItems)}`)
}

function objectOf(value: Fields, schema: JsonSchema, path: Path, old: unknown, errors: Errors): void {
  const before = isRecord(old) ? old : undefined
  const values = valuesOf(schema)
  const count = Object.keys(value).length
  if (schema.minProperties !== undefined && count < schema.minProperties) wrong(errors, path, count, `should have at least ${schema.minProperties} properties`)
  if (schema.maxProperties !== undefined && count > schema.maxProperties) add(errors, 'TooMany', path, `Too many: ${count}: must have at most ${items(schema.maxProperties)}`)
  for (const name of schema.required ?? []) if (value[name] === undefined) add(errors, 'Required', childOf(path, name), 'Required value')
  for (const [name, item] of Object.entries(value)) {
    const its = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : values
    if (its) visit(item, its, childOf(path, name), before?.[name], errors)
  }
}

/** Whether a value fits one branch, and if not, how much is wrong with it. */
const branch = (value: unknown, schema: JsonSchema, path: Path): readonly FieldError[] => valueErrors(value, schema, path, undefined)

/** The errors of the branch that came closest. */
function closest(branches: readonly (readonly FieldError[])[]): readonly FieldError[] {
  return branches.reduce((best, each) => (each.length < best.length ? each : best))
}

function junctors(value: unknown, schema: JsonSchema, path: Path, errors: Errors): void {
  const where = JSON.stringify(fieldOf(path))
  if (schema.anyOf && schema.anyOf.length > 0 && !isIntOrString(schema)) {
    const branches = schema.anyOf.map((its) => branch(value, its, path))
    if (branches.every((each) => each.length > 0)) {
      placeless(errors, `${where} must validate at least one schema (anyOf)`)
      errors.push(...closest(branches))
    }
  }
  if (schema.oneOf && schema.oneOf.length > 0) {
    const branches = schema.oneOf.map((its) => branch(value, its, path))
    const valid = branches.filter((each) => each.length === 0).length
    if (valid === 0) {
      placeless(errors, `${where} must validate one and only one schema (oneOf). Found none valid`)
      errors.push(...closest(branches))
    } else if (valid > 1) placeless(errors, `${where} must validate one and only one schema (oneOf). Found ${valid} valid alternatives`)
  }
  if (schema.allOf && schema.allOf.length > 0) {
    const wrongs = schema.allOf.map((its) => branch(value, its, path)).filter((each) => each.length > 0)
    for (const each of wrongs) errors.push(...each)
    if (wrongs.length > 0) placeless(errors, `${where} must validate all the schemas (allOf)${wrongs.length === schema.allOf.length && schema.allOf.length > 1 ? '. None validated' : ''}`)
  }
  if (schema.not && branch(value, schema.not, path).length === 0) placeless(errors, `${where} must not validate the schema (not)`)
}
