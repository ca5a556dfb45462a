import type { Millis } from '../api/types.js'
import { instantOf, timestamp, type Clock } from '../clock.js'
import { containerIdText, idOf } from './ids.js'

/** A value that comes again every cycle, with what moves in it: times by the period, counters by one, ids of containers to the next. */
export type Pattern =
  | { readonly type: 'same'; readonly value: unknown }
  | { readonly type: 'number'; readonly value: number; readonly by: number }
  | { readonly type: 'time'; readonly wallMs: number; readonly by: Millis }
  | { readonly type: 'id'; readonly uid: string; readonly id: InstanceId }
  | { readonly type: 'list'; readonly items: readonly Pattern[] }
  | { readonly type: 'record'; readonly keys: readonly string[]; readonly parts: readonly Pattern[] }

/** The id of the n-th instance of a container, as the API writes it or as the runtime does. */
interface InstanceId {
  readonly container: string
  readonly n: number
  readonly isRuntimes: boolean
}

/** What is known of two cycles whose values are compared. */
export interface Comparison {
  readonly periodMs: Millis
  readonly uid: string
  /** Ids of containers by their text. */
  readonly ids: ReadonlyMap<string, InstanceId>
  /** Objects that were compared already: what is one object in both cycles stays one. */
  readonly seen: Map<object, { readonly next: object; readonly pattern: Pattern }>
}

export const newComparison = (uid: string, periodMs: Millis, created: Readonly<Record<string, number>>): Comparison => {
  const ids = new Map<string, InstanceId>()
  for (const [container, made] of Object.entries(created)) {
    for (let n = Math.max(0, made - idsBack); n <= made; n++) {
      const text = containerIdText(uid, container, n)
      ids.set(text, { container, n, isRuntimes: false })
      ids.set(idOf(text), { container, n, isRuntimes: true })
    }
  }
  return { periodMs, uid, ids, seen: new Map() }
}

/** How many instances of a container a status or a worker can still name. */
const idsBack = 6

/** What makes `b` of `a` in one cycle; undefined when more than times, counters and ids moved. */
export function compare(comparison: Comparison, a: unknown, b: unknown): Pattern | undefined {
  if (a === b || (typeof a === 'number' && typeof b === 'number' && Object.is(a, b))) return { type: 'same', value: a }
  if (typeof a === 'number') return typeof b === 'number' && (b - a === 1 || b - a === comparison.periodMs) ? { type: 'number', value: a, by: b - a } : undefined
  if (typeof a === 'string') return typeof b === 'string' ? compareTexts(comparison, a, b) : undefined
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return undefined
  const known = comparison.seen.get(a)
  if (known !== undefined) return known.next === b ? known.pattern : undefined
  const pattern = Array.isArray(a) ? compareLists(comparison, a, b) : isPlain(a) && isPlain(b) ? compareRecords(comparison, a, b) : undefined
  if (pattern !== undefined) comparison.seen.set(a, { next: b, pattern })
  return pattern
}

const isPlain = (value: object): value is Readonly<Record<string, unknown>> => Object.getPrototypeOf(value) === Object.prototype

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

function compareTexts({ periodMs, uid, ids }: Comparison, a: string, b: string): Pattern | undefined {
  const id = ids.get(a)
  const next = ids.get(b)
  if (id !== undefined) return next?.container === id.container && next.n === id.n + 1 && next.isRuntimes === id.isRuntimes ? { type: 'id', uid, id } : undefined
  if (!rfc3339.test(a) || !rfc3339.test(b)) return undefined
  const wallMs = instantOf(a)
  return instantOf(b) - wallMs === periodMs ? { type: 'time', wallMs, by: periodMs } : undefined
}

function compareLists(comparison: Comparison, a: readonly unknown[], b: unknown): Pattern | undefined {
  if (!Array.isArray(b) || a.length !== b.length) return undefined
  const items = a.map((item, i) => compare(comparison, item, b[i]))
  return items.every((item) => item !== undefined) ? fixed(a, items) ?? { type: 'list', items } : undefined
}

function compareRecords(comparison: Comparison, a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): Pattern | undefined {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return undefined
  const parts = keys.map((key) => (key in b ? compare(comparison, a[key], b[key]) : undefined))
  return parts.every((part) => part !== undefined) ? fixed(a, parts) ?? { type: 'record', keys, parts } : undefined
}

/** What moves nowhere is the first one's value for ever. */
const fixed = (value: unknown, parts: readonly Pattern[]): Pattern | undefined => (parts.every(({ type }) => type === 'same') ? { type: 'same', value } : undefined)

/** The value so many cycles later. Parts that are one object in the pattern are one object in the value. */
export function valueOf(pattern: Pattern, cycles: number, made: Map<Pattern, unknown> = new Map()): unknown {
  switch (pattern.type) {
    case 'same': return pattern.value
    case 'number': return pattern.value + cycles * pattern.by
    case 'time': return timestamp(wallClock, pattern.wallMs + cycles * pattern.by)
    case 'id': return idText(pattern.uid, pattern.id, cycles)
  }
  const known = made.get(pattern)
  if (known !== undefined) return known
  const value = pattern.type === 'list' ? pattern.items.map((item) => valueOf(item, cycles, made)) : recordOf(pattern.keys, pattern.parts, cycles, made)
  made.set(pattern, value)
  return value
}

const wallClock: Clock = { startMs: 0 }

function idText(uid: string, { container, n, isRuntimes }: InstanceId, cycles: number): string {
  const text = containerIdText(uid, container, n + cycles)
  return isRuntimes ? idOf(text) : text
}

function recordOf(keys: readonly string[], parts: readonly Pattern[], cycles: number, made: Map<Pattern, unknown>): unknown {
  const record: Record<string, unknown> = {}
  for (let i = 0; i < keys.length; i++) record[keys[i]!] = valueOf(parts[i]!, cycles, made)
  return record
}
