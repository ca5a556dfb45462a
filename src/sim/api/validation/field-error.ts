import type { FieldError } from '../errors.js'
import { goJson } from '../go-json.js'
import { fieldText, pointerText } from './path.js'
import type { FieldPath } from './path.js'

/** Constructors of validation errors in the words of apimachinery `pkg/util/validation/field` 1.36 (`ErrorBody`). */

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
export const tooLong = (path: FieldPath, limit: number): FieldError =>
  build('TooLong', path, 'Too long', `may not be more than ${limit} byte${limit === 1 ? '' : 's'}`)
export const tooMany = (path: FieldPath, actual: number, limit: number): FieldError =>
  build('TooMany', path, `Too many: ${actual}`, `must have at most ${limit} item${limit === 1 ? '' : 's'}`)
export const notSupported = (path: FieldPath, value: unknown, supported: readonly string[]): FieldError =>
  build('NotSupported', path, `Unsupported value: ${valueText(value)}`, supported.length === 0 ? '' : `supported values: ${supported.map(quoted).join(', ')}`)
