import type { Millis } from '../api/types.js'
import { instantOf } from '../clock.js'
import { hashText } from '../random.js'
import { containerIdText, idOf } from './ids.js'
import { valueOf, type InstanceId, type Pattern } from './cycle-pattern.js'

/** What is known of two cycles whose values are compared. */
export interface Comparison {
  readonly periodMs: Millis
  /** Ids of containers by their text. */
  readonly ids: ReadonlyMap<string, InstanceId>
  /** The same by what is drawn from them. */
  readonly seeds: ReadonlyMap<number, InstanceId>
  readonly seed: number
  /** Objects that were compared already: what is one object in both cycles stays one. */
  readonly seen: Map<object, { readonly next: object; readonly pattern: Pattern }>
}

/** `created`: how many instances of each container were made; `seed`: what scripts' random numbers are drawn from besides their container. */
export function newComparison(uid: string, periodMs: Millis, created: Readonly<Record<string, number>>, seed: number): Comparison {
  const ids = new Map<string, InstanceId>()
  const seeds = new Map<number, InstanceId>()
  for (const [container, made] of Object.entries(created)) {
    for (let n = Math.max(0, made - idsBack); n <= made; n++) {
      const text = containerIdText(uid, container, n)
      const own = idOf(text)
      const id: InstanceId = { uid, container, n, isRuntimes: true }
      ids.set(text, { ...id, isRuntimes: false })
      ids.set(own, id)
      seeds.set(hashText(own, seed), id)
    }
  }
  return { periodMs, ids, seeds, seed, seen: new Map() }
}

/** How many instances of a container a status or a worker can still name. */
const idsBack = 6

/** What makes `b` of `a` in one cycle; undefined when more than times, counters and ids moved. */
export function compare(comparison: Comparison, a: unknown, b: unknown): Pattern | undefined {
  if (Object.is(a, b)) return { type: 'same', value: a }
  if (typeof a === 'number') return typeof b === 'number' ? compareNumbers(comparison, a, b) : undefined
  if (typeof a === 'string') return typeof b === 'string' ? compareTexts(comparison, a, b) : undefined
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return undefined
  const known = comparison.seen.get(a)
  if (known !== undefined) return known.next === b ? known.pattern : undefined
  const pattern = compareObjects(comparison, a, b)
  if (pattern !== undefined) comparison.seen.set(a, { next: b, pattern })
  return pattern
}

function compareObjects(comparison: Comparison, a: object, b: object): Pattern | undefined {
  if (Array.isArray(a)) return Array.isArray(b) ? compareLists(comparison, a, b) : undefined
  if (a instanceof Map) return b instanceof Map ? compareMaps(comparison, a, b) : undefined
  if (a instanceof Set) return b instanceof Set ? compareSets(comparison, a, b) : undefined
  return isPlain(a) && isPlain(b) ? compareRecords(comparison, a, b) : undefined
}

const isPlain = (value: object): value is Readonly<Record<string, unknown>> => Object.getPrototypeOf(value) === Object.prototype

function compareNumbers({ periodMs, seeds, seed }: Comparison, a: number, b: number): Pattern | undefined {
  const id = seeds.get(a)
  if (id !== undefined && isNext(id, seeds.get(b))) return { type: 'seed', id, seed }
  return b - a === 1 || b - a === periodMs ? { type: 'number', value: a, by: b - a } : undefined
}

const isNext = ({ container, n, isRuntimes }: InstanceId, next: InstanceId | undefined): boolean => next?.container === container && next.n === n + 1 && next.isRuntimes === isRuntimes

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
/** Keys of what belongs to one instance of a container. */
const ofInstance = /^([a-z]+:)([0-9a-f]{64})(.*)$/

function compareTexts({ periodMs, ids }: Comparison, a: string, b: string): Pattern | undefined {
  const id = ids.get(a)
  if (id !== undefined) return isNext(id, ids.get(b)) ? { type: 'id', id, before: '', after: '' } : undefined
  if (rfc3339.test(a) && rfc3339.test(b)) {
    const wallMs = instantOf(a)
    return instantOf(b) - wallMs === periodMs ? { type: 'time', wallMs, by: periodMs } : undefined
  }
  const [, before, own = '', after] = ofInstance.exec(a) ?? []
  const [, beforeNext, next = '', afterNext] = ofInstance.exec(b) ?? []
  const named = ids.get(own)
  if (named === undefined || before === undefined || after === undefined || before !== beforeNext || after !== afterNext) return undefined
  return isNext(named, ids.get(next)) ? { type: 'id', id: named, before, after } : undefined
}

