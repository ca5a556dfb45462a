import { compareExact } from '../quantity.js'
import { keyText, numeric } from './values.js'
import type { CelValue, ListValue, MapValue } from './values.js'

const sameList = (a: readonly CelValue[], b: readonly CelValue[]): boolean => a.length === b.length && a.every((item, at) => isEqual(item, b[at] as CelValue))

/** Sets and maps by keys are equal in any order. */
function equalLists(a: ListValue, b: ListValue): boolean {
  if (a.listType === undefined && b.listType === undefined) return sameList(a.items, b.items)
  return a.items.length === b.items.length && a.items.every((item) => b.items.some((other) => isEqual(item, other)))
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  if (a.entries.size !== b.entries.size) return false
  for (const [key, [, value]] of a.entries) {
    const other = b.entries.get(key)
    if (other === undefined || !isEqual(value, other[1])) return false
  }
  return true
}

/** Values of different types differ, numbers of all types meet. */
export function isEqual(a: CelValue, b: CelValue): boolean {
  if (a === b) return true
  const [x, y] = [numeric(a), numeric(b)]
  if (x !== undefined && y !== undefined) return x == y
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || a.kind !== b.kind) return false
  switch (a.kind) {
    case 'timestamp': case 'duration': return a.nanos === (b as typeof a).nanos
    case 'bytes': return a.bytes.length === (b as typeof a).bytes.length && a.bytes.every((byte, at) => byte === (b as typeof a).bytes[at])
    case 'list': return equalLists(a, b as ListValue)
    case 'map': return equalMaps(a, b as MapValue)
    case 'optional': return a.value === undefined || (b as typeof a).value === undefined ? a.value === (b as typeof a).value : isEqual(a.value, (b as typeof a).value as CelValue)
    case 'type': return a.name === (b as typeof a).name
    case 'quantity': return compareExact(a.quantity, (b as typeof a).quantity) === 0
    case 'opaque': return a.type === (b as typeof a).type && a.key === (b as typeof a).key
    default: return false
  }
}

const compareText = (a: string, b: string): number => {
  if (a === b) return 0
  const [left, right] = [Array.from(a), Array.from(b)]
  for (const [at, char] of left.entries()) {
    const other = right[at]
    if (other === undefined) return 1
    if (char !== other) return (char.codePointAt(0) as number) < (other.codePointAt(0) as number) ? -1 : 1
  }
  return -1
}

/** Whole numbers meet doubles as doubles. */
function compareNumbers(a: bigint | number, b: bigint | number): number | undefined {
  const [x, y] = typeof a === typeof b ? [a, b] : [Number(a), Number(b)]
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : undefined
}

/** -1, 0 or 1; undefined for values without an order between them. */
export function compare(a: CelValue, b: CelValue): number | undefined {
  const [x, y] = [numeric(a), numeric(b)]
  if (x !== undefined && y !== undefined) return compareNumbers(x, y)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return undefined
  if ((a.kind === 'timestamp' && b.kind === 'timestamp') || (a.kind === 'duration' && b.kind === 'duration')) return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0
  if (a.kind === 'bytes' && b.kind === 'bytes') return compareText(String.fromCharCode(...a.bytes), String.fromCharCode(...b.bytes))
  return undefined
}

/** Whether a list has the item, or a map the key. */
export const contains = (where: ListValue | MapValue, value: CelValue): boolean =>
  where.kind === 'list' ? where.items.some((item) => isEqual(item, value)) : where.entries.has(keyText(value) ?? '')
