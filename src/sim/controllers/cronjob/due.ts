import type { Millis } from '../../api/types.js'
import { nextTime, type Schedule } from './schedule.js'

/** What a CronJob's times are reckoned from, in milliseconds of the wall clock. */
export interface Times {
  readonly createdMs: Millis
  readonly lastScheduledMs?: Millis | undefined
  readonly startingDeadlineMs?: Millis | undefined
}

export interface Due {
  readonly earliestMs: Millis
  /** The latest time that is due; earlier ones are lost. */
  readonly recentMs: Millis | undefined
  readonly missed: 'none' | 'few' | 'many'
  /** The schedule is never due twice, as on the 30th of February. */
  readonly isNever?: boolean
}

const manyMissed = 100
/** A run starts this long after its time (nextScheduleDelta). */
export const scheduleDelayMs: Millis = 100

/** The most recent time that is due and not yet started (cronjob/utils.go mostRecentScheduleTime, 1.36). */
export function mostRecentDue({ createdMs, lastScheduledMs, startingDeadlineMs }: Times, now: Millis, schedule: Schedule): Due {
  const since = lastScheduledMs ?? createdMs
  const earliestMs = startingDeadlineMs === undefined ? since : Math.max(since, now - startingDeadlineMs)
  const first = nextTime(schedule, earliestMs)
  if (first !== undefined && now < first) return { earliestMs, recentMs: undefined, missed: 'none' }
  const second = first === undefined ? undefined : nextTime(schedule, first)
  if (first !== undefined && second !== undefined && now < second) return { earliestMs, recentMs: first, missed: 'none' }
  const stepMs = first === undefined || second === undefined ? 0 : Math.round((second - first) / 1000) * 1000
  if (first === undefined || stepMs < 1000) return { earliestMs, recentMs: undefined, missed: 'none', isNever: true }
  const missed = Math.floor(Math.floor((now - first) / 1000) / (stepMs / 1000)) + 1
  return { earliestMs, recentMs: latestUntil(schedule, first + (missed - 2) * stepMs, now), missed: missed > manyMissed ? 'many' : 'few' }
}

function latestUntil(schedule: Schedule, fromMs: Millis, now: Millis): Millis | undefined {
  let latest: Millis | undefined
  for (let at = nextTime(schedule, fromMs); at !== undefined && at <= now; at = nextTime(schedule, at)) latest = at
  return latest
}

/** When to look again: shortly after the next time (nextScheduleTimeDuration); undefined when there is none. */
export function nextLookMs(times: Times, now: Millis, schedule: Schedule): Millis | undefined {
  const { earliestMs, recentMs, missed, isNever } = mostRecentDue({ ...times, startingDeadlineMs: undefined }, now, schedule)
  const next = nextTime(schedule, isNever === true ? now : recentMs ?? (missed === 'none' ? earliestMs : now))
  return next === undefined ? undefined : next + scheduleDelayMs
}
