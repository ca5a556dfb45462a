import type { DaemonSet, KubeObject } from '../api/types.js'

const annotation = 'deprecated.daemonset.template.generation'

/**
 * The annotation of a DaemonSet that counts the changes of its template: what clients write there does not count (daemonset strategy
 * PrepareForUpdate, 1.36).
 */
export function countTemplate<T extends KubeObject>(before: T, after: T, isEqual: (a: unknown, b: unknown) => boolean): T {
  if (after.kind !== 'DaemonSet') return after
  const [old, next] = [before as unknown as DaemonSet, after as unknown as DaemonSet]
  const known = Number(old.metadata.annotations?.[annotation] ?? 0)
  const generation = String(isEqual(old.spec.template, next.spec.template) ? known : known + 1)
  if (next.metadata.annotations?.[annotation] === generation) return after
  return { ...after, metadata: { ...after.metadata, annotations: { ...after.metadata.annotations, [annotation]: generation } } }
}
