import { decode } from '../../sim/api/decode/decode.js'
import { customKind, customKindsOf as kindsOfDefinitions, type CustomKinds } from '../../sim/api/kinds/custom.js'
import type { JsonObject, KubeObject } from '../../sim/api/types.js'

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

/** The kinds that the definitions among the objects declare; of definitions that are wrong themselves, only the names count. */
export function declaredKinds(objects: readonly JsonObject[]): CustomKinds {
  const names = customKindsOf(objects)
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition').flatMap(soundDefinition)
  const sound = kindsOfDefinitions(() => definitions)
  const isSound = (id: string): boolean => sound.byId(id) !== undefined
  return {
    byId: sound.byId,
    find: (apiVersion, kind) => {
      const group = apiVersion.slice(0, apiVersion.indexOf('/'))
      return isSound(`${kind}.${group}`) ? sound.find(apiVersion, kind) : names.has(`${group}/${kind}`) ? customKind(apiVersion, kind) : undefined
    },
  }
}

function soundDefinition(value: JsonObject): readonly KubeObject[] {
  const decoded = decode(value)
  if (!decoded.ok) return []
  const definition = decoded.kind.defaults(decoded.object)
  return decoded.kind.validate(definition).length === 0 ? [definition] : []
}
