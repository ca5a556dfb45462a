/** Schemas as types of CEL, with the sizes that cost estimates need: apiserver 1.36 `cel/common/schemas.go` SchemaDeclType. */
import { objectOf, type CelType } from '../cel/types.js'
import { isEmbedded, isIntOrString, isRecord, valuesOf, type JsonSchema } from './schema.js'

export interface SchemaType {
  readonly type: CelType
  /** The least bytes that a value takes as JSON. */
  readonly minBytes: number
}

export const maxRequestBytes: number = 3 * 1024 * 1024
const longestText = maxRequestBytes - 2
/** Keys, numbers and truth values have no size in the server's estimates. */
const unsized: CelType = { form: 'string', max: 0 }
const atLeastZero = (value: number): number => Math.max(0, value)

/** `apiVersion`, `kind` and the names are always there at the root of an object. */
function withObjectMeta(schema: JsonSchema): JsonSchema {
  const text: JsonSchema = { type: 'string' }
  const metadata: JsonSchema = { type: 'object', properties: { name: text, generateName: text } }
  return { ...schema, type: 'object', properties: { ...schema.properties, apiVersion: text, kind: text, metadata } }
}

function textType(schema: JsonSchema): SchemaType {
  const bound = schema.maxLength === undefined ? undefined : atLeastZero(schema.maxLength)
  switch (schema.format) {
    case 'byte': return { type: { form: 'bytes', max: bound ?? longestText }, minBytes: 2 }
    case 'duration': return { type: { form: 'duration', max: 32 }, minBytes: 3 }
    case 'date': return { type: { form: 'timestamp', max: 12 }, minBytes: 12 }
    case 'date-time': return { type: { form: 'timestamp', max: 32 }, minBytes: 21 }
  }
  if (bound !== undefined) return { type: { form: 'string', max: bound * 4 }, minBytes: 2 }
  const longest = schema.enum?.length ? Math.max(0, ...schema.enum.map((value) => (typeof value === 'string' ? value.length : 0))) : longestText
  return { type: { form: 'string', max: longest }, minBytes: 2 }
}

function arrayType(schema: JsonSchema, name: string): SchemaType | undefined {
  const item = schema.items && schemaType(schema.items, isEmbedded(schema.items), `${name}.@idx`)
  if (!item) return undefined
  const max = schema.maxItems === undefined ? Math.trunc((maxRequestBytes - 2) / (item.minBytes + 1)) : atLeastZero(schema.maxItems)
  const listType = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys']
  return { type: { form: 'list', item: item.type, max, ...((listType === 'set' || listType === 'map') && { listType }), ...(keys && { keys }) }, minBytes: 2 }
}

function mapOrObjectType(schema: JsonSchema, name: string): SchemaType | undefined {
  const values = valuesOf(schema)
  if (values) {
    const value = schemaType(values, isEmbedded(values), `${name}.@elem`)
    if (!value) return undefined
    const max = schema.maxProperties === undefined ? Math.trunc((maxRequestBytes - 2) / (value.minBytes + 6)) : atLeastZero(schema.maxProperties)
    return { type: { form: 'map', key: unsized, value: value.type, max }, minBytes: 2 }
  }
  let minBytes = 2
  const fields: [string, CelType][] = []
  for (const [property, its] of Object.entries(schema.properties ?? {})) {
    const field = isRecord(its) ? schemaType(its, isEmbedded(its), `${name}.${property}`) : undefined
    if (!field) continue
    fields.push([property, field.type])
    if (schema.required?.includes(property) && its.default === undefined) minBytes += property.length + field.minBytes + 4
  }
  return { type: objectOf(name, fields), minBytes }
}

/** undefined for what expressions cannot see: values of unknown structure. */
export function schemaType(schema: JsonSchema, isRoot: boolean, name = 'object'): SchemaType | undefined {
  if (isIntOrString(schema)) return { type: { form: 'dyn', max: schema.maxLength === undefined ? longestText : atLeastZero(schema.maxLength) * 4 }, minBytes: 1 }
  const its = isRoot ? withObjectMeta(schema) : schema
  switch (its.type) {
    case 'array': return arrayType(its, name)
    case 'object': return mapOrObjectType(its, name)
    case 'string': return textType(its)
    case 'boolean': return { type: { form: 'bool', max: 0 }, minBytes: 4 }
    case 'number': return { type: { form: 'double', max: 0 }, minBytes: 1 }
    case 'integer': return { type: { form: 'int', max: 0 }, minBytes: 1 }
    default: return undefined
  }
}
