import type { JsonObject } from '../../sim/api/types.js'

/** `group/Kind` of every CustomResourceDefinition among the objects. */
export function customKindsOf(objects: Iterable<JsonObject>): ReadonlySet<string> {
  const kinds = new Set<string>()
  for (const { kind, spec } of objects) {
    if (kind !== 'CustomResourceDefinition' || typeof spec !== 'object' || spec === null) continue
    const { group, names } = spec as JsonObject
    const name = typeof names === 'object' && names !== null ? (names as JsonObject)['kind'] : undefined
    if (typeof group === 'string' && typeof name === 'string') kinds.add(`${group}/${name}`)
  }
  return kinds
}
