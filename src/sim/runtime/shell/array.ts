import { utf8 } from '../programs/digests.js'

/** bash's array, never changed in place: its elements by index in ascending order, or by key in the order of bash's own table. */
export interface ArrayValue {
  readonly isKeyed: boolean
  readonly elements: ReadonlyMap<string, string>
}

/** What a variable holds. */
export type Value = string | ArrayValue

export const emptyArray = (isKeyed: boolean = false): ArrayValue => ({ isKeyed, elements: new Map() })

export const arrayOf = (texts: readonly string[]): ArrayValue => ({ isKeyed: false, elements: new Map(texts.map((text, index) => [String(index), text])) })

/** `$name` of an array is its element 0. */
export const textOf = (value: Value | undefined): string | undefined => (typeof value === 'object' ? value.elements.get('0') : value)

/** A plain variable is an array of one, where an array is asked for. */
export const asArray = (value: Value | undefined): ArrayValue => (typeof value === 'object' ? value : value === undefined ? emptyArray() : arrayOf([value]))

/** `name=text`, which for an array is an assignment to element 0. */
export const withText = (value: Value | undefined, text: string): Value => (typeof value === 'object' ? withElement(value, '0', text) : text)

/** Behind the last index. */
export function nextIndex({ elements }: ArrayValue): number {
  let last = '-1'
  for (const key of elements.keys()) last = key
  return Number(last) + 1
}

export const withElement = (array: ArrayValue, key: string, text: string): ArrayValue => withElements(array, [[key, text]])

/** Several at once, so that the array is copied once. */
export function withElements({ isKeyed, elements }: ArrayValue, added: readonly (readonly [key: string, text: string])[]): ArrayValue {
  let next = new Map(elements)
  let end = isKeyed ? Number.POSITIVE_INFINITY : nextIndex({ isKeyed, elements })
  for (const [key, text] of added) {
    const isBehind = Number(key) >= end
    if (isBehind || next.has(key)) next.set(key, text)
    else next = inserted(next, key, text, isKeyed ? bucketOf : Number)
    if (isBehind) end = Number(key) + 1
  }
  return { isKeyed, elements: next }
}

/** In front of all that have the same place or one behind. */
function inserted(elements: ReadonlyMap<string, string>, key: string, text: string, placeOf: (key: string) => number): Map<string, string> {
  const keys = [...elements.keys()]
  const place = placeOf(key)
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (placeOf(keys[middle]!) < place) low = middle + 1
    else high = middle
  }
  const next = new Map<string, string>()
  for (const [at, other] of keys.entries()) {
    if (at === low) next.set(key, text)
    next.set(other, elements.get(other)!)
  }
  return next.set(key, text)
}

/** The place of a key in bash's table of 1024 buckets (hash_string in hashlib.c, bash 5.2: FNV-1 over the bytes as signed characters). */
function bucketOf(key: string): number {
  let hash = 2_166_136_261
  for (const byte of utf8(key)) hash = Math.imul(hash, 16_777_619) ^ (byte > 127 ? byte - 256 : byte)
  return hash & 1023
}
