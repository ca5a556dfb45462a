import { exactQuantity } from '../../api/quantity.js'
import type { HorizontalPodAutoscaler } from '../../api/types.js'

/** How far a ratio may be off 1 without any scaling. */
export interface Tolerances { readonly down: number; readonly up: number }

export const isWithin = (ratio: number, { down, up }: Tolerances): boolean => 1 - down <= ratio && ratio <= 1 + up

/** The controller's own tolerance, or the direction's from spec.behavior (gate HPAConfigurableTolerance, on since 1.35). */
export function tolerancesOf({ spec: { behavior } }: HorizontalPodAutoscaler, tolerance: number): Tolerances {
  return { down: approximate(behavior?.scaleDown?.tolerance) ?? tolerance, up: approximate(behavior?.scaleUp?.tolerance) ?? tolerance }
}

/** `Quantity.AsApproximateFloat64`. */
function approximate(quantity: string | undefined): number | undefined {
  if (quantity === undefined) return undefined
  const { mantissa, scale } = exactQuantity(quantity)
  return scale < 0 ? Number(mantissa) / 10 ** -scale : Number(mantissa) * 10 ** scale
}
