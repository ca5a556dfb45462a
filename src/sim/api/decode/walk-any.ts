import { fault, mayEnter } from './fault.js'
import type { Fields, Walk } from './fault.js'

/** `__proto__` as a key of a map must stay a plain entry. */
export function setEntry(target: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** Copies a value of no declared type; what JSON cannot carry is a fault. */
export function walkAny(value: unknown, depth: number, walk: Walk): unknown {
  if (typeof value === 'string') walk.bytes += value.length
  if (typeof value === 'bigint') return Number(value)
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') {
    const isJson = typeof value !== 'function' && typeof value !== 'symbol' && !Number.isNaN(value)
    return isJson ? value : fault(walk, depth, 'wrong-type', value, { shape: { form: 'a' } })
  }
  if (!mayEnter(walk, depth, value)) return undefined
  const read = (entry: unknown, key: string | number): unknown => {
    walk.path[depth] = key
    walk.bytes += 4
    return walkAny(entry, depth + 1, walk)
  }
  if (Array.isArray(value)) return value.map(read)
  const result: Fields = {}
  for (const [key, entry] of Object.entries(value)) setEntry(result, key, read(entry, key))
  return result
}
