import { dateOf, daysInMonth, weekdayOf } from '../../api/calendar.js'
import type { Millis } from '../../api/types.js'
import { isTimeZone } from '../../api/validation/cron-job.js'
import { scheduleError } from '../../api/validation/cron-schedule.js'
import { instantOf, wallTime, type WallTime } from './zone.js'

/** When a cron schedule is due, as robfig/cron 3.0.1 has it (ParseStandard, SpecSchedule.Next, ConstantDelaySchedule.Next). Pure. */
export type Schedule = FieldSchedule | { readonly everyMs: Millis }

interface FieldSchedule {
  readonly minute: Allowed
  readonly hour: Allowed
  readonly day: Allowed
  readonly month: Allowed
  readonly weekday: Allowed
  readonly zone: string | undefined
  /** With a star in either day field both have to match, else one of them. */
  readonly hasStar: boolean
}
/** By value, whether it is allowed. */
type Allowed = readonly boolean[]

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
}

const zonePrefix = /^(?:CRON_)?TZ=(\S+)\s+/

/** Reads a schedule of a CronJob; a complaint when it cannot be read. `TZ=` in the text counts before the zone. */
export function parseSchedule(text: string, zone?: string): Schedule | { readonly error: string } {
  const error = scheduleError(text, isTimeZone)
  if (error !== undefined) return { error }
  const prefix = zonePrefix.exec(text)
  const rest = (prefix === null ? text : text.slice(prefix[0].length)).trim()
  if (rest.startsWith('@every ')) return { everyMs: wholeSeconds(rest.slice('@every '.length)) }
  const [minute, hour, day, month, weekday] = (descriptors[rest] ?? rest).split(/\s+/) as [string, string, string, string, string]
  return {
    minute: allowed(minute, 0, 59), hour: allowed(hour, 0, 23),
    day: allowed(day, 1, 31), month: allowed(month, 1, 12, monthNames), weekday: allowed(weekday, 0, 6, dayNames),
    zone: prefix?.[1] ?? zone,
    hasStar: isStar(day) || isStar(weekday),
  }
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** A star, or a question mark, counts as one unless it has a step of more than 1. */
const isStar = (field: string): boolean => field.split(',').some((range) => {
  const [ends = '', step = '1'] = range.split('/')
  return (ends.startsWith('*') || ends.startsWith('?')) && Number(step) <= 1
})

function allowed(field: string, min: number, max: number, names: readonly string[] = []): Allowed {
  const values: boolean[] = Array.from({ length: max + 1 }, () => false)
  const numberOf = (text: string): number => (names.includes(text.toLowerCase()) ? names.indexOf(text.toLowerCase()) + min : Number(text))
  for (const range of field.split(',').filter((part) => part !== '')) {
    const [ends = '', step] = range.split('/')
    const [first = '', last] = ends.split('-')
    const isAll = first === '*' || first === '?'
    const start = isAll ? min : numberOf(first)
    const end = isAll || (last === undefined && step !== undefined) ? max : numberOf(last ?? first)
    for (let value = start; value <= end; value += Number(step ?? 1)) values[value] = true
  }
  return values
}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A duration cut to seconds, one at least (cron.Every). */
function wholeSeconds(text: string): Millis {
  let ms = 0
  for (const [, value, unit] of text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)) ms += Number(value) * (unitMs[unit ?? ''] ?? 0)
  return text.startsWith('-') ? 1000 : Math.max(1000, Math.floor(Math.round(ms * 1e6) / 1e9) * 1000)
}

const minuteMs = 60_000
const hourMs = 3_600_000
const years = 5

/** The first time after that one at which the schedule is due, in milliseconds of the wall clock; undefined when there is none within five years. */
export function nextTime(schedule: Schedule, afterMs: Millis): Millis | undefined {
  const second = Math.floor(afterMs / 1000) * 1000
  return 'everyMs' in schedule ? second + schedule.everyMs : searchOnce(schedule, second)
}

interface Answer {
  readonly second: Millis
  readonly next: Millis | undefined
}

/** A CronJob is looked at many times between two of its times, and asks the same of its schedule each time. */
const answers = new WeakMap<FieldSchedule, Answer[]>()
const mostAnswers = 4

function searchOnce(schedule: FieldSchedule, second: Millis): Millis | undefined {
  let known = answers.get(schedule)
  if (known === undefined) answers.set(schedule, (known = []))
  for (const answer of known) if (isAnswer(answer, schedule, second)) return answer.next
  const next = schedule.zone === undefined ? searchUtc(schedule, second + 1000) : search(schedule, second + 1000)
  if (known.length === mostAnswers) known.pop()
  known.unshift({ second, next })
  return next
}

/** Where clocks do not change, what is next after a time is next after all times up to then. */
const isAnswer = (answer: Answer, { zone }: FieldSchedule, second: Millis): boolean =>
  answer.second === second || (zone === undefined && answer.next !== undefined && answer.second < second && second < answer.next)

/**
 * Field by field from the month down, forward only, starting over when a field wraps. Hours and minutes advance by real time: a wall time
 * that a clock change skips is passed over, and one that comes twice is due twice.
 */
