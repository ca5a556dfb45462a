import { canonicalText, parseQuantity } from './quantity-text.js'
import type { ExactQuantity } from './quantity-text.js'

export { canonicalText, parseQuantity } from './quantity-text.js'
export type { ExactQuantity, QuantityFormat, QuantityResult } from './quantity-text.js'

/** Bound of each memo: real clusters use a few dozen distinct quantities; a memo that fills up starts over. */
const memoLimit = 8192

function memoised<T>(compute: (text: string) => T): (text: string | number) => T {
  const memo = new Map<string, T>()
  return (text) => {
    const key = typeof text === 'string' ? text : String(text)
    const known = memo.get(key)
    if (known !== undefined) return known
    if (memo.size >= memoLimit) memo.clear()
    const value = compute(key)
    memo.set(key, value)
    return value
  }
}

const zero: ExactQuantity = { mantissa: 0n, scale: 0, format: 'DecimalSI' }

/** The exact value of a stored quantity; a text that is no quantity counts as 0 (validation refuses it earlier). */
export const exactQuantity: (text: string | number) => ExactQuantity = memoised((text) => {
  const parsed = parseQuantity(text)
  return parsed.ok ? parsed.value : zero
})

/** ceil(|q| / 10^scale) with the sign of q, as `Quantity.ScaledValue` (apimachinery 1.36). */
function scaledValue(quantity: ExactQuantity, scale: number): number {
  const shift = quantity.scale - scale
  if (shift >= 0) return Number(quantity.mantissa) * 10 ** shift
  const divisor = 10n ** BigInt(-shift)
  const whole = quantity.mantissa / divisor
  if (whole * divisor === quantity.mantissa) return Number(whole)
  return Number(quantity.mantissa < 0n ? whole - 1n : whole + 1n)
}

/** Thousandths, rounded away from zero: `cpuMillis('0.5')` is 500, `cpuMillis('1u')` is 1. */
export const cpuMillis: (text: string | number) => number = memoised((text) => scaledValue(exactQuantity(text), -3))

/** Whole units, rounded away from zero, as the scheduler and quota read every resource but cpu. */
export const quantityValue: (text: string | number) => number = memoised((text) => scaledValue(exactQuantity(text), 0))

/** Bytes, rounded up: `memoryBytes('1.5Gi')` is 1610612736. */
export const memoryBytes: (text: string | number) => number = quantityValue

/** The quantity as the API server stores it (`0.5` -> `500m`); texts that are no quantity come back unchanged. */
export const canonicalQuantity: (text: string | number) => string = memoised((text) => {
  const parsed = parseQuantity(text)
  return parsed.ok ? formatQuantity(parsed.value) : text
})

const digits = (value: bigint): number => (value < 0n ? -value : value).toString().length
const sign = (value: bigint): -1 | 0 | 1 => (value === 0n ? 0 : value < 0n ? -1 : 1)

/** Both mantissas at the smaller of the two scales; beyond 10^400 nothing is counted in a cluster, and powers get costly. */
function aligned(a: ExactQuantity, b: ExactQuantity): readonly [bigint, bigint, number] {
  const scale = Math.max(Math.min(a.scale, b.scale), Math.max(a.scale, b.scale) - 400)
  if (a.scale < scale || b.scale < scale) return a.scale < b.scale ? [0n, b.mantissa, b.scale] : [a.mantissa, 0n, a.scale]
  return [a.mantissa * 10n ** BigInt(a.scale - scale), b.mantissa * 10n ** BigInt(b.scale - scale), scale]
}

/** -1, 0 or 1; magnitudes far apart are told by their digits, so that `1e2000000000` costs nothing. */
export function compareExact(a: ExactQuantity, b: ExactQuantity): -1 | 0 | 1 {
  const [left, right] = [sign(a.mantissa), sign(b.mantissa)]
  if (left !== right || left === 0) return left < right ? -1 : left > right ? 1 : 0
  const distance = digits(a.mantissa) + a.scale - digits(b.mantissa) - b.scale
  if (distance !== 0) return (distance > 0) === (left > 0) ? 1 : -1
  const [x, y] = aligned(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

/** The sum; a zero left side takes the format of the right side, as `Quantity.Add`. */
export function addExact(a: ExactQuantity, b: ExactQuantity): ExactQuantity {
  const [x, y, scale] = aligned(a, b)
  return { mantissa: x + y, scale, format: a.mantissa === 0n ? b.format : a.format }
}

/** The difference, in the format rule of `addExact`. */
export const subtractExact = (a: ExactQuantity, b: ExactQuantity): ExactQuantity => addExact(a, { ...b, mantissa: -b.mantissa })

export const compareQuantities = (a: string | number, b: string | number): -1 | 0 | 1 => compareExact(exactQuantity(a), exactQuantity(b))
export const addQuantities = (a: string | number, b: string | number): string => formatQuantity(addExact(exactQuantity(a), exactQuantity(b)))
export const subtractQuantities = (a: string | number, b: string | number): string => formatQuantity(subtractExact(exactQuantity(a), exactQuantity(b)))

/** The text as `Quantity.String` prints it. */
export function formatQuantity(quantity: ExactQuantity): string {
  return quantity.text ?? canonicalText(quantity)
}
