import type { Millis } from '../api/types.js'
import { timestamp, type Clock } from '../clock.js'
import { hashText } from '../random.js'
import { containerIdText, idOf } from './ids.js'

/**
 * A value that comes again every cycle, with what moves in it: times by the period, counters by one, ids of containers to the next. Of lists
 * and records only the parts that move are named; the others are those of the first cycle.
 */
export type Pattern =
  | { readonly type: 'same'; readonly value: unknown }
  | { readonly type: 'number'; readonly value: number; readonly by: number }
  | { readonly type: 'time'; readonly wallMs: number; readonly by: Millis }
  | { readonly type: 'id'; readonly id: InstanceId; readonly before: string; readonly after: string }
  | { readonly type: 'seed'; readonly id: InstanceId; readonly seed: number }
  | { readonly type: 'list'; readonly first: readonly unknown[]; readonly places: readonly number[]; readonly parts: readonly Pattern[] }
  | { readonly type: 'record'; readonly first: PlainRecord; readonly keys: readonly string[]; readonly parts: readonly Pattern[] }
  | { readonly type: 'map'; readonly keys: Pattern; readonly values: Pattern }
  | { readonly type: 'set'; readonly items: Pattern }

export type PlainRecord = Readonly<Record<string, unknown>>

/** The id of the n-th instance of a container, as the API writes it or as the runtime does. */
export interface InstanceId {
  readonly uid: string
  readonly container: string
  readonly n: number
  readonly isRuntimes: boolean
}

/** The value so many cycles later. Parts that are one object in the pattern are one object in the value. */
export function valueOf(pattern: Pattern, cycles: number, made: Map<Pattern, unknown> = new Map()): unknown {
  switch (pattern.type) {
    case 'same': return pattern.value
    case 'number': return pattern.value + cycles * pattern.by
    case 'time': return timestamp(wallClock, pattern.wallMs + cycles * pattern.by)
    case 'id': return idText(pattern.id, cycles, pattern.before, pattern.after)
    case 'seed': return hashText(idText(pattern.id, cycles), pattern.seed)
  }
  const known = made.get(pattern)
  if (known !== undefined) return known
  const value = wholeOf(pattern, cycles, made)
  made.set(pattern, value)
  return value
}

function wholeOf(pattern: Extract<Pattern, { readonly type: 'list' | 'record' | 'map' | 'set' }>, cycles: number, made: Map<Pattern, unknown>): unknown {
  switch (pattern.type) {
    case 'list': return listOf(pattern.first, pattern.places, pattern.parts, cycles, made)
    case 'record': return recordOf(pattern.first, pattern.keys, pattern.parts, cycles, made)
    case 'map': {
      const values = valueOf(pattern.values, cycles, made) as readonly unknown[]
      return new Map((valueOf(pattern.keys, cycles, made) as readonly unknown[]).map((key, i) => [key, values[i]]))
    }
    case 'set': return new Set(valueOf(pattern.items, cycles, made) as readonly unknown[])
  }
}

const wallClock: Clock = { startMs: 0 }

function idText({ uid, container, n, isRuntimes }: InstanceId, cycles: number, before: string = '', after: string = ''): string {
  const text = containerIdText(uid, container, n + cycles)
  const id = isRuntimes ? idOf(text) : text
  return before === '' && after === '' ? id : `${before}${id}${after}`
}

function listOf(first: readonly unknown[], places: readonly number[], parts: readonly Pattern[], cycles: number, made: Map<Pattern, unknown>): readonly unknown[] {
  const list = first.slice()
  for (let i = 0; i < places.length; i++) list[places[i]!] = valueOf(parts[i]!, cycles, made)
  return list
}

function recordOf(first: PlainRecord, keys: readonly string[], parts: readonly Pattern[], cycles: number, made: Map<Pattern, unknown>): PlainRecord {
  const record: Record<string, unknown> = { ...first }
  for (let i = 0; i < keys.length; i++) record[keys[i]!] = valueOf(parts[i]!, cycles, made)
  return record
}
