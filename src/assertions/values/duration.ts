import type { Millis } from '../../sim/api/types.js'
import type { Parsed } from './parsed.js'
import { describeValue, problem } from './parsed.js'

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y
const longestMs = 100 * 365 * 24 * 3_600_000

const example = 'a duration such as `90s`, `1h30m` or `500ms`'

function total(text: string): number | undefined {
  if (text === '0') return 0
  if (text === '') return undefined
  let sum = 0
  part.lastIndex = 0
  while (part.lastIndex < text.length) {
    const match = part.exec(text)
    if (!match) return undefined
    sum += Number(match[1]) * unitMs[match[2]!]!
  }
  return sum
}

/** What somebody may have meant who wrote `2 min`, `1d` or `90`. */
function guess(text: string): string | undefined {
  const match = /^([\d.]+)\s*([a-zA-Z]*)$/.exec(text.trim())
  if (!match || Number.isNaN(Number(match[1]))) return undefined
  const amount = Number(match[1])
  const unit = match[2]!.toLowerCase()
  if (unit === '') return `${amount}s`
  if (unit === 'd' || unit.startsWith('day')) return `${amount * 24}h`
  if (unit.startsWith('mil') || unit === 'ms') return `${amount}ms`
  return 'smh'.includes(unit[0]!) ? `${amount}${unit[0]}` : undefined
}

/**
 * A duration in Go's notation (`time.ParseDuration`), in whole virtual milliseconds. Negative ones and plain numbers are refused: the
 * number could be meant in seconds or in milliseconds.
 */
export function parseDuration(value: unknown): Parsed<Millis> {
  if (typeof value === 'number') return problem(`must be ${example}, but is the number ${value} without a unit`, `${value}s`)
  if (typeof value !== 'string') return problem(`must be ${example}, but is ${describeValue(value)}`)
  if (/^-./.test(value) && total(value.slice(1)) !== undefined) return problem(`must not be negative, but is ${describeValue(value)}`)
  const ms = total(value.startsWith('+') ? value.slice(1) : value)
  if (ms === undefined) return problem(`must be ${example}, but is ${describeValue(value)}`, guess(value))
  if (ms > longestMs) return problem(`must be at most 100 years, but is ${describeValue(value)}`)
  const whole = Math.round(ms)
  if (Math.abs(ms - whole) > 5e-7) return problem(`must be whole milliseconds, but is ${describeValue(value)}`, `${Math.max(whole, 1)}ms`)
  return { value: whole }
}

/** The shortest text for milliseconds in the same notation: `1m30s`, `500ms`, `0s`. */
export function formatDuration(ms: Millis): string {
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms === 0) return '0s'
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor((ms % 3_600_000) / 60_000)
  const rest = ms % 60_000
  const seconds = rest === 0 ? '' : rest >= 1000 ? `${rest / 1000}s` : `${rest}ms`
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds}`
}
