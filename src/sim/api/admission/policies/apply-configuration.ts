/** An object with what a policy's expression sets, as server-side apply merges it: list elements by their keys, new ones last. */
import { fieldPatch, kindShape } from '../../patch/patch-schema.js'
import type { Shape } from '../../schema/read.js'
import type { Json, JsonObject } from '../../types.js'

const isMap = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

export const applyConfiguration = (kind: { readonly apiVersion: string; readonly kind: string }, object: JsonObject, given: JsonObject): JsonObject => mergeMaps(object, given, kindShape(kind))

function mergeMaps(own: JsonObject, given: JsonObject, shape: Shape | undefined): JsonObject {
  const merged: Record<string, Json> = { ...own }
  for (const [name, value] of Object.entries(given)) {
    const { inner, mergeKey } = fieldPatch(shape, name)
    const before = own[name]
    if (isMap(value) && isMap(before)) merged[name] = mergeMaps(before, value, inner)
    else if (Array.isArray(value) && Array.isArray(before) && mergeKey !== undefined) merged[name] = mergeElements(before as readonly Json[], value as readonly Json[], mergeKey, inner)
    else merged[name] = value as Json
  }
  return merged
}

function mergeElements(own: readonly Json[], given: readonly Json[], mergeKey: string, inner: Shape | undefined): Json {
  const merged = [...own]
  for (const item of given) {
    const place = isMap(item) ? merged.findIndex((other) => isMap(other) && other[mergeKey] === item[mergeKey]) : -1
    const other = merged[place]
    if (isMap(item) && isMap(other)) merged[place] = mergeMaps(other, item, inner)
    else merged.push(item)
  }
  return merged
}
