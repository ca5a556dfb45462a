import { canonicalQuantity, parseQuantity } from '../quantity.js'
import type { ScalarCode, Shape } from '../schema/read.js'
import { decodeBase64, encodeBase64 } from './base64.js'
import { fault } from './fault.js'
import type { Walk } from './fault.js'
import { canonicalMicroTime, canonicalTime } from './time.js'
import type { TimeResult } from './time.js'
import { walkAny } from './walk-any.js'

export function walkString(value: unknown, shape: Shape, depth: number, walk: Walk): string | undefined {
  if (typeof value !== 'string') return fault(walk, depth, 'wrong-type', value, { shape })
  walk.bytes += value.length
  return value
}

/** An integer between -limit - 1 and limit, or any number for a double. */
function walkNumber(value: unknown, shape: Shape, limit: number, depth: number, walk: Walk): number | undefined {
  const read = typeof value === 'bigint' ? Number(value) : value
  if (typeof read !== 'number' || !Number.isFinite(read)) return fault(walk, depth, 'wrong-type', value, { shape })
  if (shape.form === 'd' || (Number.isInteger(read) && read <= limit && read >= -limit - 1)) return read + 0
  return fault(walk, depth, 'wrong-type', value, { shape })
}

const quantities = new Map<string | number, { readonly text: string } | { readonly error: string }>()

function readQuantity(given: string | number): { readonly text: string } | { readonly error: string } {
  const known = quantities.get(given)
  if (known) return known
  const parsed = parseQuantity(given)
  const result = parsed.ok ? { text: canonicalQuantity(given) } : { error: parsed.error }
  if (quantities.size >= 8192) quantities.clear()
  quantities.set(given, result)
  return result
}

function walkQuantity(value: unknown, shape: Shape, depth: number, walk: Walk): string | undefined {
  const given = typeof value === 'number' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
  const read = readQuantity(given)
  return 'text' in read ? read.text : fault(walk, depth, 'bad-value', value, { shape, refusal: read.error })
}

function walkTime(value: unknown, shape: Shape, canonical: (text: string) => TimeResult, depth: number, walk: Walk): string | undefined {
  if (typeof value !== 'string') return fault(walk, depth, 'wrong-type', value, { shape })
  const read = canonical(value)
  return read.ok ? read.text : fault(walk, depth, 'bad-value', value, { shape, refusal: read.error })
}

/** Go reads bytes from base64, and from a list of numbers too. */
function walkBytes(value: unknown, shape: Shape, depth: number, walk: Walk): string | undefined {
  if (Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)) return encodeBase64(Uint8Array.from(value as number[]))
  const text = walkString(value, shape, depth, walk)
  if (text === undefined) return undefined
  const bytes = decodeBase64(text)
  if (typeof bytes !== 'number') return encodeBase64(bytes)
  return fault(walk, depth, 'bad-value', value, { shape, refusal: `illegal base64 data at input byte ${bytes}` })
}

const maxInt32 = 2_147_483_647
const maxInt64 = 2 ** 63

type ScalarWalk = (value: unknown, shape: Shape, depth: number, walk: Walk) => unknown
export const scalarWalks: Readonly<Record<ScalarCode, ScalarWalk>> = {
  s: walkString,
  b: (value, shape, depth, walk) => (typeof value === 'boolean' ? value : fault(walk, depth, 'wrong-type', value, { shape })),
  i: (value, shape, depth, walk) => walkNumber(value, shape, maxInt32, depth, walk),
  l: (value, shape, depth, walk) => walkNumber(value, shape, maxInt64, depth, walk),
  d: (value, shape, depth, walk) => walkNumber(value, shape, Infinity, depth, walk),
  y: walkBytes,
  q: walkQuantity,
  x: (value, shape, depth, walk) => (typeof value === 'string' ? walkString(value, shape, depth, walk) : walkNumber(value, shape, maxInt32, depth, walk)),
  t: (value, shape, depth, walk) => walkTime(value, shape, canonicalTime, depth, walk),
  u: (value, shape, depth, walk) => walkTime(value, shape, canonicalMicroTime, depth, walk),
  a: (value, _, depth, walk) => walkAny(value, depth, walk),
}
