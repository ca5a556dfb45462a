/**
 * Reads the generated schema. Its grammar: `{ kinds: { 'apps/v1/Deployment': type index }, types: ['apps/v1.Deployment field …'] }`, where a
 * field is `name:code`. A code is, in this order: `!` required by OpenAPI; any number of `[` (list of) and `{` (map to); a type: `s` string,
 * `b` boolean, `i` int32, `l` int64, `d` double, `y` base64 bytes, `q` quantity, `x` int or string, `t` time, `u` time with microseconds,
 * `a` anything, or the index of a struct; then what Go's declaration adds: `*` pointer to a scalar, `.` struct by value, `!` printed though not
 * required, `=X` a Go type of its own name, `>Y` promoted from the embedded struct Y.
 */
import { schemaText } from './generated.js'

export type ScalarCode = 's' | 'b' | 'i' | 'l' | 'd' | 'y' | 'q' | 'x' | 't' | 'u' | 'a'
export interface ScalarShape { readonly form: ScalarCode }
export interface ListShape { readonly form: 'list'; readonly item: Shape }
export interface MapShape { readonly form: 'map'; readonly item: Shape }
export interface StructRef { readonly form: 'struct'; readonly index: number }
/** What a JSON value has to be; structs are read on first use through `structOf`. */
export type Shape = ScalarShape | ListShape | MapShape | StructRef

export interface FieldShape {
  readonly name: string
  readonly shape: Shape
  /** Required in OpenAPI; decoding does not enforce it, validation does. */
  readonly required: boolean
  /** The API prints the field even when it is zero and nobody set it. */
  readonly printed: boolean
  /** An explicit zero ('' or 0, false, an empty list or map) is stored; else it is dropped, as `omitempty` does. */
  readonly keepsZero: boolean
  /** A pointer to a scalar. */
  readonly isNullable: boolean
  /** A struct held by value: the API prints it even when it is empty. */
  readonly byValue: boolean
  /** The Go type where it does not follow from the shape, e.g. `v1.PullPolicy`. */
  readonly goType: string | undefined
  /** Embedded Go structs on the way to the field, dot-separated, as decoding errors name them. */
  readonly embedded: string | undefined
}

export interface StructShape {
  /** `core/v1.Container` */
  readonly name: string
  /** `Container` */
  readonly goName: string
  readonly fields: ReadonlyMap<string, FieldShape>
  /** The fields held by value, which a decoded object always has. */
  readonly byValue: readonly FieldShape[]
  /** The scalars, times and optional values that the API prints though nobody set them, with what it prints. */
  readonly zeros: readonly (readonly [name: string, value: '' | 0 | false | null])[]
}

interface SchemaText {
  readonly kinds: Readonly<Record<string, number>>
  readonly types: readonly string[]
}

let text: SchemaText | undefined
const structs: StructShape[] = []
const schema = (): SchemaText => (text ??= JSON.parse(schemaText) as SchemaText)

const grammar = /^(!?)([[{]*)([a-z]|\d+)(\*?)(\.?)(!?)(?:=([^>]+))?(?:>(.+))?$/
const scalars: ReadonlyMap<string, ScalarShape> = new Map([...'sbildyqxtua'].map((form) => [form, { form: form as ScalarCode }]))

function readShape(containers: string, type: string): Shape {
  const inner: Shape = scalars.get(type) ?? { form: 'struct', index: Number(type) }
  return [...containers].reverse().reduce<Shape>((item, container) => ({ form: container === '[' ? 'list' : 'map', item }), inner)
}

function readField(code: string): FieldShape {
  const colon = code.indexOf(':')
  const match = grammar.exec(code.slice(colon + 1)) as RegExpExecArray
  const [, required, containers, type, pointer, byValue, printed, goType, embedded] = match
  return {
    name: code.slice(0, colon),
    shape: readShape(containers as string, type as string),
    required: required !== '',
    printed: required !== '' || printed !== '',
    keepsZero: required !== '' || pointer !== '' || printed !== '',
    isNullable: pointer !== '',
    byValue: byValue !== '',
    // always there, so that all fields have one shape
    goType,
    embedded,
  }
}

function zeroOfField({ name, printed, isNullable, shape: { form }, byValue }: FieldShape): StructShape['zeros'] {
  if (!printed || byValue || name === 'apiVersion' || name === 'kind') return []
  if (isNullable || form === 't' || form === 'u' || name === 'secretRef') return [[name, null]]
  if (form === 's' || form === 'y') return [[name, '']]
  if (form === 'b') return [[name, false]]
  return form === 'i' || form === 'l' || form === 'd' ? [[name, 0]] : []
}

function readStruct(line: string): StructShape {
  const [name = '', ...codes] = line.split(' ')
  const fields = codes.map(readField)
  return {
    name,
    goName: name.slice(name.indexOf('.') + 1),
    fields: new Map(fields.map((field) => [field.name, field])),
    byValue: fields.filter((field) => field.byValue),
    zeros: fields.flatMap((field) => zeroOfField(field)),
  }
}

/** The struct that a shape refers to. */
export function structOf(reference: StructRef): StructShape {
  return (structs[reference.index] ??= readStruct(schema().types[reference.index] as string))
}

/** The shape of a served kind, e.g. `shapeOfKind('apps/v1', 'Deployment')`; undefined for kinds without schema. */
export function shapeOfKind(apiVersion: string, kind: string): StructRef | undefined {
  const index = schema().kinds[`${apiVersion}/${kind}`]
  return index === undefined ? undefined : { form: 'struct', index }
}

/** The struct of a served kind. */
export function structOfKind(apiVersion: string, kind: string): StructShape | undefined {
  const shape = shapeOfKind(apiVersion, kind)
  return shape && structOf(shape)
}

/** Every `group/version/Kind` of the schema. */
export const schemaKinds = (): readonly string[] => Object.keys(schema().kinds)
