/** Quantities between text and exact value: apimachinery `pkg/api/resource` 1.36 (`ParseQuantity`, `CanonicalizeBytes`). */

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

/** mantissa x 10^scale. `text` is there when the server keeps the text as it was typed. */
export interface ExactQuantity {
  readonly mantissa: bigint
  readonly scale: number
  readonly format: QuantityFormat
  readonly text?: string
}

export type QuantityResult = { readonly ok: true; readonly value: ExactQuantity } | { readonly ok: false; readonly error: string }

interface Suffix {
  readonly base: 2 | 10
  readonly exponent: number
  readonly format: QuantityFormat
}

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const wrongNumber = 'unable to parse numeric part of quantity'
const wrongSuffix = "unable to parse quantity's suffix"

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const suffixes: ReadonlyMap<string, Suffix> = new Map<string, Suffix>([
  ...decimalSuffixes.map((text, index): [string, Suffix] => [text, { base: 10, exponent: (index - 3) * 3, format: 'DecimalSI' }]),
  ...binarySuffixes.map((text, index): [string, Suffix] => [text, { base: 2, exponent: (index + 1) * 10, format: 'BinarySI' }]),
])

const grammar = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/
const exponentForm = /^[eE]([+-]?[0-9]+)$/

function readSuffix(text: string): Suffix | undefined {
  const known = suffixes.get(text)
  if (known) return known
  const exponent = exponentForm.exec(text)
  if (!exponent) return undefined
  const value = BigInt(exponent[1] as string)
  // the server reads 64 bits and keeps the lower 32
  return BigInt.asIntN(64, value) === value ? { base: 10, exponent: Number(BigInt.asIntN(32, value)), format: 'DecimalExponent' } : undefined
}

/** Whether the server takes its 64-bit path, which keeps texts that look canonical. */
function isSmall(suffix: Suffix, whole: string, fraction: string): boolean {
  if (suffix.base === 10) return 18 - whole.length - fraction.length >= 0 && suffix.exponent - fraction.length >= -9
  return fraction === '' && 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1 >= 0
}

function isKept(suffix: Suffix, value: bigint, scale: number, digitsText: string): boolean {
  if (suffix.base === 2) return (value & 7n) !== 0n
  return scale % 3 === 0 && !digitsText.endsWith('000') && !digitsText.startsWith('0')
}

const maxInt64 = (1n << 63n) - 1n

/** Rounds away from zero to nano, caps binary values at 2^63-1: the server's arbitrary-precision path. */
function bounded(mantissa: bigint, scale: number, format: QuantityFormat): ExactQuantity {
  if (mantissa === 0n) return { mantissa, scale: 0, format }
  const negative = mantissa < 0n
  let amount = negative ? -mantissa : mantissa
  let power = scale
  if (power < -9) {
    const excess = -9 - power
    const tooSmall = excess > amount.toString().length
    const divisor = tooSmall ? 1n : 10n ** BigInt(excess)
    amount = tooSmall ? 1n : (amount + divisor - 1n) / divisor
    power = -9
  }
  let kept = format
  if (format === 'BinarySI') {
    const unit = 10n ** BigInt(-power)
    if (amount > maxInt64 * unit) [amount, power] = [maxInt64, 0]
    else if (amount < unit && amount > 0n) kept = 'DecimalSI'
  }
  return { mantissa: negative ? -amount : amount, scale: power, format: kept }
}

/** Reads a quantity; numbers are read as their JSON text. The error is the API's sentence. */
export function parseQuantity(input: string | number): QuantityResult {
  const text = String(input).trim()
  const match = text === '' ? null : grammar.exec(text)
  if (!match) return { ok: false, error: wrongFormat }
  const [, sign, stripped, fraction = '', suffixText = ''] = match
  const suffix = readSuffix(suffixText)
  if (!suffix) return { ok: false, error: wrongSuffix }
  const whole = stripped === '' ? '0' : (stripped as string)
  const digitsText = whole + fraction
  const value = BigInt(digitsText)
  const scale = (suffix.base === 10 ? suffix.exponent : 0) - fraction.length
  const magnitude = suffix.base === 2 ? value << BigInt(suffix.exponent) : value
  const mantissa = sign === '-' ? -magnitude : magnitude
  if (!isSmall(suffix, whole, fraction)) {
    // the server's arbitrary-precision reader alone insists on a digit: `m` is 0, `Ei` is refused
    if (!/^[+-]?\.?\d/.test(text)) return { ok: false, error: wrongNumber }
    return { ok: true, value: bounded(mantissa, scale, suffix.format) }
  }
  const exact = { mantissa, scale: mantissa === 0n ? 0 : scale, format: suffix.format }
  return { ok: true, value: isKept(suffix, value, scale, digitsText) ? { ...exact, text } : exact }
}

function withoutFactors(value: bigint, factor: bigint): readonly [bigint, number] {
  let rest = value
  let times = 0
  while (rest !== 0n && rest % factor === 0n) {
    rest /= factor
    times += 1
  }
  return [rest, times]
}

function decimalText(quantity: ExactQuantity, format: QuantityFormat): string {
  const [amount, times] = withoutFactors(quantity.mantissa, 10n)
  const exponent = quantity.scale + times
  const excess = ((exponent % 3) + 3) % 3
  const mantissa = amount * 10n ** BigInt(excess)
  const power = exponent - excess
  if (format === 'DecimalExponent') return power === 0 ? `${mantissa}` : `${mantissa}e${power}`
  return `${mantissa}${decimalSuffixes[power / 3 + 3] ?? ''}`
}

/** The integer value, or undefined for fractions and for values of magnitude below 1024, which print as decimals. */
function binaryValue({ mantissa, scale }: ExactQuantity): bigint | undefined {
  const unit = scale < 0 ? 10n ** BigInt(-scale) : 1n
  const value = scale < 0 ? mantissa / unit : mantissa * 10n ** BigInt(scale)
  const isExact = scale >= 0 || value * unit === mantissa
  return isExact && (value >= 1024n || value <= -1024n) ? value : undefined
}

/** The canonical form: integral mantissa, the largest suffix that leaves no fraction. */
export function canonicalText(quantity: ExactQuantity): string {
  if (quantity.mantissa === 0n) return '0'
  if (quantity.format !== 'BinarySI') return decimalText(quantity, quantity.format)
  const value = binaryValue(quantity)
  if (value === undefined) return decimalText(quantity, 'DecimalSI')
  const [amount, times] = withoutFactors(value, 1024n)
  return `${amount}${times === 0 ? '' : (binarySuffixes[times - 1] ?? '')}`
}
