/** Defaults of schemas, and nulls that may not be: apiextensions 1.36 `defaulting.Default`, `PruneNonNullableNullsWithoutDefaults`. */
import { isRecord, valuesOf, type JsonSchema } from './schema.js'

type Fields = Readonly<Record<string, unknown>>

/** The same reference where nothing is missing. */
export function fillDefaults(value: unknown, schema: JsonSchema): unknown {
  if (Array.isArray(value)) {
    const items = schema.items
    if (!items) return value
    const filled = value.map((item: unknown) => fillDefaults(item, items))
    return filled.every((item, at) => item === value[at]) ? value : filled
  }
  return isRecord(value) ? fillFields(value, schema) : value
}

function fillFields(value: Fields, schema: JsonSchema): unknown {
  const changes: Record<string, unknown> = {}
  const removed = new Set<string>()
  for (const [name, its] of Object.entries(schema.properties ?? {})) {
    const given = value[name]
    const isMissing = given === undefined || (given === null && its.nullable !== true)
    if (isMissing && its.default === undefined) {
      if (given === null) removed.add(name)
      continue
    }
    const filled = fillDefaults(isMissing ? its.default : given, its)
    if (filled !== given) changes[name] = filled
  }
  const values = valuesOf(schema)
  if (values) for (const [name, item] of Object.entries(value)) {
    if (item === null && values.nullable !== true && values.default === undefined) removed.add(name)
    const filled = fillDefaults(item === null && values.nullable !== true ? values.default : item, values)
    if (filled !== item && filled !== undefined) changes[name] = filled
  }
  if (removed.size === 0 && Object.keys(changes).length === 0) return value
  const kept = removed.size === 0 ? value : Object.fromEntries(Object.entries(value).filter(([name]) => !removed.has(name)))
  return { ...kept, ...changes }
}
