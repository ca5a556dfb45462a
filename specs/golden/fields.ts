import type { Json, JsonObject } from '../../src/sim/api/types.js'

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a path like `status.phase`; undefined where there is none. Keys with dots are given as a list. */
export function at(object: Json | undefined, path: string | readonly string[]): Json | undefined {
  let value = object
  for (const key of typeof path === 'string' ? path.split('.') : path) value = isObject(value) ? value[key] : undefined
  return value
}

/** The value at a path as text; absent and null are empty. */
export function textAt(object: Json | undefined, path: string | readonly string[]): string {
  const value = at(object, path)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

export function listAt(object: Json | undefined, path: string): readonly Json[] {
  const value = at(object, path)
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

export function objectAt(object: Json | undefined, path: string): JsonObject {
  const value = at(object, path)
  return isObject(value) ? value : {}
}
