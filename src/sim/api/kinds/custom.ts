import { metadataValidator } from '../validation/registry.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

const memo = new Map<string, KindDefinition>()

/** The plural that Kubernetes guesses for a kind (`meta.UnsafeGuessKindToResource`). */
function guessedPlural(kind: string): string {
  const singular = kind.toLowerCase()
  if (singular.endsWith('s')) return `${singular}es`
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`
}

/** A kind of a CustomResourceDefinition: stored as it is written, acted on by nobody. */
export function customKind(apiVersion: string, kind: string): KindDefinition {
  const key = `${apiVersion} ${kind}`
  const known = memo.get(key)
  if (known) return known
  const [group = '', version = ''] = apiVersion.split('/')
  const defined = defineKind({ group, version, kind, plural: guessedPlural(kind), namespaced: true, generation: true, ...metadataValidator(true) })
  memo.set(key, defined)
  return defined
}
