import type { Millis, Node, Taint, Toleration } from '../api/types.js'

/** core/v1 Toleration.ToleratesTaint (1.36; the operators Lt and Gt are behind a gate that is off). */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (isGiven(toleration.effect) && toleration.effect !== taint.effect) return false
  if (isGiven(toleration.key) && toleration.key !== taint.key) return false
  if (toleration.operator === 'Exists') return true
  return (toleration.operator ?? 'Equal') === 'Equal' && (toleration.value ?? '') === (taint.value ?? '')
}

const isGiven = (text: string | undefined): boolean => text !== undefined && text !== ''

export const noExecuteTaints = (node: Node | undefined): readonly Taint[] => node?.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? []

/**
 * How long a pod may stay under these taints: milliseconds, 0 when one is not tolerated at all (or for no time), Infinity when all
 * are tolerated for ever (v1helper GetMatchingTolerations, tainteviction getMinTolerationTime, 1.36). The first matching toleration of
 * each taint counts.
 */
export function toleratedFor(tolerations: readonly Toleration[], taints: readonly Taint[]): { readonly isTolerated: boolean; readonly forMs: Millis } {
  let forMs = Number.POSITIVE_INFINITY
  for (const taint of taints) {
    const match = tolerations.find((toleration) => tolerates(toleration, taint))
    if (match === undefined) return { isTolerated: false, forMs: 0 }
    if (match.tolerationSeconds !== undefined && match.tolerationSeconds !== null) forMs = Math.min(forMs, Math.max(0, match.tolerationSeconds * 1000))
  }
  return { isTolerated: true, forMs }
}
