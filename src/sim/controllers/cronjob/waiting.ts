import type { CronJob, Millis } from '../../api/types.js'

/** When a CronJob is next due, by what that follows from: its schedule, its last time, and its birth before the first. */
interface Waiting {
  readonly createdAt: string
  readonly lastScheduleTime: string | undefined
  readonly nextMs: Millis
}

const waits = new WeakMap<CronJob['spec'], Waiting>()

/** The time that was found to be the next, in milliseconds of the wall clock, if it still is. */
export function awaitedMs({ metadata, spec, status }: CronJob): Millis | undefined {
  const known = waits.get(spec)
  if (known === undefined || known.lastScheduleTime !== status.lastScheduleTime || known.createdAt !== metadata.creationTimestamp) return undefined
  return known.nextMs
}

/** Nothing was due before that. With a starting deadline the time to reckon from moves on, so that nothing is kept. */
export function awaitMs({ metadata, spec, status }: CronJob, nextMs: Millis): void {
  if (spec.startingDeadlineSeconds === undefined) waits.set(spec, { createdAt: metadata.creationTimestamp, lastScheduleTime: status.lastScheduleTime, nextMs })
}
