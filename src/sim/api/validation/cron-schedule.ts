/** Whether a cron schedule can be read, in the words of robfig/cron 3 (`ParseStandard`), which the API server uses. */

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
]
const descriptors = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'])

function parseNumber(text: string): number | string {
  if (!/^[+-]?\d+$/.test(text)) return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
  const value = Number(text)
  if (!Number.isSafeInteger(value)) return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value
}

function parseName(text: string, { min, names }: Bounds): number | string {
  const place = names?.indexOf(text.toLowerCase()) ?? -1
  return place >= 0 ? place + min : parseNumber(text)
}

/** Start and end of `*`, `5` or `1-5`, or the complaint. */
function parseEnds(text: string, expression: string, field: Bounds): readonly [number, number] | string {
  const ends = text.split('-')
  const first = ends[0] as string
  if (first === '*' || first === '?') return [field.min, field.max]
  const start = parseName(first, field)
  if (typeof start === 'string') return start
  if (ends.length === 1) return [start, start]
  if (ends.length > 2) return `too many hyphens: ${expression}`
  const end = parseName(ends[1] as string, field)
  return typeof end === 'string' ? end : [start, end]
}

function rangeError(expression: string, field: Bounds): string | undefined {
  const parts = expression.split('/')
  const range = parts[0] as string
  const ends = parseEnds(range, expression, field)
  if (typeof ends === 'string') return ends
  const step = parts.length === 1 ? 1 : parts.length === 2 ? parseNumber(parts[1] as string) : `too many slashes: ${expression}`
  if (typeof step === 'string') return step
  const [start, end] = parts.length === 2 && !range.includes('-') ? [ends[0], field.max] : ends
  if (start < field.min) return `beginning of range (${start}) below minimum (${field.min}): ${expression}`
  if (end > field.max) return `end of range (${end}) above maximum (${field.max}): ${expression}`
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${expression}`
  return step === 0 ? `step of range should be a positive number: ${expression}` : undefined
}

const duration = /^[+-]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$|^[+-]?0$/

function descriptorError(text: string): string | undefined {
  if (descriptors.has(text)) return undefined
  if (!text.startsWith('@every ')) return `unrecognized descriptor: ${text}`
  const given = text.slice('@every '.length)
  return duration.test(given) ? undefined : `failed to parse duration ${given}: time: invalid duration ${JSON.stringify(given)}`
}

/** The complaint about a schedule, undefined when it can be read. `isZone` tells known time zones. */
export function scheduleError(schedule: string, isZone: (name: string) => boolean): string | undefined {
  let text = schedule
  if (text.startsWith('TZ=') || text.startsWith('CRON_TZ=')) {
    const space = text.indexOf(' ')
    const zone = text.slice(text.indexOf('=') + 1, space < 0 ? undefined : space)
    if (!isZone(zone)) return `provided bad location ${zone}: unknown time zone ${zone}`
    text = space < 0 ? '' : text.slice(space).trim()
  }
  if (text.startsWith('@')) return descriptorError(text)
  const parts = text.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== 5) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`
  for (const [position, part] of parts.entries()) {
    for (const expression of part.split(',').filter((piece) => piece !== '')) {
      const error = rangeError(expression, bounds[position] as Bounds)
      if (error !== undefined) return error
    }
  }
  return undefined
}
