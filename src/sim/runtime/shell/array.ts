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

export function withElement({ isKeyed, elements }: ArrayValue, key: string, text: string): ArrayValue {
  if (elements.has(key)) return { isKeyed, elements: new Map(elements).set(key, text) }
  if (!isKeyed && Number(key) >= nextIndex({ isKeyed, elements })) return { isKeyed, elements: new Map(elements).set(key, text) }
  const comesBefore = isKeyed ? (other: string): boolean => bucketOf(other) < bucketOf(key) : (other: string): boolean => Number(other) < Number(key)
  const next = new Map<string, string>()
  let isIn = false
  for (const [other, value] of elements) {
    if (!isIn && !comesBefore(other)) {
      next.set(key, text)
      isIn = true
    }
    next.set(other, value)
  }
  return { isKeyed, elements: isIn ? next : next.set(key, text) }
}

export function withoutElement({ isKeyed, elements }: ArrayValue, key: string): ArrayValue {
  const next = new Map(elements)
  next.delete(key)
  return { isKeyed, elements: next }
}

/** The place of a key in bash's table of 1024 buckets (hash_string in hashlib.c, bash 5.2: FNV-1 over the bytes as signed characters). */
function bucketOf(key: string): number {
  let hash = 2_166_136_261
  for (const byte of bytesOf(key)) hash = Math.imul(hash, 16_777_619) ^ (byte > 127 ? byte - 256 : byte)
  return hash & 1023
}

function bytesOf(text: string): readonly number[] {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return bytes
}
