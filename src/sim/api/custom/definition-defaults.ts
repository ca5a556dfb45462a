/** Defaults of a schema are values of it, complete and without unknown fields: apiextensions 1.36 `defaulting.ValidateDefaults`. */
import { invalid } from '../validation/field-error.js'
import { child, fieldText, key, type FieldPath } from '../validation/path.js'
import type { FieldError } from '../errors.js'
import { fillDefaults } from './defaults.js'
import { unknownFields } from './prune.js'
import { isRecord, valuesOf, type JsonSchema } from './schema.js'
import { valueErrors } from './validate.js'

export function defaultErrors(schema: JsonSchema, path: FieldPath): readonly FieldError[] {
  const own = schema.default === undefined ? [] : ownErrors(schema, child(path, 'default'))
  const values = valuesOf(schema)
  return [
    ...own,
    ...(values ? defaultErrors(values, child(path, 'additionalProperties')) : []),
    ...(isRecord(schema.items) ? defaultErrors(schema.items, child(path, 'items')) : []),
    ...Object.entries(schema.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, its]) => (isRecord(its) ? defaultErrors(its, key(child(path, 'properties'), name)) : [])),
  ]
}

function ownErrors(schema: JsonSchema, at: FieldPath): readonly FieldError[] {
  if (unknownFields(schema.default, schema, false).length > 0) return [invalid(at, schema.default, 'must not have unknown fields')]
  const value = fillDefaults(schema.default, schema)
  return valueErrors(value, schema, undefined, undefined).map((error) => anchored(error, at))
}

function anchored(error: FieldError, at: FieldPath): FieldError {
  const separator = error.field === '' || error.field.startsWith('[') ? '' : '.'
  return { ...error, field: error.field === '<nil>' ? error.field : `${fieldText(at)}${separator}${error.field}` }
}
