import type { Json, JsonObject } from '../types.js'
import { entryOf, isMap, isSame, typeOf, without } from './json.js'

/** JSON merge patches: RFC 7386. */
export function applyMergePatch(target: Json | undefined, patch: Json): Json {
  if (!isMap(patch)) return patch
  let result: JsonObject = isMap(target) ? target : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result = without(result, name)
    else {
      const own = entryOf(result, name)
      const merged = applyMergePatch(own, value)
      if (merged !== own) result = { ...result, [name]: merged }
    }
  }
  return result
}

/** The merge patch from one map to another; lists are replaced, keys that are gone are null. */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch: Record<string, Json> = {}
  for (const [name, value] of Object.entries(modified)) {
    const own = entryOf(original, name)
    if (own === undefined || typeOf(own) !== typeOf(value)) patch[name] = value
    else if (isMap(own) && isMap(value)) {
      const inside = createMergePatch(own, value)
      if (Object.keys(inside).length > 0) patch[name] = inside
    } else if (!isSame(own, value)) patch[name] = value
  }
  for (const name of Object.keys(original)) if (!Object.hasOwn(modified, name)) patch[name] = null
  return patch
}

/** One half of a merge patch: its deletions, or everything else. Empty maps count as values. */
export function halfOfMergePatch(patch: JsonObject, half: 'changes' | 'deletions'): JsonObject {
  const isDeletions = half === 'deletions'
  const kept: Record<string, Json> = {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      if (isDeletions) kept[name] = null
    } else if (!isMap(value) || Object.keys(value).length === 0) {
      if (!isDeletions) kept[name] = value
    } else {
      const inside = halfOfMergePatch(value, half)
      if (Object.keys(inside).length > 0) kept[name] = inside
    }
  }
  return kept
}

/** Joins deletions and changes into one patch; nulls of the first stay. */
export function joinMergePatches(deletions: JsonObject, changes: JsonObject): JsonObject {
  const joined: Record<string, Json> = { ...deletions }
  for (const [name, value] of Object.entries(changes)) {
    const own = entryOf(joined, name)
    joined[name] = isMap(own) && isMap(value) ? joinMergePatches(own, value) : value
  }
  return joined
}
