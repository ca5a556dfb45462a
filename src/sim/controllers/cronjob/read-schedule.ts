import type { CronJob } from '../../api/types.js'
import { isTimeZone } from '../../api/validation/cron-job.js'
import { parseSchedule, type Schedule } from './schedule.js'

/** What a CronJob's spec says of its times. */
export interface ReadSchedule {
  readonly schedule: Schedule | { readonly error: string }
  readonly isZoneKnown: boolean
}

const known = new WeakMap<CronJob['spec'], ReadSchedule>()

/** Specs are immutable: each is read once, however often its CronJob is looked at. */
export function readSchedule(spec: CronJob['spec']): ReadSchedule {
  let read = known.get(spec)
  if (read === undefined) known.set(spec, (read = readNew(spec)))
  return read
}

const readNew = ({ schedule, timeZone }: CronJob['spec']): ReadSchedule =>
  ({ schedule: parseSchedule(schedule, timeZone), isZoneKnown: timeZone === undefined || isTimeZone(timeZone) })
