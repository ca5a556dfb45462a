import type { Millis } from '../api/types.js'
import { timestamp, type Clock } from '../clock.js'
import { hashText } from '../random.js'
import { containerIdText, idOf } from './ids.js'

/** A value that comes again every cycle, with what moves in it: times by the period, counters by one, ids of containers to the next. */
export type Pattern =
  | { readonly type: 'same'; readonly value: unknown }
  | { readonly type: 'number'; readonly value: number; readonly by: number }
  | { readonly type: 'time'; readonly wallMs: number; readonly by: Millis }
  | { readonly type: 'id'; readonly id: InstanceId; readonly before: string; readonly after: string }
  | { readonly type: 'seed'; readonly id: InstanceId; readonly seed: number }
  | { readonly type: 'list'; readonly items: readonly Pattern[] }
  | { readonly type: 'record'; readonly keys: readonly string[]; readonly parts: readonly Pattern[] }
  | { readonly type: 'map'; readonly keys: readonly Pattern[]; readonly parts: readonly Pattern[] }
  | { readonly type: 'set'; readonly items: readonly Pattern[] }

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
    case 'list': return pattern.items.map((item) => valueOf(item, cycles, made))
    case 'record': return recordOf(pattern.keys, pattern.parts, cycles, made)
    case 'map': return new Map(pattern.keys.map((key, i) => [valueOf(key, cycles, made), valueOf(pattern.parts[i]!, cycles, made)]))
    case 'set': return new Set(pattern.items.map((item) => valueOf(item, cycles, made)))
  }
}

const wallClock: Clock = { startMs: 0 }

function idText({ uid, container, n, isRuntimes }: InstanceId, cycles: number, before: string = '', after: string = ''): string {
  const text = containerIdText(uid, container, n + cycles)
  const id = isRuntimes ? idOf(text) : text
  return before === '' && after === '' ? id : `${before}${id}${after}`
}

function recordOf(keys: readonly string[], parts: readonly Pattern[], cycles: number, made: Map<Pattern, unknown>): unknown {
  const record: Record<string, unknown> = {}
  for (let i = 0; i < keys.length; i++) record[keys[i]!] = valueOf(parts[i]!, cycles, made)
  return record
}
