import type { Json, JsonObject } from '../types.js'

/** Plain JSON as patches see it: null is a value. */

export type JsonList = readonly Json[]
export type JsonType = 'null' | 'map' | 'list' | 'string' | 'number' | 'boolean'

export const isMap = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isList = (value: Json | undefined): value is JsonList => Array.isArray(value)

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'object' ? 'map' : (typeof value as 'string' | 'number' | 'boolean')
}

export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, position) => isSame(item, b[position]))
  if (!isMap(a) || !isMap(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
}

/** The value of a key, undefined without it; the prototype has no part in this. */
export const entryOf = (map: JsonObject, name: string): Json | undefined => (Object.hasOwn(map, name) ? map[name] : undefined)

/** The map without one key; the same reference when it has none. */
export function without(map: JsonObject, name: string): JsonObject {
  if (!Object.hasOwn(map, name)) return map
  const { [name]: _, ...rest } = map
  return rest
}

/** Go's `%v` of a scalar, by which lists are sorted. */
export const plainText = (value: Json | undefined): string =>
  value === null || value === undefined ? '<nil>' : typeof value === 'object' ? JSON.stringify(value) : String(value)
