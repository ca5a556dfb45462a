import { define, type CelFunction } from '../functions.js'
import { utf8 } from '../lexer.js'
import { civilOf, durationText, isInstant, offsetSeconds, parseDuration, parseTimestamp, timestampText, type Civil } from '../time.js'
import { codePoints, fault, optional, typeName, uint, type Bytes, type CelValue, type Duration, type ListValue, type MapValue, type OptionalValue, type Timestamp, type Uint } from '../values.js'

/** Conversions between types, sizes, times, optional values: cel-go `common/stdlib`, `cel.OptionalTypes`. */

const [minInt, maxInt] = [-(1n << 63n), (1n << 63n) - 1n]
const same = (value: CelValue): CelValue => value
const second = 1_000_000_000n

function toInt(value: number): CelValue {
  const whole = Math.trunc(value)
  return Number.isFinite(value) && whole > -(2 ** 63) && whole < 2 ** 63 ? BigInt(whole) : fault('integer overflow')
}

const notConverted = (to: string): CelValue => fault(`type conversion error from 'string' to '${to}'`)

function parseInt64(text: string): CelValue {
  if (!/^[+-]?\d+$/.test(text)) return notConverted('int')
  const value = BigInt(text.replace('+', ''))
  return value < minInt || value > maxInt ? notConverted('int') : value
}

const decimal = /^[+-]?(\d+(_\d+)*\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const hexadecimal = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)$/i

/** Go's `strconv.ParseFloat`: too large a number is none. */
function parseDouble(text: string): CelValue {
  if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return Number.NaN
  const hex = hexadecimal.exec(text)
  const value = hex ? hexDouble(hex) : decimal.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN
  return Number.isFinite(value) ? value : notConverted('double')
}

function hexDouble([, sign, whole = '', fraction = '', power = '0']: RegExpExecArray): number {
  const size = Number.parseInt(`${whole}${fraction}` || '0', 16) * 2 ** (Number(power) - 4 * fraction.length)
  return sign === '-' ? -size : size
}

