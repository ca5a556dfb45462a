import { define, type CelFunction } from '../functions.js'
import { utf8 } from '../lexer.js'
import { civilOf, durationText, offsetSeconds, parseDuration, parseTimestamp, timestampText, type Civil } from '../time.js'
import { fault, optional, typeName, uint, type Bytes, type CelValue, type Duration, type ListValue, type MapValue, type OptionalValue, type Timestamp, type Uint } from '../values.js'

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

const parseDouble = (text: string): CelValue =>
  (/^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf|infinity|nan)$/i.test(text) ? Number(text.replace(/inf(inity)?/i, 'Infinity')) : notConverted('double'))

/** Go's `%g` of a float64, as `string(1.0)` gives it: `1`. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  if (exponent >= -4 && exponent < 21) return String(value)
  const [mantissa, power = '0'] = value.toExponential().split('e')
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[+-]/, '').padStart(2, '0')}`
}

function fromUtf8({ bytes }: Bytes): CelValue {
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
  define('uint(string): uint', (text: string) => (/^\d+$/.test(text) ? uint(BigInt(text)) : notConverted('uint'))),
  define('double(double): double', same), define('double(int): double', Number), define('double(uint): double', ({ value }: Uint) => Number(value)),
  define('double(string): double', parseDouble),
  define('string(string): string', same), define('string(int): string', String), define('string(uint): string', ({ value }: Uint) => String(value)),
  define('string(double): string', doubleText), define('string(bool): string', String), define('string(bytes): string', fromUtf8),
  define('string(timestamp): string', timestampText), define('string(duration): string', durationText),
  define('bytes(bytes): bytes', same), define('bytes(string): bytes', (text: string) => ({ kind: 'bytes', bytes: utf8(text) })),
  define('bool(bool): bool', same), define('bool(string): bool', parseBool),
  define('timestamp(timestamp): timestamp', same), define('timestamp(string): timestamp', (text: string) => parseTimestamp(text) ?? notConverted('google.protobuf.Timestamp')),
  define('timestamp(int): timestamp', (value: bigint) => ({ kind: 'timestamp', nanos: value * second })),
  define('duration(duration): duration', same), define('duration(int): duration', (nanos: bigint) => ({ kind: 'duration', nanos })),
  define('duration(string): duration', (text: string) => parseDuration(text) ?? notConverted('google.protobuf.Duration')),
]

function parseBool(text: string): CelValue {
  if (['1', 't', 'true', 'TRUE', 'True'].includes(text)) return true
  return ['0', 'f', 'false', 'FALSE', 'False'].includes(text) ? false : notConverted('bool')
}

const codePoints = (text: string): number => (/^[\x00-\x7f]*$/.test(text) ? text.length : Array.from(text).length)
const sizes: readonly CelFunction[] = ['size(', '@'].flatMap((start) => {
  const name = (type: string): string => (start === '@' ? `@${type}.size(): int` : `size(${type}): int`)
  return [
    define(name('string'), (text: string) => BigInt(codePoints(text)), 'walk'), define(name('bytes'), ({ bytes }: Bytes) => BigInt(bytes.length)),
    define(name('list<A>'), ({ items }: ListValue) => BigInt(items.length)), define(name('map<A, B>'), ({ entries }: MapValue) => BigInt(entries.size)),
  ]
})

const parts: Readonly<Record<string, (civil: Civil) => number>> = {
  getFullYear: ({ year }) => year, getMonth: ({ month }) => month - 1, getDayOfYear: ({ yearDay }) => yearDay, getDayOfMonth: ({ day }) => day - 1, getDate: ({ day }) => day,
  getDayOfWeek: ({ weekday }) => weekday, getHours: ({ hour }) => hour, getMinutes: ({ minute }) => minute, getSeconds: (civil) => civil.second,
  getMilliseconds: ({ nanos }) => Math.trunc(nanos / 1e6),
}
function partIn(read: (civil: Civil) => number, { nanos }: Timestamp, zone: string): CelValue {
  const offset = offsetSeconds(zone)
  return offset === undefined ? fault(`unknown time zone ${zone}`) : BigInt(read(civilOf(nanos, offset)))
}
const ofDuration: Readonly<Record<string, bigint>> = { getHours: 3600n * second, getMinutes: 60n * second, getSeconds: second }
const times: readonly CelFunction[] = [
  ...Object.entries(parts).flatMap(([name, read]) => [
    define(`@timestamp.${name}(): int`, (value: Timestamp) => partIn(read, value, 'UTC')),
    define(`@timestamp.${name}(string): int`, (value: Timestamp, zone: string) => partIn(read, value, zone)),
  ]),
  ...Object.entries(ofDuration).map(([name, unit]) => define(`@duration.${name}(): int`, ({ nanos }: Duration) => nanos / unit)),
  define('@duration.getMilliseconds(): int', ({ nanos }: Duration) => (nanos / 1_000_000n) % 1000n),
]

const isZero = (value: CelValue): boolean =>
  value === null || value === false || value === '' || value === 0 || value === 0n
  || (typeof value === 'object' && ((value.kind === 'list' && value.items.length === 0) || (value.kind === 'map' && value.entries.size === 0) || ((value.kind === 'duration') && value.nanos === 0n)))

const optionals: readonly CelFunction[] = [
  define('optional.of(A): optional<A>', (value: CelValue) => optional(value)), define('optional.none(): optional<A>', () => optional(undefined)),
  define('optional.ofNonZeroValue(A): optional<A>', (value: CelValue) => optional(isZero(value) ? undefined : value)),
  define('@optional<A>.hasValue(): bool', ({ value }: OptionalValue) => value !== undefined),
  define('@optional<A>.value(): A', ({ value }: OptionalValue) => (value === undefined ? fault('optional.none() dereference') : value)),
  define('@optional<A>.or(optional<A>): optional<A>', (a: OptionalValue, b: OptionalValue) => (a.value === undefined ? b : a)),
  define('@optional<A>.orValue(A): A', (a: OptionalValue, b: CelValue) => (a.value === undefined ? b : a.value)),
]

export const conversions: readonly CelFunction[] = [...casts, ...sizes, ...times, ...optionals]
