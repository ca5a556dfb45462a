import { extensions } from '../extensions.js'
import { metadataValidator } from '../validation/registry.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'
import type { KindId, KubeObject } from '../types.js'

/** The custom kinds of one cluster. Asked only for what is no built-in kind, so that those cost nothing. */
export interface CustomKinds {
  readonly find: (apiVersion: string, kind: string) => KindDefinition | undefined
  /** The kind in the version that it is stored in. */
  readonly byId: (id: KindId) => KindDefinition | undefined
}

const memo = new Map<string, KindDefinition>()

/** The plural that Kubernetes guesses for a kind (`meta.UnsafeGuessKindToResource`). */
function guessedPlural(kind: string): string {
  const singular = kind.toLowerCase()
  if (singular.endsWith('s')) return `${singular}es`
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`
}

/** A custom kind of which only the name is known: stored as it is written, acted on by nobody. */
export function customKind(apiVersion: string, kind: string): KindDefinition {
  const key = `${apiVersion} ${kind}`
  const known = memo.get(key)
  if (known) return known
  const [group = '', version = ''] = apiVersion.split('/')
  const defined = defineKind({ group, version, kind, plural: guessedPlural(kind), namespaced: true, generation: true, ...metadataValidator(true) })
  memo.set(key, defined)
  return defined
}

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string
    readonly scope?: string
    readonly names: { readonly kind: string; readonly plural: string; readonly singular?: string; readonly shortNames?: readonly string[] }
    readonly versions?: readonly { readonly name: string; readonly served?: boolean; readonly storage?: boolean }[]
  }
}

/** Where schemas are not registered, the names and the scope of the definition hold. */
function namedKinds({ spec }: Definition): readonly KindDefinition[] {
  const { group, names, scope } = spec
  const versions = (spec.versions ?? []).toSorted((a, b) => Number(b.storage === true) - Number(a.storage === true))
  return versions.filter(({ served, storage }) => served === true || storage === true).map(({ name: version }) => defineKind({
    group, version, kind: names.kind, plural: names.plural, namespaced: scope !== 'Cluster', generation: true, shortNames: names.shortNames ?? [],
    singular: names.singular ?? names.kind.toLowerCase(), ...metadataValidator(scope !== 'Cluster'),
  }))
}

const declared = new WeakMap<object, readonly KindDefinition[]>()

/** The kinds of a stored definition, that of the storage version first; worked out once for each version of the definition. */
export function kindsOfDefinition(definition: KubeObject): readonly KindDefinition[] {
  const known = declared.get(definition)
  if (known) return known
  const made = extensions().customResources?.kindsOf(definition) ?? namedKinds(definition as Definition)
  declared.set(definition, made)
  return made
}

/** `definitions` is asked each time: definitions come and go. */
export function customKindsOf(definitions: () => Iterable<KubeObject>): CustomKinds {
  const those = (group: string, kind: string): readonly KindDefinition[] => {
    for (const definition of definitions()) {
      const { spec } = definition as Definition
      if (spec.group === group && spec.names.kind === kind) return kindsOfDefinition(definition)
    }
    return []
  }
  return {
    find: (apiVersion, kind) => those(apiVersion.slice(0, apiVersion.indexOf('/')), kind).find((one) => one.apiVersion === apiVersion),
    byId: (id) => (id.includes('.') ? those(id.slice(id.indexOf('.') + 1), id.slice(0, id.indexOf('.')))[0] : undefined),
  }
}
