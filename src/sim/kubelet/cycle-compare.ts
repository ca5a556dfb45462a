import type { Millis } from '../api/types.js'
import { instantOf } from '../clock.js'
import { hashText } from '../random.js'
import { containerIdText, idOf } from './ids.js'
import { valueOf, type InstanceId, type Pattern, type PlainRecord } from './cycle-pattern.js'

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
  const motion = motionOf(comparison, a, b)
  return motion === still ? { type: 'same', value: a } : motion
}

/** What moves nowhere: the value is that of the first cycle. */
const still = { type: 'same', value: undefined } as const

function motionOf(comparison: Comparison, a: unknown, b: unknown): Pattern | undefined {
  if (Object.is(a, b)) return still
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

const isPlain = (value: object): value is PlainRecord => Object.getPrototypeOf(value) === Object.prototype

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

function compareLists(comparison: Comparison, a: readonly unknown[], b: readonly unknown[]): Pattern | undefined {
  if (a.length !== b.length) return undefined
  const places: number[] = []
  const parts: Pattern[] = []
  for (let i = 0; i < a.length; i++) {
    const part = motionOf(comparison, a[i], b[i])
    if (part === undefined) return undefined
    if (part === still) continue
    places.push(i)
    parts.push(part)
  }
  return parts.length === 0 ? still : { type: 'list', first: a, places, parts }
}

function compareRecords(comparison: Comparison, a: PlainRecord, b: PlainRecord): Pattern | undefined {
  const own = Object.keys(a)
  if (own.length !== Object.keys(b).length) return undefined
  const keys: string[] = []
  const parts: Pattern[] = []
  for (let i = 0; i < own.length; i++) {
    const key = own[i]!
    const part = key in b ? motionOf(comparison, a[key], b[key]) : undefined
    if (part === undefined) return undefined
    if (part === still) continue
    keys.push(key)
    parts.push(part)
  }
  return parts.length === 0 ? still : { type: 'record', first: a, keys, parts }
}

function compareSets(comparison: Comparison, a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): Pattern | undefined {
  const [was, is] = [[...a], [...b]]
  const items = compareLists(comparison, was, is)
  return items === undefined || items === still ? items : { type: 'set', items }
}

function compareMaps(comparison: Comparison, a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): Pattern | undefined {
  const keys = compare(comparison, [...a.keys()], [...b.keys()])
  const values = keys === undefined ? undefined : compare(comparison, [...a.values()], [...b.values()])
  if (keys === undefined || values === undefined) return undefined
  return keys.type === 'same' && values.type === 'same' ? still : { type: 'map', keys, values }
}

/** Whether a value is that of a pattern so many cycles later. */
export function isValueOf(pattern: Pattern, cycles: number, value: unknown): boolean {
  switch (pattern.type) {
    case 'same': return areAlike(pattern.value, value)
    case 'list': return Array.isArray(value) && isListOf(pattern, cycles, value)
    case 'set': return value instanceof Set && isValueOf(pattern.items, cycles, [...value])
    case 'map': return value instanceof Map && isValueOf(pattern.keys, cycles, [...value.keys()]) && isValueOf(pattern.values, cycles, [...value.values()])
    case 'record': return isRecordOf(pattern, cycles, value)
    default: return valueOf(pattern, cycles) === value
  }
}

function isListOf({ first, places, parts }: Extract<Pattern, { readonly type: 'list' }>, cycles: number, value: readonly unknown[]): boolean {
  if (value.length !== first.length) return false
  for (let i = 0, moving = 0; i < value.length; i++) {
    if (places[moving] === i ? !isValueOf(parts[moving++]!, cycles, value[i]) : !areAlike(first[i], value[i])) return false
  }
  return true
}

function isRecordOf({ first, keys, parts }: Extract<Pattern, { readonly type: 'record' }>, cycles: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return false
  const own = Object.keys(first)
  if (Object.keys(value).length !== own.length) return false
  let moving = 0
  for (const key of own) {
    if (!(key in value)) return false
    if (keys[moving] === key ? !isValueOf(parts[moving++]!, cycles, value[key]) : !areAlike(first[key], value[key])) return false
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
