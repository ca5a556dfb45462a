/** The schema of one version of a CustomResourceDefinition: apiextensions 1.36 `ValidateCustomResourceDefinitionOpenAPISchema`. */
import { forbidden, invalid, notSupported, required } from '../validation/field-error.js'
import { child, index, key, type FieldPath } from '../validation/path.js'
import type { FieldError } from '../errors.js'
import { schemaType, type SchemaType } from './cel-type.js'
import { compiledRules, costMessage, definitionLimit, ruleWords, type TotalCost } from './definition-rules.js'
import { defaultErrors } from './definition-defaults.js'
import { isEmbedded, isRecord, valuesOf, type JsonSchema } from './schema.js'
import { structuralErrors } from './structural.js'

type Schema = JsonSchema & Readonly<Record<string, unknown>>

/** What holds for a place of the schema because of what is around it. */
interface Place {
  readonly path: FieldPath
  readonly isRoot: boolean
  readonly isInsideMetadata: boolean
  readonly noDefaults: string | undefined
  readonly uncorrelatable: FieldPath | undefined
  readonly cardinality: number | undefined
  /** Rules are compiled only in a schema that is structural. */
  readonly total: TotalCost | undefined
}

interface Found { readonly schema: FieldError[]; readonly rules: FieldError[] }

export function schemaErrors(schema: JsonSchema, path: FieldPath): readonly FieldError[] {
  const structural = structuralErrors(schema, path)
  const before = structural.length > 0 ? structural : defaultErrors(schema, path)
  const total: TotalCost = { total: 0, expensive: [] }
  const found: Found = { schema: [], rules: [] }
  if (schema.nullable) found.schema.push(forbidden(child(path, 'nullable'), 'nullable cannot be true at the root'))
  visit(schema as Schema, { path, isRoot: true, isInsideMetadata: false, noDefaults: undefined, uncorrelatable: undefined, cardinality: 1, total: before.length === 0 ? total : undefined }, found)
  return [...before, ...found.schema, ...found.rules, ...totalErrors(total, path)]
}

