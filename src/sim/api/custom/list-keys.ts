/** Lists whose items are told apart by keys or by value: apiextensions 1.36 `schema/listtype`. */
import { goJson } from '../go-json.js'
import { isEqual } from '../validation/equal.js'
import { child, fieldText, index, pointerText, type FieldPath } from '../validation/path.js'
import type { FieldError } from '../errors.js'
import { isRecord, valuesOf, type JsonSchema } from './schema.js'

const keyOf = (item: unknown, keys: readonly string[], schema: JsonSchema): Readonly<Record<string, unknown>> | undefined =>
  (isRecord(item) ? Object.fromEntries(keys.map((name) => [name, item[name] ?? schema.items?.properties?.[name]?.default]).filter(([, value]) => value !== undefined)) : undefined)

/** Finds the old item of the same keys; undefined for lists whose items have none. */
export function itemsByKeys(schema: JsonSchema, old: unknown): ((item: unknown) => unknown) | undefined {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old)) return undefined
  return (item) => {
    const key = keyOf(item, keys, schema)
    return key && old.find((other: unknown) => isEqual(keyOf(other, keys, schema), key))
  }
}

/** Items that are there twice. */
export function duplicateItems(value: unknown, schema: JsonSchema, path: FieldPath | undefined): readonly FieldError[] {
  if (Array.isArray(value) && path) {
    const inner = schema.items ? value.flatMap((item: unknown, at) => duplicateItems(item, schema.items as JsonSchema, index(path, at))) : []
    return [...ownDuplicates(value, schema, path), ...inner]
  }
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const its = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : valuesOf(schema)
    return its ? duplicateItems(item, its, child(path, name)) : []
  })
}

function ownDuplicates(value: readonly unknown[], schema: JsonSchema, path: FieldPath): readonly FieldError[] {
  const listType = schema['x-kubernetes-list-type']
  if (listType !== 'set' && listType !== 'map') return []
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const identities = value.map((item) => (listType === 'set' ? item : keyOf(item, keys, schema)))
  const errors: FieldError[] = []
  const seen: unknown[] = []
  for (const [at, identity] of identities.entries()) {
    if (identity === undefined) continue
    if (seen.some((other) => isEqual(other, identity))) {
      const place = index(path, at)
      errors.push({ type: 'Duplicate', field: fieldText(place), pointer: pointerText(place), message: `Duplicate value: ${goJson(identity)}` })
    } else seen.push(identity)
  }
  return errors
}