/** Go's `%g` of a float64, as `string(1.0)` gives it: `1`. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const [mantissa, power = '0'] = value.toExponential().split('e')
  if (Number(power) >= -4 && Number(power) < 6) return String(value)
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[+-]/, '').padStart(2, '0')}`
}

export function bytesText({ bytes }: Bytes): CelValue {
  const text = decodeURIComponentOf(bytes)
  return text === undefined ? fault('invalid UTF-8 in bytes, cannot convert to string') : text
}
function decodeURIComponentOf(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return undefined
  }
}

const casts: readonly CelFunction[] = [
  define('dyn(A): dyn', same), define('type(A): type<A>', (value: CelValue) => ({ kind: 'type', name: typeName(value) })),
  define('int(int): int', same), define('int(uint): int', ({ value }: Uint) => (value > maxInt ? fault('integer overflow') : value)),
  define('int(double): int', toInt), define('int(string): int', parseInt64),
  define('int(timestamp): int', ({ nanos }: Timestamp) => nanos / second), define('int(duration): int', ({ nanos }: Duration) => nanos),
  define('uint(uint): uint', same), define('uint(int): uint', (value: bigint) => (value < 0n ? fault('unsigned integer overflow') : uint(value))),
  define('uint(double): uint', (value: number) => (value < 0 || value >= 2 ** 64 ? fault('unsigned integer overflow') : uint(BigInt(Math.trunc(value))))),
  define('uint(string): uint', (text: string) => (/^\d+$/.test(text) && BigInt(text) < 1n << 64n ? uint(BigInt(text)) : notConverted('uint'))),
  define('double(double): double', same), define('double(int): double', Number), define('double(uint): double', ({ value }: Uint) => Number(value)),
  define('double(string): double', parseDouble),
  define('string(string): string', same), define('string(int): string', String), define('string(uint): string', ({ value }: Uint) => String(value)),
  define('string(double): string', doubleText), define('string(bool): string', String), define('string(bytes): string', bytesText),
  define('string(timestamp): string', timestampText), define('string(duration): string', durationText),
  define('bytes(bytes): bytes', same), define('bytes(string): bytes', (text: string) => ({ kind: 'bytes', bytes: utf8(text) })),
  define('bool(bool): bool', same), define('bool(string): bool', parseBool),
  define('timestamp(timestamp): timestamp', same), define('timestamp(string): timestamp', (text: string) => parseTimestamp(text) ?? notConverted('google.protobuf.Timestamp')),
  define('timestamp(int): timestamp', (value: bigint) => (isInstant(value * second) ? { kind: 'timestamp', nanos: value * second } : fault('timestamp overflow'))),
  define('duration(duration): duration', same), define('duration(int): duration', () => fault("type conversion error from 'int' to 'google.protobuf.Duration'")),
  define('duration(string): duration', (text: string) => parseDuration(text) ?? notConverted('google.protobuf.Duration')),
]

function parseBool(text: string): CelValue {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : notConverted('bool')
}

const sizes: readonly CelFunction[] = ['size(', '@'].flatMap((start) => {
  const name = (type: string): string => (start === '@' ? `@${type}.size(): int` : `size(${type}): int`)
  return [
    define(name('string'), (text: string) => BigInt(codePoints(text))), define(name('bytes'), ({ bytes }: Bytes) => BigInt(bytes.length)),
    define(name('list<A>'), ({ items }: ListValue) => BigInt(items.length)), define(name('map<A, B>'), ({ entries }: MapValue) => BigInt(entries.size)),
  ]
})

const parts: Readonly<Record<string, (civil: Civil) => number>> = {
  getFullYear: ({ year }) => year, getMonth: ({ month }) => month - 1, getDayOfYear: ({ yearDay }) => yearDay, getDayOfMonth: ({ day }) => day - 1, getDate: ({ day }) => day,
  getDayOfWeek: ({ weekday }) => weekday, getHours: ({ hour }) => hour, getMinutes: ({ minute }) => minute, getSeconds: (civil) => civil.second,
  getMilliseconds: ({ nanos }) => Math.trunc(nanos / 1e6),
}
function partIn(read: (civil: Civil) => number, { nanos }: Timestamp, zone: string): CelValue {
  if (/\.\.|^[/\\]/.test(zone)) return fault('time: invalid location name')
  const offset = offsetSeconds(zone, nanos)
  return offset === undefined ? fault(`unknown time zone ${zone}`) : BigInt(read(civilOf(nanos, offset)))
}
const ofDuration: Readonly<Record<string, bigint>> = { getHours: 3600n * second, getMinutes: 60n * second, getSeconds: second }
const times: readonly CelFunction[] = [
  ...Object.entries(parts).flatMap(([name, read]) => [
    define(`@timestamp.${name}(): int`, (value: Timestamp) => partIn(read, value, 'UTC')),
    define(`@timestamp.${name}(string): int`, (value: Timestamp, zone: string) => partIn(read, value, zone)),
  ]),
  ...Object.entries(ofDuration).map(([name, unit]) => define(`@duration.${name}(): int`, ({ nanos }: Duration) => nanos / unit)),
  define('@duration.getMilliseconds(): int', ({ nanos }: Duration) => nanos / 1_000_000n),
]

function isZero(value: CelValue): boolean {
  if (value === null || typeof value !== 'object') return value === null || value === false || value === '' || value === 0 || value === 0n
  switch (value.kind) {
    case 'bytes': return value.bytes.length === 0
    case 'uint': return value.value === 0n
    case 'list': return value.items.length === 0
    case 'map': return value.entries.size === 0
    case 'duration': return value.nanos === 0n
    default: return false
  }
}

const optionals: readonly CelFunction[] = [
  define('optional.of(A): optional<A>', (value: CelValue) => optional(value)), define('optional.none(): optional<A>', () => optional(undefined)),
  define('optional.ofNonZeroValue(A): optional<A>', (value: CelValue) => optional(isZero(value) ? undefined : value)),
  define('@optional<A>.hasValue(): bool', ({ value }: OptionalValue) => value !== undefined),
  define('@optional<A>.value(): A', ({ value }: OptionalValue) => (value === undefined ? fault('optional.none() dereference') : value)),
  define('@optional<A>.or(optional<A>): optional<A>', (a: OptionalValue, b: OptionalValue) => (a.value === undefined ? b : a)),
  define('@optional<A>.orValue(A): A', (a: OptionalValue, b: CelValue) => (a.value === undefined ? b : a.value)),
]

export const conversions: readonly CelFunction[] = [...casts, ...sizes, ...times, ...optionals]
