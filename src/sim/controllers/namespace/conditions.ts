import type { Condition, Timestamp } from '../../api/types.js'

/** What remains of a namespace after one pass. */
export interface Remains {
  /** `pods.`, `replicasets.apps`: resource and group -> how many. */
  readonly resources: ReadonlyMap<string, number>
  readonly finalizers: ReadonlyMap<string, number>
  readonly errors: readonly string[]
}

type Text = readonly [type: string, reason: string, message: string]

/** namespace/deletion/status_condition_utils.go, 1.36: all five are always there, in this order. */
const fine: readonly Text[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  ['NamespaceDeletionContentFailure', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
]

const sorted = (texts: Iterable<string>): string => [...texts].sort().join(', ')

function troubles({ resources, finalizers, errors }: Remains): readonly Text[] {
  const found: Text[] = []
  if (errors.length > 0) found.push(['NamespaceDeletionContentFailure', 'ContentDeletionFailed', `Failed to delete all resource types, ${errors.length} remaining: ${sorted(errors)}`])
  if (resources.size > 0) {
    const texts = [...resources].map(([resource, count]) => `${resource} has ${count} resource instances`)
    found.push(['NamespaceContentRemaining', 'SomeResourcesRemain', `Some resources are remaining: ${sorted(texts)}`])
  }
  if (finalizers.size > 0) {
    const texts = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
    found.push(['NamespaceFinalizersRemaining', 'SomeFinalizersRemain', `Some content in the namespace has finalizers remaining: ${sorted(texts)}`])
  }
  return found
}

/** The conditions of a namespace after a pass; the same list when nothing changed. */
export function namespaceConditions(current: readonly Condition[], remains: Remains, now: Timestamp): readonly Condition[] {
  const found = new Map(troubles(remains).map((text) => [text[0], text]))
  let isChanged = false
  const updated = fine.map((good): Condition => {
    const trouble = found.get(good[0])
    const [type, reason, message] = trouble ?? good
    const status = trouble === undefined ? 'False' : 'True'
    const old = current.find((condition) => condition.type === type)
    if (old !== undefined && old.status === status && old.reason === reason && old.message === message) return old
    isChanged = true
    const since = old?.status === status ? old.lastTransitionTime : undefined
    return { type, status, lastTransitionTime: since ?? now, reason, message }
  })
  return isChanged ? [...current.filter((condition) => !fine.some(([type]) => type === condition.type)), ...updated] : current
}
