import type { Json, Millis } from '../api/types.js'
import { problem, wanted, type Wanted } from './define.js'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const whole = /^(-?)((?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$/
const part = /(\d+(?:\.\d+)?)(ms|s|m|h)/g

/** A duration in Go's notation, `-5m` too where a fault takes it, in whole milliseconds. */
export function durationOf(fault: string, key: string, value: Json | undefined, isSigned = false): Wanted<Millis | undefined> {
  if (value === undefined) return wanted(undefined)
  const match = typeof value === 'string' ? whole.exec(value) : null
  if (match === null || (match[1] === '-' && !isSigned)) return problem(`\`${key}\` of \`${fault}\` must be a duration such as 500ms or 5m, got ${JSON.stringify(value)}`)
  let sum = 0
  for (const [, amount, unit] of match[2]!.matchAll(part)) sum += Number(amount) * unitMs[unit!]!
  return wanted(Math.round(match[1] === '-' ? -sum : sum))
}
