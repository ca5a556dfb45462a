import type { Millis, Timestamp } from './api/types.js'

/** The wall clock of a cluster: virtual time plus the instant at which time 0 stands. The only place that knows of calendars. */
export interface Clock {
  readonly startMs: number
  /** The node whose clock it is, where that one is wrong. */
  readonly node?: string
}

export const defaultStartTime = '2026-01-01T00:00:00Z'

/** `undefined` when the text is no RFC 3339 instant. */
export function createClock(startTime: string = defaultStartTime): Clock | undefined {
  const startMs = Date.parse(startTime)
  return Number.isNaN(startMs) ? undefined : { startMs }
}

let lastSecond = Number.NaN
let lastText = ''
let lastDay = Number.NaN
let dayText = ''
const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))

/** RFC 3339 to the second, cut off as metav1.Time does. */
export function timestamp(clock: Clock, now: Millis): Timestamp {
  const second = Math.floor((clock.startMs + now) / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    lastText = textOf(second)
  }
  return lastText
}

/** Joined, because a text made by adding keeps all its parts. */
function textOf(second: number): Timestamp {
  const day = Math.floor(second / 86_400)
  if (day !== lastDay) {
    lastDay = day
    dayText = new Date(day * 86_400_000).toISOString().slice(0, 11)
  }
  const ofDay = second - day * 86_400
  const ofHour = ofDay % 3_600
  return [dayText, twoDigits[(ofDay - ofHour) / 3_600]!, ':', twoDigits[Math.floor(ofHour / 60)]!, ':', twoDigits[ofHour % 60]!, 'Z'].join('')
}

/** RFC 3339 with microseconds, as metav1.MicroTime prints (Lease.renewTime, Event.eventTime). */
export function microTimestamp(clock: Clock, now: Millis): string {
  return `${new Date(clock.startMs + now).toISOString().slice(0, 23)}000Z`
}

/** Virtual time of a timestamp that `timestamp` or `microTimestamp` wrote. */
export function virtualTime(clock: Clock, text: string): Millis {
  return Date.parse(text) - clock.startMs
}

/** Milliseconds of the wall clock for a timestamp, for comparing two of them. */
export const instantOf = (text: Timestamp): Millis => Date.parse(text)
