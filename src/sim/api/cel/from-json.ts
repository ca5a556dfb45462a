import { parseDuration, parseTimestamp } from './time.js'
import { mapValue, type CelValue } from './values.js'
import type { CelType, ObjectType } from './types.js'
import { dyn } from './types.js'

/** Objects of the API as CEL sees them: by the type that the schema gives, whole numbers of unknown type are ints (`UnstructuredToVal` of apiserver 1.36). */
export function fromJson(value: unknown, type: CelType): CelValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return fromText(value, type)
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return type.form !== 'double' && Number.isInteger(value) ? BigInt(value) : value
  if (typeof value === 'bigint') return value
  if (Array.isArray(value)) return fromArray(value, type)
  return type.form === 'object' ? fromObject(value as Fields, type) : fromMap(value as Fields, type.form === 'map' ? type.value : dyn)
}

type Fields = Readonly<Record<string, unknown>>

function fromText(text: string, { form }: CelType): CelValue {
  if (form === 'timestamp') return parseTimestamp(text) ?? text
  if (form === 'duration') return parseDuration(text) ?? text
  if (form === 'bytes') return { kind: 'bytes', bytes: fromBase64(text) }
  return text
}

function fromArray(value: readonly unknown[], type: CelType): CelValue {
  const of = type.form === 'list' ? type : undefined
  const items = value.map((item) => fromJson(item, of?.item ?? dyn))
  return { kind: 'list', items, ...(of?.listType && { listType: of.listType }), ...(of?.keys && { keys: of.keys }) }
}

/** Fields that the schema does not have cannot be seen. */
function fromObject(value: Fields, type: ObjectType): CelValue {
  const pairs: [CelValue, CelValue][] = []
  for (const [name, item] of Object.entries(value)) {
    const field = type.escaped.get(name)
    if (field !== undefined && item !== undefined) pairs.push([field, fromJson(item, type.fields.get(field) as CelType)])
  }
  return mapValue(pairs, type.name)
}

const dynamic = new WeakMap<object, CelValue>()

/** Frozen objects are read once: the parts of a template are shared by thousands of pods. */
function fromMap(value: Fields, of: CelType): CelValue {
  const isKept = of === dyn && Object.isFrozen(value)
  const known = isKept ? dynamic.get(value) : undefined
  if (known !== undefined) return known
  const made = mapValue(Object.entries(value).filter(([, item]) => item !== undefined).map(([name, item]): [CelValue, CelValue] => [name, fromJson(item, of)]))
  if (isKept) dynamic.set(value, made)
  return made
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function fromBase64(text: string): readonly number[] {
  const bytes: number[] = []
  let [bits, count] = [0, 0]
  for (const char of text) {
    const at = alphabet.indexOf(char)
    if (at < 0) continue
    bits = ((bits << 6) | at) & 0xffffff
    count += 6
    if (count >= 8) bytes.push((bits >> (count -= 8)) & 255)
  }
  return bytes
}

/** A CEL value as JSON again; undefined for what JSON does not have. Whole numbers are numbers. */
export function toJson(value: CelValue): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (value.kind === 'uint') return Number(value.value)
  if (value.kind === 'list') return value.items.map(toJson)
  if (value.kind === 'map') return Object.fromEntries([...value.entries.values()].map(([key, item]) => [String(key), toJson(item)]))
  return undefined
}
