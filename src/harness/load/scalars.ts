/** What an unquoted word means: two rule sets, see docs/decisions/0002-yaml-rules.md. */

export type Scalar = string | number | boolean | null
export type ScalarRules = 'kubernetes' | 'core'

type Lookup = ReadonlyMap<string, Scalar>

const nulls = ['', '~', 'null', 'Null', 'NULL']
const trues = ['true', 'True', 'TRUE']
const falses = ['false', 'False', 'FALSE']
const infinite = (sign: string): readonly string[] => ['.inf', '.Inf', '.INF'].map((word) => sign + word)
const notNumbers = ['.nan', '.NaN', '.NAN']

function lookup(...entries: readonly (readonly [Scalar, readonly string[]])[]): Lookup {
  return new Map(entries.flatMap(([value, words]) => words.map((word): [string, Scalar] => [word, value])))
}

const numbers: readonly (readonly [Scalar, readonly string[]])[] = [
  [Number.NaN, notNumbers], [Infinity, [...infinite(''), ...infinite('+')]], [-Infinity, infinite('-')],
]
const coreWords = lookup([null, nulls], [true, trues], [false, falses], ...numbers)
const kubernetesWords = lookup(
  [null, nulls],
  [true, [...trues, 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']],
  [false, [...falses, 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']],
  ...numbers,
)

/** The first characters of everything that can be something else than a string, in either rule set. */
const mayBeOther = /^(?:[-+.\d~yYnNtTfFoO]|$)/
const decimalFloat = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/
const dotFloat = /^\.\d+(?:[eE][-+]?\d+)?$/
const integer = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/
const coreInteger = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/

const withoutMinusZero = (value: number): number => (value === 0 ? 0 : value)

/** Go's `strconv.ParseInt(text, 0, …)`: `0644` and `0o644` are octal; unlimited, because beyond 64 bits the float rule gives the same number. */
function goInteger(text: string): number | undefined {
  const match = integer.exec(text)
  if (!match) return undefined
  const [, sign, digits = ''] = match
  const isOldOctal = /^0[0-7]+$/.test(digits)
  const value = Number(BigInt(isOldOctal ? `0o${digits.slice(1)}` : digits.toLowerCase()))
  return withoutMinusZero(sign === '-' ? -value : value)
}

/** A float that overflows stays the text it was, as in Go. */
function finiteOr(text: string, digits: string): Scalar {
  const value = Number(digits)
  return Number.isFinite(value) ? value : text
}

/**
 * As kubectl and the API machinery of Kubernetes 1.36 read it (go.yaml.in/yaml/v2 2.4 `resolve`, then sigs.k8s.io/yaml):
 * `yes` is true, `0644` is 420, `1_000` is 1000, `08` is 8, `1:30` and dates are texts.
 */
export function resolveKubernetes(text: string): Scalar {
  if (!mayBeOther.test(text)) return text
  const word = kubernetesWords.get(text)
  if (word !== undefined) return word
  const first = text[0]!
  if (first === '.') return dotFloat.test(text) ? finiteOr(text, text) : text
  if (first !== '-' && first !== '+' && (first < '0' || first > '9')) return text
  const plain = text.includes('_') ? text.replaceAll('_', '') : text
  return goInteger(plain) ?? (decimalFloat.test(plain) ? finiteOr(text, plain) : text)
}

/** The core schema of YAML 1.2.2 (section 10.3.2). */
export function resolveCore(text: string): Scalar {
  if (!mayBeOther.test(text)) return text
  const word = coreWords.get(text)
  if (word !== undefined) return word
  if (coreInteger.test(text)) return withoutMinusZero(Number(text))
  return decimalFloat.test(text) ? Number(text) : text
}

export const resolveScalar = (rules: ScalarRules, text: string): Scalar => (rules === 'kubernetes' ? resolveKubernetes(text) : resolveCore(text))
