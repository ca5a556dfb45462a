import { dateOf, dayNumber, offsetAt, weekdayOf } from '../../api/calendar.js'
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

export function wallTime(zone: string | undefined, ms: Millis): WallTime {
  const local = ms + offsetAt(zone, ms)
  const days = Math.floor(local / dayMs)
  const [year, month, day] = dateOf(days)
  const second = Math.floor((local - days * dayMs) / 1000)
  return { year, month, day, hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60, weekday: weekdayOf(days) }
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
