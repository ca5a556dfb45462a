import { shapeOfKind, structOf, type FieldShape, type StructRef } from '../schema/read.js'
import type { Json, JsonObject } from '../types.js'

const structs = new Map<number, JsonObject>()

/** An object of a kind before anything is set, as Go encodes it: what a new object is compared with. */
export function emptyObject(apiVersion: string, kind: string): JsonObject {
  const shape = shapeOfKind(apiVersion, kind)
  return { ...(shape && emptyStruct(shape)), apiVersion, kind, metadata: {} }
}

function emptyStruct(reference: StructRef): JsonObject {
  const known = structs.get(reference.index)
  if (known !== undefined) return known
  const fields = [...structOf(reference).fields.values()].filter((field) => field.byValue || field.printed)
  const made = Object.freeze(Object.fromEntries(fields.map((field) => [field.name, emptyField(field)])))
  structs.set(reference.index, made)
  return made
}

function emptyField({ shape, byValue }: FieldShape): Json {
  switch (shape.form) {
    case 'struct': return byValue ? emptyStruct(shape) : null
    case 's': return ''
    case 'b': return false
    case 'i':
    case 'l':
    case 'd':
    case 'x': return 0
    case 'q': return '0'
    default: return null
  }
}