/** All in their order; undefined when there is not one for each, or one that has more than moved. */
function compareAll(comparison: Comparison, a: readonly unknown[], b: readonly unknown[]): readonly Pattern[] | undefined {
  if (a.length !== b.length) return undefined
  const patterns: Pattern[] = []
  for (let i = 0; i < a.length; i++) {
    const pattern = compare(comparison, a[i], b[i])
    if (pattern === undefined) return undefined
    patterns.push(pattern)
  }
  return patterns
}

function compareLists(comparison: Comparison, a: readonly unknown[], b: readonly unknown[]): Pattern | undefined {
  const items = compareAll(comparison, a, b)
  return items === undefined ? undefined : fixed(a, items) ?? { type: 'list', items }
}

function compareSets(comparison: Comparison, a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): Pattern | undefined {
  const items = compareAll(comparison, [...a], [...b])
  return items === undefined ? undefined : fixed(a, items) ?? { type: 'set', items }
}

function compareMaps(comparison: Comparison, a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): Pattern | undefined {
  const keys = compareAll(comparison, [...a.keys()], [...b.keys()])
  const parts = keys === undefined ? undefined : compareAll(comparison, [...a.values()], [...b.values()])
  return keys === undefined || parts === undefined ? undefined : fixed(a, keys, parts) ?? { type: 'map', keys, parts }
}

function compareRecords(comparison: Comparison, a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): Pattern | undefined {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return undefined
  const parts: Pattern[] = []
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    const part = key in b ? compare(comparison, a[key], b[key]) : undefined
    if (part === undefined) return undefined
    parts.push(part)
  }
  return fixed(a, parts) ?? { type: 'record', keys, parts }
}

/** What moves nowhere is the first one's value for ever. */
const fixed = (value: unknown, parts: readonly Pattern[], others: readonly Pattern[] = parts): Pattern | undefined =>
  (isStill(parts) && (others === parts || isStill(others)) ? { type: 'same', value } : undefined)

function isStill(parts: readonly Pattern[]): boolean {
  for (let i = 0; i < parts.length; i++) if (parts[i]!.type !== 'same') return false
  return true
}

/** Whether a value is that of a pattern so many cycles later. */
export function isValueOf(pattern: Pattern, cycles: number, value: unknown): boolean {
  switch (pattern.type) {
    case 'same': return areAlike(pattern.value, value)
    case 'list': return Array.isArray(value) && areValuesOf(pattern.items, cycles, value)
    case 'set': return value instanceof Set && areValuesOf(pattern.items, cycles, [...value])
    case 'map': return value instanceof Map && areValuesOf(pattern.keys, cycles, [...value.keys()]) && areValuesOf(pattern.parts, cycles, [...value.values()])
    case 'record': return isRecordOf(pattern.keys, pattern.parts, cycles, value)
    default: return valueOf(pattern, cycles) === value
  }
}

function areValuesOf(patterns: readonly Pattern[], cycles: number, values: readonly unknown[]): boolean {
  if (patterns.length !== values.length) return false
  for (let i = 0; i < values.length; i++) if (!isValueOf(patterns[i]!, cycles, values[i])) return false
  return true
}

function isRecordOf(keys: readonly string[], parts: readonly Pattern[], cycles: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !isPlain(value) || Object.keys(value).length !== keys.length) return false
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    if (!(key in value) || !isValueOf(parts[i]!, cycles, value[key])) return false
  }
  return true
}

/** Whether two values have the same shape and the same leaves. */
function areAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && areAllAlike(a, b)
  if (a instanceof Map || b instanceof Map) return a instanceof Map && b instanceof Map && areAllAlike([...a.keys()], [...b.keys()]) && areAllAlike([...a.values()], [...b.values()])
  if (a instanceof Set || b instanceof Set) return a instanceof Set && b instanceof Set && areAllAlike([...a], [...b])
  const keys = Object.keys(a) as never[]
  if (keys.length !== Object.keys(b).length) return false
  for (const key of keys) if (!(key in b) || !areAlike(a[key], b[key])) return false
  return true
}

function areAllAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!areAlike(a[i], b[i])) return false
  return true
}
