import { canonicalQuantity, parseQuantity } from '../quantity.js'
import { structOf } from '../schema/read.js'
import type { FieldShape, ScalarCode, Shape, StructShape } from '../schema/read.js'
import { decodeBase64, encodeBase64 } from './base64.js'
import { canonicalMicroTime, canonicalTime } from './time.js'
import type { TimeResult } from './time.js'
import { zeroOf } from './zero.js'

export type Path = readonly (string | number)[]

/** What is wrong at one place of the input. `refusal` is the whole text with which a type's own reader (a quantity's, a time's) gives up. */
export interface Fault {
  readonly path: Path
  readonly code: 'unknown-field' | 'wrong-type' | 'bad-value' | 'too-deep' | 'too-big'
  readonly given: unknown
  readonly shape?: Shape
  readonly struct?: StructShape
  readonly refusal?: string
}

/** Deeper nesting than this is refused; the API's own types reach 20. */
export const maxDepth = 256
/** Bytes of one object, as the API server limits a request body. */
export const maxBytes = 3_145_728

export interface Walk {
  readonly path: (string | number)[]
  readonly faults: Fault[]
  bytes: number
  isOver: boolean
}

export const newWalk = (): Walk => ({ path: [], faults: [], bytes: 0, isOver: false })

type Fields = Record<string, unknown>
type Details = Omit<Fault, 'path' | 'code' | 'given'>

function fault(walk: Walk, depth: number, code: Fault['code'], given: unknown, details?: Details): undefined {
  walk.faults.push({ path: walk.path.slice(0, depth), code, given, ...details })
  return undefined
}

/** Counts what was read, and whether the walk may go on to one level below `depth`. */
function mayEnter(walk: Walk, depth: number, given: unknown): boolean {
  if (walk.isOver) return false
  const isTooDeep = depth >= maxDepth
  if (!isTooDeep && walk.bytes <= maxBytes) return true
  walk.isOver = true
  fault(walk, depth, isTooDeep ? 'too-deep' : 'too-big', given)
  return false
}

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `__proto__` as a key of a map must stay a plain entry. */
function setEntry(target: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** `false` also for an empty list or map, `true` for values that Go holds behind a pointer or as a struct. */
function isKept(value: unknown, field: FieldShape): boolean {
  if (field.keepsZero) return true
  if (value === '' || value === 0 || value === false) return field.shape.form === 'x'
  if (field.shape.form === 'list') return (value as readonly unknown[]).length > 0
  if (field.shape.form !== 'map') return true
  for (const key in value as Fields) if (Object.hasOwn(value as Fields, key)) return true
  return false
}

/** Reads a JSON object as a struct: known fields only, nulls dropped, structs held by value always there. */
export function walkStruct(value: unknown, struct: StructShape, depth: number, walk: Walk, shape?: Shape): Fields | undefined {
  if (!isFields(value)) return fault(walk, depth, 'wrong-type', value, { struct, ...(shape && { shape }) })
  if (!mayEnter(walk, depth, value)) return undefined
  const result: Fields = {}
  for (const key in value) {
    const given = value[key]
    walk.path[depth] = key
    walk.bytes += key.length + 4
    const field = struct.fields.get(key)
    if (field === undefined) fault(walk, depth + 1, 'unknown-field', given, { struct })
    else if (given !== null && given !== undefined) {
      const read = walkShape(given, field.shape, depth + 1, walk)
      if (read !== undefined && isKept(read, field)) result[key] = read
    }
  }
  for (const field of struct.byValue) result[field.name] ??= zeroOf(field.shape)
  return result
}

function walkList(value: unknown, shape: Shape & { form: 'list' }, depth: number, walk: Walk): unknown[] | undefined {
  if (!Array.isArray(value)) return fault(walk, depth, 'wrong-type', value, { shape })
  if (!mayEnter(walk, depth, value)) return undefined
  const result: unknown[] = new Array(value.length)
  for (let index = 0; index < value.length; index += 1) {
    const given: unknown = value[index]
    walk.path[depth] = index
    walk.bytes += 1
    result[index] = given === null || given === undefined ? zeroOf(shape.item) : walkShape(given, shape.item, depth + 1, walk)
  }
  return result
}

function walkMap(value: unknown, shape: Shape & { form: 'map' }, depth: number, walk: Walk): Fields | undefined {
  if (!isFields(value)) return fault(walk, depth, 'wrong-type', value, { shape })
  if (!mayEnter(walk, depth, value)) return undefined
  const result: Fields = {}
  for (const key in value) {
    const given = value[key]
    walk.path[depth] = key
    walk.bytes += key.length + 4
    setEntry(result, key, given === null || given === undefined ? zeroOf(shape.item) : walkShape(given, shape.item, depth + 1, walk))
  }
  return result
}

/** Copies a value of no declared type; what JSON cannot carry is a fault. */
export function walkAny(value: unknown, depth: number, walk: Walk): unknown {
  if (typeof value === 'string') walk.bytes += value.length
  if (typeof value === 'bigint') return Number(value)
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') {
    return typeof value === 'function' || typeof value === 'symbol' || Number.isNaN(value) ? fault(walk, depth, 'wrong-type', value, { shape: { form: 'a' } }) : value
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

function walkString(value: unknown, shape: Shape, depth: number, walk: Walk): string | undefined {
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
  return typeof bytes === 'number' ? fault(walk, depth, 'bad-value', value, { shape, refusal: `illegal base64 data at input byte ${bytes}` }) : encodeBase64(bytes)
}

const maxInt32 = 2_147_483_647
const maxInt64 = 2 ** 63

type ScalarWalk = (value: unknown, shape: Shape, depth: number, walk: Walk) => unknown
const scalarWalks: Readonly<Record<ScalarCode, ScalarWalk>> = {
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

/** Reads one value that is not null; undefined where that is impossible, with the fault noted in the walk. */
export function walkShape(value: unknown, shape: Shape, depth: number, walk: Walk): unknown {
  switch (shape.form) {
    case 'struct': return walkStruct(value, structOf(shape), depth, walk, shape)
    case 'list': return walkList(value, shape, depth, walk)
    case 'map': return walkMap(value, shape, depth, walk)
    case 's': return walkString(value, shape, depth, walk)
    default: return scalarWalks[shape.form](value, shape, depth, walk)
  }
}
