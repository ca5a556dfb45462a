/** Timestamps as `metav1.Time` and `metav1.MicroTime` read and print them: Go's `time.Parse`, then UTC (apimachinery `meta/v1` 1.36). */

export type TimeResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string }

interface Element {
  readonly layout: string
  readonly pattern: RegExp
  readonly range?: readonly [least: number, most: number, name: string]
}

const literal = (layout: string): Element => ({ layout, pattern: new RegExp(`^${layout}`) })
const elements: readonly Element[] = [
  { layout: '2006', pattern: /^\d{4}/ },
  literal('-'),
  { layout: '01', pattern: /^\d\d/, range: [1, 12, 'month'] },
  literal('-'),
  { layout: '02', pattern: /^\d\d/, range: [0, 99, 'day'] },
  literal('T'),
  { layout: '15', pattern: /^\d\d?/, range: [0, 23, 'hour'] },
  literal(':'),
  { layout: '04', pattern: /^\d\d/, range: [0, 59, 'minute'] },
  literal(':'),
  { layout: '05', pattern: /^\d\d/, range: [0, 59, 'second'] },
]
const anyFraction: Element = { layout: '', pattern: /^(?:[.,]\d+)?/ }
const microFraction: Element = { layout: '.000000', pattern: /^[.,]\d{6}/ }
const zone: Element = { layout: 'Z07:00', pattern: /^(?:Z|[+-]\d\d:\d\d)/ }
const secondLayout = [...elements, anyFraction, zone]
const microLayout = [...elements, microFraction, zone]

const canonicalSecond = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] as number))
const pad = (value: number, length = 2): string => String(value).padStart(length, '0')

/** Which part of an offset such as `+25:00` Go does not take. */
function zoneFault(zoneText: string): string | undefined {
  if (Number(zoneText.slice(1, 3)) > 24) return 'hour'
  return Number(zoneText.slice(4)) > 60 ? 'minute' : undefined
}

/** Moves a date by whole days, at most one: offsets of zones reach hardly further. */
function shiftDay(year: number, month: number, day: number): readonly [number, number, number] {
  if (day < 1) return month === 1 ? [year - 1, 12, 31] : [year, month - 1, daysIn(year, month - 1)]
  if (day > daysIn(year, month)) return month === 12 ? [year + 1, 1, 1] : [year, month + 1, 1]
  return [year, month, day]
}

function inUtc(parts: readonly number[], fraction: string, zoneText: string): string {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
  const offset = zoneText === 'Z' ? 0 : (zoneText[0] === '-' ? -1 : 1) * (Number(zoneText.slice(1, 3)) * 60 + Number(zoneText.slice(4)))
  const minutes = hour * 60 + minute - offset
  const [y, m, d] = shiftDay(year, month, day + Math.floor(minutes / 1440))
  const left = ((minutes % 1440) + 1440) % 1440
  return `${pad(y, 4)}-${pad(m)}-${pad(d)}T${pad(Math.floor(left / 60))}:${pad(left % 60)}:${pad(second)}${fraction}Z`
}

function parse(text: string, layout: readonly Element[]): TimeResult {
  const layoutText = layout.map((element) => element.layout).join('')
  const refuse = (why: string): TimeResult => ({ ok: false, error: `parsing time ${JSON.stringify(text)}${why}` })
  const found: string[] = []
  let rest = text
  for (const { layout: wanted, pattern, range } of layout) {
    const part = pattern.exec(rest)?.[0]
    if (part === undefined) return refuse(` as "${layoutText}": cannot parse ${JSON.stringify(rest)} as "${wanted}"`)
    if (range && (Number(part) < range[0] || Number(part) > range[1])) return refuse(`: ${range[2]} out of range`)
    found.push(part)
    rest = rest.slice(part.length)
  }
  const fault = zoneFault(found[12] as string)
  if (fault) return refuse(`: time zone offset ${fault} out of range`)
  if (rest !== '') return refuse(`: extra text: ${JSON.stringify(rest)}`)
  const parts = found.filter((_, index) => index % 2 === 0 && index < 11).map(Number)
  const [year = 0, month = 1, day = 0] = parts
  if (day < 1 || day > daysIn(year, month)) return refuse(': day out of range')
  return { ok: true, text: inUtc(parts, layout === microLayout ? `.${(found[11] as string).slice(1)}` : '', found[12] as string) }
}

/** `2026-01-01T01:00:00+01:00` -> `2026-01-01T00:00:00Z`; fractions of seconds are cut off. */
export function canonicalTime(text: string): TimeResult {
  return canonicalSecond.test(text) ? { ok: true, text } : parse(text, secondLayout)
}

/** Like `canonicalTime`, with exactly six digits after the seconds. */
export const canonicalMicroTime = (text: string): TimeResult => parse(text, microLayout)
