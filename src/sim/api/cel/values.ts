/** Values while a CEL expression is evaluated: int is bigint, double is number, the rest is tagged plain data. */
import type { ExactQuantity } from '../quantity.js'

export interface Uint { readonly kind: 'uint'; readonly value: bigint }
/** Nanoseconds since 1970, and what the clock it was read from was ahead of UTC, in seconds. */
export interface Timestamp { readonly kind: 'timestamp'; readonly nanos: bigint; readonly offset?: number }
export interface Duration { readonly kind: 'duration'; readonly nanos: bigint }
export interface Bytes { readonly kind: 'bytes'; readonly bytes: readonly number[] }
/** Sets and maps by keys are compared and joined in ways of their own, as their schema says. */
export interface ListValue { readonly kind: 'list'; readonly items: readonly CelValue[]; readonly listType?: 'set' | 'map'; readonly keys?: readonly string[] }
/** Entries by the text of their key (`keyText`). `object` is the name of the type where the fields are known. */
export interface MapValue { readonly kind: 'map'; readonly entries: ReadonlyMap<string, readonly [CelValue, CelValue]>; readonly object?: string }
export interface OptionalValue { readonly kind: 'optional'; readonly value: CelValue | undefined }
export interface TypeValue { readonly kind: 'type'; readonly name: string }
export interface QuantityValue { readonly kind: 'quantity'; readonly quantity: ExactQuantity }
/** A value of a library's own type, e.g. `net.IP`. Equal are those of one `key`, which is the text unless there is more to it. */
export interface OpaqueValue { readonly kind: 'opaque'; readonly type: string; readonly value: unknown; readonly text: string; readonly key: string }
/** An error on its way up; `||`, `&&` and macros may absorb it. */
export interface Fault { readonly kind: 'fault'; readonly message: string }

export type CelValue =
  | bigint | number | string | boolean | null | Uint | Timestamp | Duration | Bytes | ListValue | MapValue | OptionalValue | TypeValue | QuantityValue | OpaqueValue | Fault

export const fault = (message: string): Fault => ({ kind: 'fault', message })
export const isFault = (value: CelValue): value is Fault => typeof value === 'object' && value !== null && value.kind === 'fault'
export const list = (items: readonly CelValue[]): ListValue => ({ kind: 'list', items })
export const optional = (value: CelValue | undefined): OptionalValue => ({ kind: 'optional', value })
export const uint = (value: bigint): Uint => ({ kind: 'uint', value })
export const opaque = (type: string, value: unknown, text: string, key: string = text): OpaqueValue => ({ kind: 'opaque', type, value, text, key })

export function mapValue(pairs: Iterable<readonly [CelValue, CelValue]>, object?: string): MapValue {
  const entries = new Map<string, readonly [CelValue, CelValue]>()
  for (const pair of pairs) entries.set(keyText(pair[0]) as string, pair)
  return { kind: 'map', entries, ...(object !== undefined && { object }) }
}

/** Under which an entry is kept: numbers by value, whatever their type. undefined for what is no key. */
export function keyText(key: CelValue): string | undefined {
  if (typeof key === 'string') return `s${key}`
  if (typeof key === 'bigint') return `n${key}`
  if (typeof key === 'boolean') return `b${key}`
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`
  return key !== null && key.kind === 'uint' ? `n${key.value}` : undefined
}

const kindNames: Readonly<Record<string, string>> = {
  timestamp: 'google.protobuf.Timestamp', duration: 'google.protobuf.Duration', optional: 'optional_type', quantity: 'kubernetes.Quantity',
}

/** The name of a value's type, as `type(x)` gives it. */
export function typeName(value: CelValue): string {
  switch (typeof value) {
    case 'bigint': return 'int'
    case 'number': return 'double'
    case 'string': return 'string'
    case 'boolean': return 'bool'
    default:
      if (value === null) return 'null_type'
      if (value.kind === 'opaque') return value.type
      if (value.kind === 'map' && value.object !== undefined) return value.object
      return kindNames[value.kind] ?? value.kind
  }
}

/** The number of a numeric value: a bigint where it is whole. */
export function numeric(value: CelValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value
  return typeof value === 'object' && value !== null && value.kind === 'uint' ? value.value : undefined
}

/** Characters as CEL counts them. */
export const codePoints = (text: string): number => (/^[\x00-\x7f]*$/.test(text) ? text.length : Array.from(text).length)
