import { dateOf, dayNumber, weekdayOf } from '../api/calendar.js'

/** A calendar day and time in UTC. */
export interface Civil {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millis: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** 1 is January 1st. */
  readonly yearDay: number
}

const dayMs = 86_400_000

/** Date and time of milliseconds since 1970. */
export function civil(epochMs: number): Civil {
  const days = Math.floor(epochMs / dayMs)
  const ms = epochMs - days * dayMs
  const [year, month, day] = dateOf(days)
  return {
    year, month, day, hour: Math.floor(ms / 3_600_000), minute: Math.floor(ms / 60_000) % 60, second: Math.floor(ms / 1000) % 60,
    millis: Math.floor(ms % 1000), weekday: weekdayOf(days), yearDay: days - dayNumber(year, 1, 1) + 1,
  }
}
