import type { KubeObject } from '../api/types.js'

/** Oldest first, equal ages by name (ReplicaSetsByCreationTimestamp). Timestamps of one notation compare as texts. */
export function byAge(a: KubeObject, b: KubeObject): number {
  const [x, y] = [a.metadata, b.metadata]
  if (x.creationTimestamp !== y.creationTimestamp) return x.creationTimestamp < y.creationTimestamp ? -1 : 1
  return x.name < y.name ? -1 : x.name > y.name ? 1 : 0
}
