import type { Taint, Toleration } from '../api/types.js'

/** Whether one toleration covers a taint (api/core/v1 Toleration.ToleratesTaint, 1.36; the numeric operators are behind a gate that is off). */
export function toleratesTaint({ key = '', operator = '', value = '', effect = '' }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  if (operator === 'Exists') return true
  return (operator === '' || operator === 'Equal') && value === (taint.value ?? '')
}

export const isTolerated = (tolerations: readonly Toleration[], taint: Taint): boolean => tolerations.some((toleration) => toleratesTaint(toleration, taint))

/** Whether a taint that keeps pods off (NoSchedule, NoExecute) is there and not tolerated. */
export function hasUntoleratedTaint(taints: readonly Taint[] | undefined, tolerations: readonly Toleration[]): boolean {
  if (taints === undefined) return false
  for (const taint of taints) {
    if ((taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') && !isTolerated(tolerations, taint)) return true
  }
  return false
}
