import type { KubeObject } from '../api/types.js'
import { isEqual } from '../apiserver/update.js'

const warning = '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; '
  + 'please fix your requests; duplicate UID(s) observed: '

const none: readonly never[] = []

/** Owners that are named twice in the same way are named once (apiserver endpoints/handlers dedupOwnerReferences, 1.36); the warning says which. */
export function withoutRepeatedOwners(object: KubeObject): { readonly object: KubeObject; readonly warnings: readonly string[] } {
  const { ownerReferences = none } = object.metadata
  if (ownerReferences.length < 2) return { object, warnings: none }
  const repeated = ownerReferences.filter((owner, at) => ownerReferences.slice(0, at).some((other) => isEqual(owner, other)))
  if (repeated.length === 0) return { object, warnings: [] }
  const kept = ownerReferences.filter((owner) => !repeated.includes(owner))
  return { object: { ...object, metadata: { ...object.metadata, ownerReferences: kept } }, warnings: [`${warning}${repeated.map(({ uid }) => uid).join(', ')}`] }
}
