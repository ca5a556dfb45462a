/** Times and durations in nanoseconds, without a clock: pure arithmetic. */
import type { Duration, Timestamp } from './values.js'

const second = 1_000_000_000n
const dayMs = 86_400

/** Days since 1970 of a date of the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

export interface Civil {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanos: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** 0 is the first of January. */
  readonly yearDay: number
}

export function civilOf(nanos: bigint, offsetSeconds = 0): Civil {
  const local = nanos + BigInt(offsetSeconds) * second
  const seconds = local >= 0n ? local / second : -((-local + second - 1n) / second)
  const total = Number(seconds)
  const days = Math.floor(total / dayMs)
  const rest = total - days * dayMs
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return {
    year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1, hour: Math.floor(rest / 3600), minute: Math.floor((rest % 3600) / 60), second: rest % 60,
    nanos: Number(local - seconds * second), weekday: (((days + 4) % 7) + 7) % 7, yearDay: days - daysFromCivil(year, 1, 1),
  }
}

const grammar = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** RFC 3339; undefined where it is none. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = grammar.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, sec] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > (monthDays[month - 1] as number) || hour > 23 || minute > 59 || sec > 59) return undefined
  if (month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return undefined
  const offset = match[8] === undefined ? 0 : (match[8] === '-' ? -1 : 1) * (Number(match[9]) * 3600 + Number(match[10]) * 60)
  const seconds = daysFromCivil(year, month, day) * dayMs + hour * 3600 + minute * 60 + sec - offset
  return { kind: 'timestamp', nanos: BigInt(seconds) * second + BigInt((match[7] ?? '').padEnd(9, '0')) }
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
const fraction = (nanos: number): string => (nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`)

export function timestampText({ nanos }: Timestamp): string {
  const { year, month, day, hour, minute, second: sec, nanos: rest } = civilOf(nanos)
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(sec)}${fraction(rest)}Z`
}

const units: Readonly<Record<string, bigint>> = { ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n, s: second, m: 60n * second, h: 3600n * second }

/** Go's `time.ParseDuration`. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^([+-]?)(.+)$/.exec(text)
  if (!match) return undefined
  if (match[2] === '0') return { kind: 'duration', nanos: 0n }
  const parts = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(match[2] as string) ? (match[2] as string).matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g) : undefined
  if (!parts) return undefined
  let nanos = 0n
  for (const [, whole = '', decimals = '', unit = ''] of parts) {
    const scale = units[unit] as bigint
    nanos += BigInt(whole === '' ? 0 : whole) * scale + (decimals === '' ? 0n : (BigInt(decimals) * scale) / 10n ** BigInt(decimals.length))
  }
  return { kind: 'duration', nanos: match[1] === '-' ? -nanos : nanos }
}

/** `5400s`, as `string(duration)` prints it. */
export function durationText({ nanos }: Duration): string {
  const [sign, size] = nanos < 0n ? ['-', -nanos] : ['', nanos]
  return `${sign}${size / second}${fraction(Number(size % second))}s`
}

/** `UTC`, `+01:30`, `-08:00`; undefined for names of places, whose rules are not known here. */
export function offsetSeconds(zone: string): number | undefined {
  if (zone === 'UTC' || zone === '') return 0
  const match = /^([+-]?)(\d{2}):(\d{2})$/.exec(zone)
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60) : undefined
}
