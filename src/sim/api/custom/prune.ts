/** Fields that the schema does not have: apiextensions 1.36 `pruning.PruneWithOptions`. */
import { isEmbedded, isOpen, isRecord, valuesOf, type JsonSchema } from './schema.js'

export type Step = string | number

const objectFields = new Set(['apiVersion', 'kind', 'metadata'])

/** Ways to the unknown fields of a value; `isRoot` for the object itself, whose apiVersion, kind and metadata are always known. */
export function unknownFields(value: unknown, schema: JsonSchema, isRoot: boolean): readonly (readonly Step[])[] {
  const found: Step[][] = []
  find(value, schema, isRoot, [], found)
  return found
}

function find(value: unknown, schema: JsonSchema, isRoot: boolean, path: readonly Step[], found: Step[][]): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const [at, item] of value.entries()) find(item, schema.items, isEmbedded(schema.items), [...path, at], found)
    else if (!isOpen(schema)) for (const [at, item] of value.entries()) if (isRecord(item)) findAll(item, [...path, at], found)
    return
  }
  if (!isRecord(value)) return
  const values = valuesOf(schema)
  for (const [name, item] of Object.entries(value)) {
    if (isRoot && objectFields.has(name)) continue
    const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    const its = property ?? values
    if (its) find(item, its, isEmbedded(its), [...path, name], found)
    else if (!isOpen(schema) && schema.additionalProperties !== true) found.push([...path, name])
  }
}

function findAll(value: Readonly<Record<string, unknown>>, path: readonly Step[], found: Step[][]): void {
  for (const name of Object.keys(value)) found.push([...path, name])
}

/** The value without its unknown fields; the same reference where there are none. */
export function prune(value: unknown, schema: JsonSchema, isRoot: boolean): unknown {
  if (Array.isArray(value)) {
    const items = schema.items
    if (!items) return isOpen(schema) ? value : value.map((item: unknown) => (isRecord(item) ? {} : item))
    const pruned = value.map((item: unknown) => prune(item, items, isEmbedded(items)))
    return pruned.every((item, at) => item === value[at]) ? value : pruned
  }
  return isRecord(value) ? pruneFields(value, schema, isRoot) : value
}

function pruneFields(value: Readonly<Record<string, unknown>>, schema: JsonSchema, isRoot: boolean): unknown {
  const values = valuesOf(schema)
  const kept: Record<string, unknown> = {}
  let isChanged = false
  for (const [name, item] of Object.entries(value)) {
    const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    const its = isRoot && objectFields.has(name) ? undefined : (property ?? values)
    if (its) kept[name] = prune(item, its, isEmbedded(its))
    else if (isOpen(schema) || schema.additionalProperties === true || (isRoot && objectFields.has(name))) kept[name] = item
    isChanged ||= kept[name] !== item
  }
  return isChanged ? kept : value
}
