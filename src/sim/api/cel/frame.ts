/** What an expression runs in. */
import type { CelValue } from './values.js'

/** Variables by position, and the cost so far. */
export interface Frame {
  readonly vars: CelValue[]
  cost: number
  readonly limit: number
}
export type Program = (frame: Frame) => CelValue

/** Thrown through everything when the limit is reached; nothing may absorb it. */
export class CostExceeded extends Error {}

export function charge(frame: Frame, cost: number): void {
  frame.cost += cost
  if (frame.cost > frame.limit) throw new CostExceeded()
}