function search(schedule: FieldSchedule, fromMs: Millis): Millis | undefined {
  const limit = wallTime(schedule.zone, fromMs).year + years
  let at: Step = { ms: fromMs, isMoved: false }
  while (wallTime(schedule.zone, at.ms).year <= limit) {
    const next = steps.reduce<Step>((from, step) => (from.isWrapped === true ? from : step(schedule, from)), at)
    if (next.isWrapped !== true) return next.ms
    at = { ms: next.ms, isMoved: true }
  }
  return undefined
}

const dayMinutes = 1440

/** The same where clocks never change: day by day, then the first minute of the day. */
function searchUtc(schedule: FieldSchedule, fromMs: Millis): Millis | undefined {
  const start = Math.ceil(fromMs / minuteMs)
  const limit = dateOf(Math.floor(fromMs / minuteMs / dayMinutes))[0] + years
  let day = Math.floor(start / dayMinutes)
  for (let from = start - day * dayMinutes; ; day++, from = 0) {
    const [year, month, date] = dateOf(day)
    if (year > limit) return undefined
    if (schedule.month[month] !== true) day += daysInMonth(year, month) - date
    else if (isDay(schedule, { day: date, weekday: weekdayOf(day) })) {
      const minute = minuteFrom(schedule, from)
      if (minute !== undefined) return (day * dayMinutes + minute) * minuteMs
    }
  }
}

/** The first minute of a day that is due, from that one on. */
function minuteFrom({ hour, minute }: FieldSchedule, from: number): number | undefined {
  for (let at = from; at < dayMinutes; at++) {
    const h = Math.floor(at / 60)
    if (hour[h] !== true) at = h * 60 + 59
    else if (minute[at - h * 60] === true) return at
  }
  return undefined
}

interface Step {
  readonly ms: Millis
  /** Whether smaller fields have been set to their beginning. */
  readonly isMoved: boolean
  readonly isWrapped?: boolean
}

const midnight = { hour: 0, minute: 0, second: 0 }

/** Go's AddDate: the same time on another date, as far as there is one. */
function addDate(zone: string | undefined, ms: Millis, months: number, days: number): Millis {
  const wall = wallTime(zone, ms)
  return instantOf(zone, { ...wall, month: wall.month + months, day: wall.day + days })
}

function toMonth({ month, zone }: FieldSchedule, from: Step): Step {
  let [{ ms, isMoved }, wall] = [from, wallTime(zone, from.ms)]
  while (month[wall.month] !== true) {
    if (!isMoved) ms = instantOf(zone, { ...wall, ...midnight, day: 1 })
    isMoved = true
    ms = addDate(zone, ms, 1, 0)
    wall = wallTime(zone, ms)
    if (wall.month === 1) return { ms, isMoved, isWrapped: true }
  }
  return { ms, isMoved }
}

function toDay(schedule: FieldSchedule, from: Step): Step {
  const { zone } = schedule
  let [{ ms, isMoved }, wall] = [from, wallTime(zone, from.ms)]
  while (!isDay(schedule, wall)) {
    if (!isMoved) ms = instantOf(zone, { ...wall, ...midnight })
    isMoved = true
    ms = addDate(zone, ms, 0, 1)
    const { hour } = wallTime(zone, ms)
    // Where midnight does not exist, the day begins an hour off.
    if (hour !== 0) ms += (hour > 12 ? 24 - hour : -hour) * hourMs
    wall = wallTime(zone, ms)
    if (wall.day === 1) return { ms, isMoved, isWrapped: true }
  }
  return { ms, isMoved }
}

function isDay({ day, weekday, hasStar }: FieldSchedule, wall: Pick<WallTime, 'day' | 'weekday'>): boolean {
  const [isOfMonth, isOfWeek] = [day[wall.day] === true, weekday[wall.weekday] === true]
  return hasStar ? isOfMonth && isOfWeek : isOfMonth || isOfWeek
}

function toHour({ hour, zone }: FieldSchedule, from: Step): Step {
  let [{ ms, isMoved }, wall] = [from, wallTime(zone, from.ms)]
  while (hour[wall.hour] !== true) {
    if (!isMoved) ms = instantOf(zone, { ...wall, minute: 0, second: 0 })
    isMoved = true
    ms += hourMs
    wall = wallTime(zone, ms)
    if (wall.hour === 0) return { ms, isMoved, isWrapped: true }
  }
  return { ms, isMoved }
}

function toMinute({ minute, zone }: FieldSchedule, from: Step): Step {
  let [{ ms, isMoved }, wall] = [from, wallTime(zone, from.ms)]
  while (minute[wall.minute] !== true) {
    ms = (isMoved ? ms : Math.floor(ms / minuteMs) * minuteMs) + minuteMs
    isMoved = true
    wall = wallTime(zone, ms)
    if (wall.minute === 0) return { ms, isMoved, isWrapped: true }
  }
  return { ms, isMoved }
}

/** Schedules have no seconds: they are due at the beginning of a minute. */
function toSecond({ zone }: FieldSchedule, from: Step): Step {
  const { second } = wallTime(zone, from.ms)
  return second === 0 ? from : { ms: from.ms + (60 - second) * 1000, isMoved: true, isWrapped: true }
}

const steps: readonly ((schedule: FieldSchedule, from: Step) => Step)[] = [toMonth, toDay, toHour, toMinute, toSecond]
