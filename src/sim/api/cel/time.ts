/** Times and durations in nanoseconds, without a clock: pure arithmetic. */
import { dateOf, dayNumber, daysInMonth, isZone, offsetAt, weekdayOf } from '../calendar.js'
import type { Duration, Timestamp } from './values.js'

const second = 1_000_000_000n
const daySeconds = 86_400

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

export function civilOf(nanos: bigint, offset = 0): Civil {
  const local = nanos + BigInt(offset) * second
  const seconds = local >= 0n ? local / second : -((-local + second - 1n) / second)
  const total = Number(seconds)
  const days = Math.floor(total / daySeconds)
  const rest = total - days * daySeconds
  const [year, month, day] = dateOf(days)
  return {
    year, month, day, hour: Math.floor(rest / 3600), minute: Math.floor((rest % 3600) / 60), second: rest % 60,
    nanos: Number(local - seconds * second), weekday: weekdayOf(days), yearDay: days - dayNumber(year, 1, 1),
  }
}

const grammar = /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/
const [firstInstant, lastInstant] = [-62_135_596_800n * second, 253_402_300_800n * second - 1n]

/** Years 1 to 9999. */
export const isInstant = (nanos: bigint): boolean => nanos >= firstInstant && nanos <= lastInstant

/** RFC 3339 as Go's `time.Parse` reads it; undefined where it is none. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = grammar.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, sec] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || sec > 59) return undefined
  if (Number(match[9] ?? 0) > 24 || Number(match[10] ?? 0) > 60) return undefined
  const offset = match[8] === undefined ? 0 : (match[8] === '-' ? -1 : 1) * (Number(match[9]) * 3600 + Number(match[10]) * 60)
  const seconds = dayNumber(year, month, day) * daySeconds + hour * 3600 + minute * 60 + sec - offset
  const nanos = BigInt(seconds) * second + BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'))
  return isInstant(nanos) ? { kind: 'timestamp', nanos, ...(offset !== 0 && { offset }) } : undefined
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
const fraction = (nanos: number): string => (nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`)

/** In the zone in which it was written. */
export function timestampText({ nanos, offset = 0 }: Timestamp): string {
  const { year, month, day, hour, minute, second: sec, nanos: rest } = civilOf(nanos, offset)
  const ahead = Math.abs(offset)
  const zone = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${pad(Math.floor(ahead / 3600))}:${pad(Math.floor(ahead / 60) % 60)}`
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(sec)}${fraction(rest)}${zone}`
}

const units: Readonly<Record<string, bigint>> = { ns: 1n, us: 1_000n, 'µs': 1_000n, 'μs': 1_000n, ms: 1_000_000n, s: second, m: 60n * second, h: 3600n * second }

const maxInt = (1n << 63n) - 1n

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
  const signed = match[1] === '-' ? -nanos : nanos
  return signed > maxInt || signed < -maxInt - 1n ? undefined : { kind: 'duration', nanos: signed }
}

/** `5400s`, as `string(duration)` prints it. */
export function durationText({ nanos }: Duration): string {
  const [sign, size] = nanos < 0n ? ['-', -nanos] : ['', nanos]
  return `${sign}${size / second}${fraction(Number(size % second))}s`
}

/** What clocks are ahead of UTC in `UTC`, `+01:30`, `-08:00` or `Europe/Berlin`, in seconds; undefined for what is no zone. */
export function offsetSeconds(zone: string, nanos: bigint): number | undefined {
  if (zone === 'UTC' || zone === '') return 0
  if (!zone.includes(':')) return isZone(zone) ? Math.trunc(offsetAt(zone, Number(nanos / 1_000_000n)) / 1000) : undefined
  const [hours = '', minutes = ''] = zone.split(':')
  const [hour, minute] = [Number.parseInt(hours, 10), Number.parseInt(minutes, 10)]
  return hour * 3600 + (hours.startsWith('-') ? -1 : 1) * minute * 60
}
