import type { FieldError } from '../errors.js'
import { fieldText, pointerText } from './path.js'
import type { FieldPath } from './path.js'

/** Constructors of validation errors in the words of apimachinery `pkg/util/validation/field` 1.36 (`ErrorBody`). */

const escaped: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' }
const goString = (text: string): string => JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => escaped[char] as string)

/** Go's `encoding/json`: objects sorted by key, HTML characters escaped. A Map keeps the order of its keys, as Go structs do. */
export function goJson(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return goString(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  const entries = value instanceof Map ? [...(value as ReadonlyMap<string, unknown>)] : Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, item]) => `${goString(name)}:${goJson(item)}`).join(',')}}`
}

/** Go's %q for the texts that manifests carry. */
export const quoted = (text: string): string => JSON.stringify(text)

function valueText(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : goJson(value)
}

function build(type: FieldError['type'], path: FieldPath, head: string, detail: string): FieldError {
  return { type, field: fieldText(path), pointer: pointerText(path), message: detail === '' ? head : `${head}: ${detail}` }
}

export const required = (path: FieldPath, detail = ''): FieldError => build('Required', path, 'Required value', detail)
export const invalid = (path: FieldPath, value: unknown, detail: string): FieldError => build('Invalid', path, `Invalid value: ${valueText(value)}`, detail)
export const duplicate = (path: FieldPath, value: unknown): FieldError => build('Duplicate', path, `Duplicate value: ${valueText(value)}`, '')
export const forbidden = (path: FieldPath, detail: string): FieldError => build('Forbidden', path, 'Forbidden', detail)
export const notFound = (path: FieldPath, value: unknown): FieldError => build('NotFound', path, `Not found: ${valueText(value)}`, '')
export const tooLong = (path: FieldPath, limit: number): FieldError => build('TooLong', path, 'Too long', `may not be more than ${limit} byte${limit === 1 ? '' : 's'}`)
export const tooMany = (path: FieldPath, actual: number, limit: number): FieldError =>
  build('TooMany', path, `Too many: ${actual}`, `must have at most ${limit} item${limit === 1 ? '' : 's'}`)
export const notSupported = (path: FieldPath, value: unknown, supported: readonly string[]): FieldError =>
  build('NotSupported', path, `Unsupported value: ${valueText(value)}`, supported.length === 0 ? '' : `supported values: ${supported.map(quoted).join(', ')}`)
