/** Types of CEL expressions, as the checker of cel-go 0.26 knows and prints them. */

export type PrimitiveForm = 'dyn' | 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'timestamp' | 'duration'

export type CelType =
  /** `max` is the largest size of a text in bytes, where the schema bounds it. */
  | { readonly form: PrimitiveForm; readonly max?: number }
  | { readonly form: 'list'; readonly item: CelType; readonly max?: number; readonly listType?: 'set' | 'map'; readonly keys?: readonly string[] }
  | { readonly form: 'map'; readonly key: CelType; readonly value: CelType; readonly max?: number }
  | ObjectType
  | { readonly form: 'optional'; readonly item: CelType }
  | { readonly form: 'type'; readonly of: CelType }
  | { readonly form: 'opaque'; readonly name: string }
  /** A type parameter of a function's signature. */
  | { readonly form: 'param'; readonly name: string }

/** Objects with known fields; names are escaped as CEL needs them (`__namespace__`), `properties` has them as they are written. */
export interface ObjectType {
  readonly form: 'object'
  readonly name: string
  readonly fields: ReadonlyMap<string, CelType>
  /** Field name as written -> escaped. */
  readonly escaped: ReadonlyMap<string, string>
}

const primitive = (form: PrimitiveForm): CelType => ({ form })
export const dyn: CelType = primitive('dyn')
export const nullType: CelType = primitive('null')
export const bool: CelType = primitive('bool')
export const int: CelType = primitive('int')
export const uint: CelType = primitive('uint')
export const double: CelType = primitive('double')
export const string: CelType = primitive('string')
export const bytes: CelType = primitive('bytes')
export const timestamp: CelType = primitive('timestamp')
export const duration: CelType = primitive('duration')

export const listOf = (item: CelType): CelType => ({ form: 'list', item })
export const mapOf = (key: CelType, value: CelType): CelType => ({ form: 'map', key, value })
export const optionalOf = (item: CelType): CelType => ({ form: 'optional', item })
export const typeOf = (of: CelType): CelType => ({ form: 'type', of })

/** An object of known fields; names that CEL cannot spell are escaped where they come from users. */
export function objectOf(name: string, properties: Iterable<readonly [string, CelType]>, isEscaped = true): ObjectType {
  const fields = new Map<string, CelType>()
  const escaped = new Map<string, string>()
  for (const [property, type] of properties) {
    const field = isEscaped ? escapeName(property) : property
    if (field === undefined) continue
    fields.set(field, type)
    escaped.set(property, field)
  }
  return { form: 'object', name, fields, escaped }
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
)
const escapes: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' }

/** A property's name as CEL accesses it; undefined where it cannot (`cel.Escape` of apiserver 1.36). */
export function escapeName(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined
  return name.replaceAll(/__|[./-]/g, (part) => escapes[part] as string)
}

const printedNames: Readonly<Partial<Record<PrimitiveForm, string>>> = {
  timestamp: 'timestamp', duration: 'duration', null: 'null',
}

/** As errors print it: `list(map(string, int))`. */
export function typeText(type: CelType): string {
  switch (type.form) {
    case 'list': return `list(${typeText(type.item)})`
    case 'map': return `map(${typeText(type.key)}, ${typeText(type.value)})`
    case 'optional': return `optional_type(${typeText(type.item)})`
    case 'type': return `type(${typeText(type.of)})`
    case 'object': case 'opaque': case 'param': return type.name
    default: return printedNames[type.form] ?? type.form
  }
}

const outputNames: Readonly<Partial<Record<CelType['form'], string>>> = { timestamp: 'google.protobuf.Timestamp', duration: 'google.protobuf.Duration', null: 'null_type' }

/** As Go prints it: the type of what an expression gives. */
export function outputText(type: CelType): string {
  switch (type.form) {
    case 'list': return `list(${outputText(type.item)})`
    case 'map': return `map(${outputText(type.key)}, ${outputText(type.value)})`
    case 'optional': return `optional_type(${outputText(type.item)})`
    case 'type': return `type(${outputText(type.of)})`
    default: return outputNames[type.form] ?? typeText(type)
  }
}

/** The same type in every part; objects by name. */
export function isSameType(a: CelType, b: CelType): boolean {
  if (a === b) return true
  if (a.form !== b.form) return false
  if (a.form === 'list' || a.form === 'optional') return isSameType(a.item, (b as typeof a).item)
  if (a.form === 'map') return isSameType(a.key, (b as typeof a).key) && isSameType(a.value, (b as typeof a).value)
  if (a.form === 'type') return isSameType(a.of, (b as typeof a).of)
  return 'name' in a ? a.name === (b as typeof a).name : true
}
