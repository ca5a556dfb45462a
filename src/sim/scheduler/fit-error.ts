import type { Rejection } from './rejection.js'

/** `1 Insufficient cpu, 2 node(s) were unschedulable`: every reason with the number of nodes, in byte order of these texts (FitError.Error, 1.36). */
export function histogram(rejections: Iterable<Rejection>): string {
  const nodes = new Map<Rejection, number>()
  for (const rejection of rejections) nodes.set(rejection, (nodes.get(rejection) ?? 0) + 1)
  const counts = new Map<string, number>()
  for (const [{ reasons }, count] of nodes) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + count)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort().join(', ')
}

/** `preFilter`: what turned the pod down before any node was looked at; then nodes are not counted. `postFilter` is empty when preemption found a way. */
export function fitError(total: number, preFilter: Rejection | undefined, rejections: Iterable<Rejection>, postFilter: string): string {
  const why = preFilter === undefined ? histogram(rejections) : preFilter.reasons.join(', ')
  return `0/${total} nodes are available:${why === '' ? '' : ` ${why}.`}${postFilter === '' ? '' : ` ${postFilter}`}`
}