function totalErrors({ total, expensive }: TotalCost, path: FieldPath): readonly FieldError[] {
  if (total <= definitionLimit) return []
  const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
  return [
    ...expensive.map((each) => forbidden(each.path, 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema')),
    forbidden(path, costMessage(what, total, definitionLimit)),
  ]
}

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref']

function keywords(schema: Schema, { path, noDefaults, isInsideMetadata }: Place, errors: FieldError[]): void {
  const { type } = schema
  if (type && !types.includes(type)) errors.push(notSupported(child(path, 'type'), type, types))
  if (schema.default !== undefined && noDefaults !== undefined) errors.push(forbidden(child(path, 'default'), `must not be set ${noDefaults}`))
  for (const name of unsupported) if (schema[name] !== undefined) errors.push(forbidden(child(path, name), `${name} is not supported`))
  if (type === 'null') errors.push(forbidden(child(path, 'type'), 'type cannot be set to null, use nullable as an alternative'))
  if (Array.isArray(schema.items)) errors.push(forbidden(child(path, 'items'), 'items must be a schema object and not an array'))
  if (isInsideMetadata && isEmbedded(schema)) errors.push(forbidden(child(path, 'x-kubernetes-embedded-resource'), 'must not be used inside of resource meta'))
  if (schema.uniqueItems === true) errors.push(forbidden(child(path, 'uniqueItems'), 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'))
  const hasProperties = Object.keys(schema.properties ?? {}).length > 0
  if (hasProperties && schema.additionalProperties !== undefined && schema.additionalProperties !== true) {
    errors.push(forbidden(child(path, 'additionalProperties'), 'additionalProperties and properties are mutual exclusive'))
  }
}

/** By how much a list or map multiplies what is in it; undefined where it has no bound. */
function factor(schema: Schema): number | undefined {
  if (schema.type === 'array') return schema.maxItems === undefined ? undefined : Math.max(0, schema.maxItems)
  if (schema.type !== 'object' || schema.additionalProperties === undefined) return 1
  return schema.maxProperties === undefined ? undefined : Math.max(0, schema.maxProperties)
}

function inside(schema: Schema, place: Place, path: FieldPath): Place {
  const times = factor(schema)
  return { ...place, path, isRoot: false, cardinality: place.cardinality === undefined || times === undefined ? undefined : place.cardinality * times }
}

const metaFields = new Set(['metadata', 'kind', 'apiVersion'])

function visit(schema: Schema, place: Place, found: Found): void {
  const { path } = place
  const before = found.schema.length
  keywords(schema, place, found.schema)
  const values = valuesOf(schema)
  if (values) {
    const its = inside(schema, place, child(path, 'additionalProperties'))
    visit(values as Schema, place.isInsideMetadata ? { ...its, noDefaults: 'inside additionalProperties applying to object metadata' } : its, found)
  }
  for (const [name, its] of Object.entries(schema.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isRecord(its)) visit(its as Schema, propertyPlace(schema, place, name), found)
  }
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const) {
    for (const [at, its] of (schema[name] ?? []).entries()) visit(its as Schema, { ...inside(schema, place, index(child(path, name), at)), total: undefined }, found)
  }
  if (isRecord(schema.not)) visit(schema.not as Schema, { ...inside(schema, place, child(path, 'not')), total: undefined }, found)
  if (isRecord(schema.items)) {
    const isCorrelated = schema['x-kubernetes-list-type'] === 'map'
    visit(schema.items as Schema, { ...inside(schema, place, child(path, 'items')), ...(!isCorrelated && { uncorrelatable: place.uncorrelatable ?? path }) }, found)
  }
  listWords(schema, path, found.schema)
  found.schema.push(...ruleWords(schema, path))
  if (found.schema.length === before && place.total) rulesOf(schema, place, place.total, found)
}

function propertyPlace(schema: Schema, place: Place, name: string): Place {
  const its = inside(schema, place, key(child(place.path, 'properties'), name))
  const isCorrelated = schema['x-kubernetes-map-type'] !== 'atomic'
  const isMeta = (place.isRoot || isEmbedded(schema)) && metaFields.has(name)
  return {
    ...its,
    ...(!isCorrelated && { uncorrelatable: place.uncorrelatable ?? place.path }),
    ...(isMeta && { isInsideMetadata: true }),
    ...(isMeta && place.isRoot && { noDefaults: `in top-level ${name}` }),
  }
}

function rulesOf(schema: Schema, { path, isRoot, cardinality, uncorrelatable }: Place, total: TotalCost, found: Found): void {
  if ((schema['x-kubernetes-validations'] ?? []).length === 0) return
  // the type's name is different each time in the server, so that nobody can use it
  const type: SchemaType | undefined = schemaType(schema, isRoot || isEmbedded(schema), 'selfType')
  if (type) found.rules.push(...compiledRules(schema, { path, type, cardinality, uncorrelatable, total }))
}

function listWords(schema: Schema, path: FieldPath, errors: FieldError[]): void {
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) errors.push(invalid(child(path, 'x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'))
  const mapType = schema['x-kubernetes-map-type']
  if (mapType !== undefined) {
    if (schema.type !== 'object') errors.push(wrongType(schema, path, 'must be object if x-kubernetes-map-type is specified'))
    if (mapType !== 'atomic' && mapType !== 'granular') errors.push(notSupported(child(path, 'x-kubernetes-map-type'), mapType, ['atomic', 'granular']))
  }
  const listType = schema['x-kubernetes-list-type']
  const items = isRecord(schema.items) ? (schema.items as Schema) : undefined
  if (listType !== undefined && schema.type !== 'array') errors.push(wrongType(schema, path, 'must be array if x-kubernetes-list-type is specified'))
  else if (listType === 'set' && items) setItems(items, child(path, 'items'), errors)
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType)) errors.push(notSupported(child(path, 'x-kubernetes-list-type'), listType, ['atomic', 'set', 'map']))
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty'
    errors.push(listType === undefined ? required(child(path, 'x-kubernetes-list-type'), detail) : invalid(child(path, 'x-kubernetes-list-type'), listType, detail))
  }
  if (listType === 'map') mapItems(keys, items, path, errors)
  if ((listType === 'set' || listType === 'map') && items?.nullable) errors.push(forbidden(child(child(path, 'items'), 'nullable'), `cannot be nullable when x-kubernetes-list-type is ${listType}`))
}

const wrongType = (schema: Schema, path: FieldPath, detail: string): FieldError =>
  (schema.type ? invalid(child(path, 'type'), schema.type, detail) : required(child(path, 'type'), detail))

function setItems(items: Schema, path: FieldPath, errors: FieldError[]): void {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const listType = items['x-kubernetes-list-type']
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') errors.push(invalid(child(path, 'x-kubernetes-list-type'), listType, detail))
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') errors.push(invalid(child(path, 'x-kubernetes-map-type'), listType ?? null, detail))
}

function mapItems(keys: readonly string[], items: Schema | undefined, path: FieldPath, errors: FieldError[]): void {
  const at = child(path, 'x-kubernetes-list-map-keys')
  if (keys.length === 0) errors.push(required(at, 'must not be empty if x-kubernetes-list-type is map'))
  if (!items) {
    errors.push(required(child(path, 'items'), 'must have a schema if x-kubernetes-list-type is map'))
    return
  }
  const itemPath = child(path, 'items')
  if (items.type !== 'object') {
    errors.push(invalid(child(itemPath, 'type'), items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map"))
    return
  }
  for (const [position, name] of keys.entries()) {
    const its = items.properties?.[name]
    const propertyPath = key(child(itemPath, 'properties'), name)
    if (!its) errors.push(invalid(at, keys, 'entries must all be names of item properties'))
    else if (its.type === 'array' || its.type === 'object') errors.push(invalid(child(propertyPath, 'type'), items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"))
    if (keys.indexOf(name) < position) errors.push(invalid(at, keys, 'must not contain duplicate entries'))
    if (its && !items.required?.includes(name) && its.default === undefined) {
      errors.push(required(child(propertyPath, 'default'), 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property'))
    }
    if (its?.nullable) errors.push(forbidden(child(propertyPath, 'nullable'), 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable'))
  }
}
