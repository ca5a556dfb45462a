import type { Millis } from '../../api/types.js'

/** What a clock on the wall shows. Months and days count from 1, days of the week from Sunday = 0. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly weekday: number
}

const dayMs = 86_400_000

/** Days from 1970-01-01 to a date; months and days beyond their range run on, as in Go's time.Date. */
function dayNumber(year: number, month: number, day: number): number {
  const months = year * 12 + month - 1
  const [y, m] = [Math.floor(months / 12), (months % 12) + 1]
  const shifted = m <= 2 ? y - 1 : y
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5)
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468 + day - 1
}

/** The date of a day number: the inverse, for days since 0000-03-01. */
function dateOf(dayNumberSinceEpoch: number): readonly [year: number, month: number, day: number] {
  const days = dayNumberSinceEpoch + 719_468
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1]
}

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, Millis>>()
/** Zones change their offset at quarters of an hour only. */
const quarterMs = 900_000
const mostOffsets = 20_000

/** What a zone's clocks are ahead of UTC at an instant; 0 without a zone. Unknown zones throw, as Intl does: validation keeps them out. */
export function offsetAt(zone: string | undefined, ms: Millis): Millis {
  if (zone === undefined || zone === 'UTC') return 0
  let known = offsets.get(zone)
  if (known === undefined || known.size > mostOffsets) offsets.set(zone, (known = new Map()))
  const quarter = Math.floor(ms / quarterMs)
  let offset = known.get(quarter)
  if (offset === undefined) known.set(quarter, (offset = readOffset(zone, quarter * quarterMs)))
  return offset
}

function readOffset(zone: string, ms: Millis): Millis {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-hc-h23', {
      timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const seconds = (parts['hour'] ?? 0) * 3600 + (parts['minute'] ?? 0) * 60 + (parts['second'] ?? 0)
  return dayNumber(parts['year'] ?? 1970, parts['month'] ?? 1, parts['day'] ?? 1) * dayMs + seconds * 1000 - ms
}

export function wallTime(zone: string | undefined, ms: Millis): WallTime {
  const local = ms + offsetAt(zone, ms)
  const days = Math.floor(local / dayMs)
  const [year, month, day] = dateOf(days)
  const second = Math.floor((local - days * dayMs) / 1000)
  return { year, month, day, hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60, weekday: (((days + 4) % 7) + 7) % 7 }
}

/** The instant at which a zone's clocks show that; of a time that is skipped or comes twice, the one that Go's time.Date gives. */
export function instantOf(zone: string | undefined, { year, month, day, hour, minute, second }: Omit<WallTime, 'weekday'>): Millis {
  const asUtc = dayNumber(year, month, day) * dayMs + (hour * 3600 + minute * 60 + second) * 1000
  return asUtc - offsetAt(zone, asUtc - offsetAt(zone, asUtc))
}

const two = (value: number): string => String(value).padStart(2, '0')
const clockText = ({ hour, minute, second }: WallTime): string => `${two(hour)}:${two(minute)}:${two(second)}`

/** RFC 3339 as a zone's clocks have it: `2026-03-08T03:30:00-04:00`, with `Z` where there is no offset. */
export function rfc3339(zone: string | undefined, ms: Millis): string {
  const wall = wallTime(zone, ms)
  const minutes = offsetAt(zone, ms) / 60_000
  const ahead = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.floor(Math.abs(minutes) % 60))}`
  return `${String(wall.year).padStart(4, '0')}-${two(wall.month)}-${two(wall.day)}T${clockText(wall)}${ahead}`
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** RFC 1123 with a numeric zone, in UTC: `Thu, 01 Jan 2026 03:00:00 +0000`. */
export function rfc1123(ms: Millis): string {
  const wall = wallTime(undefined, ms)
  return `${weekdays[wall.weekday]}, ${two(wall.day)} ${months[wall.month - 1]} ${wall.year} ${clockText(wall)} +0000`
}
