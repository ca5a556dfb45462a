import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostRecentDue, nextLookMs, scheduleDelayMs } from '../../../../src/sim/controllers/cronjob/due.js'
import { nextTime, parseSchedule, type Schedule } from '../../../../src/sim/controllers/cronjob/schedule.js'
import { offsetAt } from '../../../../src/sim/api/calendar.js'
import { instantOf, rfc1123, rfc3339, wallTime } from '../../../../src/sim/controllers/cronjob/zone.js'

const parsed = (text: string, zone?: string): Schedule => {
  const schedule = parseSchedule(text, zone)
  if ('error' in schedule) throw new Error(schedule.error)
  return schedule
}
const iso = (ms: number | undefined): string => (ms === undefined ? 'none' : new Date(ms).toISOString().replace('.000Z', 'Z'))
const nextOf = (schedule: Schedule, from: number, count: number): readonly string[] => {
  const times: string[] = []
  for (let at: number | undefined = from; times.length < count && at !== undefined;) times.push(iso((at = nextTime(schedule, at))))
  return times
}

/** What robfig/cron 3.0.1 itself answers to the same questions. */
const answers: readonly (readonly [schedule: string, zone: string, after: string, next: string])[] = [
  ['*/5 * * * *', '', '2026-01-01T00:02:30Z', '2026-01-01T00:05:00Z 2026-01-01T00:10:00Z 2026-01-01T00:15:00Z'],
  ['0 3 * * *', '', '2026-01-01T00:00:00Z', '2026-01-01T03:00:00Z 2026-01-02T03:00:00Z 2026-01-03T03:00:00Z'],
  ['30 6-16/4 * * 1-5', '', '2026-01-02T11:00:00Z', '2026-01-02T14:30:00Z 2026-01-05T06:30:00Z 2026-01-05T10:30:00Z'],
  // Both day fields given: either matches; a stepped star counts as given.
  ['0 0 1,15 * 5', '', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z 2026-01-09T00:00:00Z 2026-01-15T00:00:00Z'],
  ['0 0 */2 * 1', '', '2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z 2026-01-05T00:00:00Z 2026-01-07T00:00:00Z'],
  ['0 0 13 * ?', '', '2026-01-01T00:00:00Z', '2026-01-13T00:00:00Z 2026-02-13T00:00:00Z 2026-03-13T00:00:00Z'],
  ['0 12 */1 * MON', '', '2026-01-01T00:00:00Z', '2026-01-05T12:00:00Z 2026-01-12T12:00:00Z 2026-01-19T12:00:00Z'],
  ['5/20 * * * *', '', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z 2026-01-01T00:25:00Z 2026-01-01T00:45:00Z'],
  ['0 0 29 feb *', '', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z 2032-02-29T00:00:00Z 2036-02-29T00:00:00Z'],
  ['0 0 31 2 *', '', '2026-01-01T00:00:00Z', 'none'],
  ['0 0 31 * *', '', '2026-01-31T00:00:00Z', '2026-03-31T00:00:00Z 2026-05-31T00:00:00Z 2026-07-31T00:00:00Z'],
  ['1,,2 0 * * *', '', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z 2026-01-01T00:02:00Z 2026-01-02T00:01:00Z'],
  ['@hourly', '', '2026-01-01T00:59:59.999Z', '2026-01-01T01:00:00Z 2026-01-01T02:00:00Z 2026-01-01T03:00:00Z'],
  ['@weekly', '', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z 2026-01-11T00:00:00Z 2026-01-18T00:00:00Z'],
  ['@yearly', '', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z 2028-01-01T00:00:00Z 2029-01-01T00:00:00Z'],
  ['@every 90s', '', '2026-01-01T00:00:10.400Z', '2026-01-01T00:01:40Z 2026-01-01T00:03:10Z 2026-01-01T00:04:40Z'],
  ['@every 10ms', '', '2026-01-01T00:00:10.400Z', '2026-01-01T00:00:11Z 2026-01-01T00:00:12Z 2026-01-01T00:00:13Z'],
  ['0 9 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', '2026-01-01T03:30:00Z 2026-01-02T03:30:00Z 2026-01-03T03:30:00Z'],
  // Clocks change: what is skipped is not due that day, what comes twice is due twice.
  ['30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', '2026-03-09T06:30:00Z 2026-03-10T06:30:00Z 2026-03-11T06:30:00Z'],
  ['30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', '2026-11-01T05:30:00Z 2026-11-01T06:30:00Z 2026-11-02T06:30:00Z'],
  ['30 * * * *', 'America/New_York', '2026-11-01T04:40:00Z', '2026-11-01T05:30:00Z 2026-11-01T06:30:00Z 2026-11-01T07:30:00Z'],
  // Days without a midnight.
  ['0 0 * * *', 'America/Sao_Paulo', '2018-11-02T12:00:00Z', '2018-11-03T03:00:00Z 2018-11-05T02:00:00Z 2018-11-06T02:00:00Z'],
  ['0 0 * * *', 'Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-24T21:00:00Z 2026-04-25T21:00:00Z 2026-04-26T21:00:00Z'],
  // Clocks change by half an hour.
  ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T12:00:00Z', '2026-10-02T15:45:00Z 2026-10-04T15:15:00Z 2026-10-05T15:15:00Z'],
]

describe('a schedule', () => {
  it.each(answers)('%s %s after %s', (text, zone, after, next) => {
    const wanted = next.split(' ')
    expect(nextOf(parsed(text, zone === '' ? undefined : zone), Date.parse(after), wanted.length)).toEqual(wanted)
  })

  it.each([
    ['0 0 * * 7', 'end of range (7) above maximum (6): 7'],
    ['0 0 L * *', 'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['@never', 'unrecognized descriptor: @never'],
  ])('%s cannot be read', (text, error) => expect(parseSchedule(text)).toEqual({ error }))

  it('a zone in the text counts before the given one', () => {
    expect(nextOf(parsed('CRON_TZ=Asia/Kolkata 0 9 * * *', 'America/New_York'), Date.parse('2026-01-01T00:00:00Z'), 1)).toEqual(['2026-01-01T03:30:00Z'])
  })

  const values = (min: number, max: number): fc.Arbitrary<string> => fc.oneof(
    fc.constant('*'), fc.integer({ min, max }).map(String), fc.integer({ min: 1, max: 9 }).map((step) => `*/${step}`),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  )
  const expressions = fc.tuple(values(0, 59), values(0, 23), values(1, 28), values(1, 12), values(0, 6)).map((fields) => fields.join(' '))
  const zones = fc.constantFrom(undefined, 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe')
  const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })

  it('is next due later, at the beginning of a minute, and nothing is left out in between', () => {
    fc.assert(fc.property(expressions, zones, instants, fc.double({ min: 0, max: 1, noNaN: true }), (text, zone, from, share) => {
      const schedule = parsed(text, zone)
      const next = nextTime(schedule, from)
      if (next === undefined) return
      expect(next).toBeGreaterThan(from)
      expect(next % 60_000).toBe(0)
      expect(nextTime(schedule, from + Math.floor((next - 1 - from) * share))).toBe(next)
    }), { seed: 1, numRuns: 300 })
  })
})

describe('a zone', () => {
  it('knows its offset', () => {
    expect(offsetAt('America/New_York', Date.parse('2026-03-08T06:59:59Z'))).toBe(-5 * 3_600_000)
    expect(offsetAt('America/New_York', Date.parse('2026-03-08T07:00:00Z'))).toBe(-4 * 3_600_000)
    expect(wallTime('Asia/Kathmandu', 0)).toEqual({ year: 1970, month: 1, day: 1, hour: 5, minute: 30, second: 0, weekday: 4 })
  })

  it('goes there and back, but for times that come twice', () => {
    fc.assert(fc.property(fc.constantFrom(undefined, 'Asia/Kolkata', 'Europe/Berlin', 'America/St_Johns'), fc.integer({ min: 0, max: 4_000_000_000 }), (zone, second) => {
      const ms = second * 1000
      const wall = wallTime(zone, ms)
      const back = instantOf(zone, wall)
      expect(wallTime(zone, back)).toEqual(wall)
      if (offsetAt(zone, ms - 7_200_000) === offsetAt(zone, ms + 7_200_000)) expect(back).toBe(ms)
    }), { seed: 1, numRuns: 500 })
  })

  it('prints times', () => {
    const ms = Date.parse('2026-07-01T03:05:09Z')
    expect(rfc3339(undefined, ms)).toBe('2026-07-01T03:05:09Z')
    expect(rfc3339('America/St_Johns', ms)).toBe('2026-07-01T00:35:09-02:30')
    expect(rfc3339('Asia/Kolkata', ms)).toBe('2026-07-01T08:35:09+05:30')
    expect(rfc1123(ms)).toBe('Wed, 01 Jul 2026 03:05:09 +0000')
  })
})

describe('what is due', () => {
  const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`)
  const every5 = parsed('*/5 * * * *')

  it.each([
    ['nothing yet', {}, '10:04:59', 'none', 'none'],
    ['the first time', {}, '10:05:00', '2026-01-01T10:05:00Z', 'none'],
    ['the last of a few', {}, '11:01:30', '2026-01-01T11:00:00Z', 'few'],
    ['the last of many', {}, '20:00:00', '2026-01-01T20:00:00Z', 'many'],
    ['nothing but what the deadline leaves', { startingDeadlineMs: 60_000 }, '20:02:00', 'none', 'none'],
    ['what the deadline leaves', { startingDeadlineMs: 200_000 }, '20:02:00', '2026-01-01T20:00:00Z', 'none'],
    ['what came after the last run', { lastScheduledMs: Date.parse('2026-01-01T19:50:00Z') }, '19:58:00', '2026-01-01T19:55:00Z', 'none'],
  ] as const)('%s', (_, times, now, recent, missed) => {
    const due = mostRecentDue({ createdMs: at('10:02:00'), ...times }, at(now), every5)
    expect([iso(due.recentMs), due.missed]).toEqual([recent, missed])
  })

  it('is looked at a little after the next time, whatever the deadline', () => {
    const times = { createdMs: at('10:02:00'), startingDeadlineMs: 1000 }
    expect(nextLookMs(times, at('10:02:00'), every5)).toBe(at('10:05:00') + scheduleDelayMs)
    expect(nextLookMs(times, at('11:01:30'), every5)).toBe(at('11:05:00') + scheduleDelayMs)
  })

  it('is never the 30th of February', () => {
    const never = parsed('0 0 30 2 *')
    expect(mostRecentDue({ createdMs: 0 }, at('10:00:00'), never)).toMatchObject({ recentMs: undefined, isNever: true })
    expect(nextLookMs({ createdMs: 0 }, at('10:00:00'), never)).toBeUndefined()
  })
})

describe('a schedule that is asked again', () => {
  const from = Date.parse('2026-03-01T00:00:00Z')
  const schedules = [['*/7 3-5 * * *', undefined], ['0 0 1,15 * 5', undefined], ['30 2 * * *', 'Europe/Berlin'], ['15 * * * *', 'UTC'], ['0 0 30 2 *', undefined]] as const

  it('answers as one that has never been asked, in whatever order', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 60 * 24 * 60 }), { minLength: 1, maxLength: 12 })
    fc.assert(fc.property(fc.constantFrom(...schedules), minutes, fc.integer({ min: 0, max: 59_999 }), ([text, zone], times, ms) => {
      const asked = parsed(text, zone)
      for (const minute of [...times, ...times.toReversed()]) {
        const at = from + minute * 60_000 + ms
        expect(iso(nextTime(asked, at))).toBe(iso(nextTime(parsed(text, zone), at)))
      }
    }))
  })
})

describe('a schedule without a zone', () => {
  const field = (min: number, max: number): fc.Arbitrary<string> => {
    const value = fc.integer({ min, max })
    const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`)
    return fc.oneof(fc.constant('*'), value.map(String), fc.integer({ min: 1, max: 9 }).map((step) => `*/${step}`), range, fc.tuple(value, value).map(([a, b]) => `${a},${b}`))
  }
  const text = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map((fields) => fields.join(' '))

  it('is due when it is in UTC', () => {
    fc.assert(fc.property(text, fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), fc.nat({ max: 999 }), (schedule, second, ms) => {
      expect(nextOf(parsed(schedule), second * 1000 + ms, 3)).toEqual(nextOf(parsed(schedule, 'UTC'), second * 1000 + ms, 3))
    }), { numRuns: 500 })
  })
})
