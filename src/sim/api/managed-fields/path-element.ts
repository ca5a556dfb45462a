import { goJson } from '../go-json.js'
import type { Json } from '../types.js'

/**
 * One step of the way to a field, as fieldsV1 writes it: `f:spec` a field or key, `k:{"name":"c"}` the item of a list with these keys, `v:"x"` the
 * item of a set, `i:0` an index (structured-merge-diff v6 fieldpath/serialize-pe.go).
 */
export type PathElement = string

export const fieldElement = (name: string): PathElement => `f:${name}`
export const valueElement = (value: Json): PathElement => `v:${goJson(value)}`
export const keyElement = (keys: Readonly<Record<string, Json>>): PathElement => `k:${goJson(keys)}`

/** The name of a field element; undefined for items of lists. */
export const fieldOf = (element: PathElement): string | undefined => (element.startsWith('f:') ? element.slice(2) : undefined)

type Keys = readonly (readonly [string, Json])[]
/** Its rank among the kinds of elements, and what it is compared by inside that kind. */
interface Parsed {
  readonly rank: number
  readonly name: string
  readonly keys: Keys
  readonly value: Json
}

const ranks: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 }

function parse(element: PathElement): Parsed {
  const rank = ranks[element[0] ?? ''] ?? 4
  const text = element.slice(2)
  if (rank === 1) return { rank, name: '', keys: Object.entries(JSON.parse(text) as Record<string, Json>), value: null }
  return { rank, name: rank === 0 ? text : '', keys: [], value: rank === 2 ? (JSON.parse(text) as Json) : Number(text) }
}

/** Whether fieldsV1 knows the element at all: unknown ones are dropped. */
export function isPathElement(text: string): boolean {
  if (text[1] !== ':' || ranks[text[0] ?? ''] === undefined) return false
  if (text.startsWith('f:')) return true
  try {
    const value = JSON.parse(text.slice(2)) as Json
    return !text.startsWith('k:') || (typeof value === 'object' && value !== null && !Array.isArray(value))
  } catch {
    return false
  }
}

const typeRanks: Readonly<Record<string, number>> = { number: 0, string: 1, boolean: 2 }
const order = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/** Numbers, then texts, then booleans (structured-merge-diff v6 value.Compare). */
function compareValues(a: Json, b: Json): number {
  const [x, y] = [typeRanks[typeof a] ?? 3, typeRanks[typeof b] ?? 3]
  return x === y ? order(a, b) : x - y
}

function compareKeys(a: Keys, b: Keys): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [[name, value], [other, otherValue]] = [a[at]!, b[at]!]
    const result = order(name, other) || compareValues(value, otherValue)
    if (result !== 0) return result
  }
  return a.length - b.length
}

const compare = (a: Parsed, b: Parsed): number => a.rank - b.rank || order(a.name, b.name) || compareKeys(a.keys, b.keys) || compareValues(a.value, b.value)

/** In the order in which the server writes and names them. */
export function sortedElements(elements: Iterable<PathElement>): readonly PathElement[] {
  return [...elements].map((element) => ({ element, parsed: parse(element) })).sort((a, b) => compare(a.parsed, b.parsed)).map(({ element }) => element)
}

/** `.spec`, `[name="c"]`, `[="x"]`, `[0]`: as conflicts name it. */
export function elementText(element: PathElement): string {
  const { rank, name, keys, value } = parse(element)
  if (rank === 0) return `.${name}`
  if (rank === 1) return `[${keys.map(([key, its]) => `${key}=${JSON.stringify(its)}`).join(',')}]`
  return rank === 2 ? `[=${JSON.stringify(value)}]` : `[${String(value)}]`
}
