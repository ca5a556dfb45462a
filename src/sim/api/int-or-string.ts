import type { IntOrString } from './types.js'

/** Values that are a number or a percentage: apimachinery `pkg/util/intstr` 1.36. */

const percent = /^(-?\d+)%$/

/** The number of a percent text (`'25%'` -> 25), undefined for anything else. */
export function percentOf(value: IntOrString | undefined): number | undefined {
  const match = typeof value === 'string' ? percent.exec(value) : null
  return match ? Number(match[1]) : undefined
}

/** The number itself, or that share of `total`, rounded up or down; 0 for texts that are no percentage (`GetScaledValueFromIntOrPercent`). */
export function scaledValue(value: IntOrString, total: number, isRoundedUp: boolean): number {
  if (typeof value === 'number') return value
  const share = percentOf(value)
  if (share === undefined) return 0
  return isRoundedUp ? Math.ceil((share * total) / 100) : Math.floor((share * total) / 100)
}
