/** Dates of the proleptic Gregorian calendar and clocks of time zones: arithmetic that knows no present. */

const dayMs = 86_400_000

/** Days from 1970-01-01 to a date; months and days beyond their range run on, as in Go's time.Date. */
export function dayNumber(year: number, month: number, day: number): number {
  const months = year * 12 + month - 1
  const [y, m] = [Math.floor(months / 12), (months % 12) + 1]
  const shifted = m <= 2 ? y - 1 : y
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5)
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468 + day - 1
}

/** The date of a day number: the inverse. */
export function dateOf(dayNumberSinceEpoch: number): readonly [year: number, month: number, day: number] {
  const days = dayNumberSinceEpoch + 719_468
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1]
}

/** Sunday is 0. */
export const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7
/** Months count from 1. */
export const daysInMonth = (year: number, month: number): number => dayNumber(year, month + 1, 1) - dayNumber(year, month, 1)

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()
/** Zones change their offset at quarters of an hour only. */
const quarterMs = 900_000
const mostOffsets = 20_000

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-hc-h23', {
      timeZone: zone, era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}

/** Whether a zone of this name is known: `Europe/Berlin`. Names have capitals, as in the database of zones. */
export function isZone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return false
  if (formats.has(name)) return true
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** What a zone's clocks are ahead of UTC at an instant, in milliseconds; 0 without a zone. Unknown zones throw, as Intl does: ask `isZone` before. */
export function offsetAt(zone: string | undefined, ms: number): number {
  if (zone === undefined || zone === 'UTC') return 0
  let known = offsets.get(zone)
  if (known === undefined || known.size > mostOffsets) offsets.set(zone, (known = new Map()))
  const quarter = Math.floor(ms / quarterMs)
  let offset = known.get(quarter)
  if (offset === undefined) known.set(quarter, (offset = readOffset(zone, quarter * quarterMs)))
  return offset
}

function readOffset(zone: string, ms: number): number {
  const parts = formatOf(zone).formatToParts(ms)
  const isBefore = parts.some(({ type, value }) => type === 'era' && value !== 'AD')
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]))
  return dayNumber(isBefore ? 1 - year : year, month, day) * dayMs + (hour * 3600 + minute * 60 + second) * 1000 - ms
}
