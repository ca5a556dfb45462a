import { structOf } from '../schema/read.js'
import type { FieldShape, Shape, StructShape } from '../schema/read.js'
import { fault, isFields, mayEnter } from './fault.js'
import type { Fields, Walk } from './fault.js'
import { scalarWalks, walkString } from './scalars.js'
import { setEntry } from './walk-any.js'
import { zeroOf } from './zero.js'

/** `false` also for an empty list or map, `true` for values that Go holds behind a pointer or as a struct. */
function isKept(value: unknown, field: FieldShape): boolean {
  if (field.keepsZero) return true
  if (value === '' || value === 0 || value === false) return field.shape.form === 'x'
  if (field.shape.form === 'list') return (value as readonly unknown[]).length > 0
  if (field.shape.form !== 'map') return true
  for (const key in value as Fields) if (Object.hasOwn(value as Fields, key)) return true
  return false
}

/** Validation tells an empty list or map from none; what is stored does not. */
function keepEmpty(result: Fields, key: string, read: Fields, depth: number, walk: Walk): void {
  result[key] = read
  walk.path[depth] = key
  walk.empties.push(walk.path.slice(0, depth + 1))
}

/** Their required fields have defaults, for which an empty text counts as none. */
const isDefaultedByValue: ReadonlySet<string> = new Set(['batch/v1.PodFailurePolicyOnPodConditionsPattern', 'apiextensions/v1.CustomResourceDefinitionNames'])

function fillZeros(result: Fields, { name: type, zeros }: StructShape): void {
  for (let at = 0; at < zeros.length; at++) {
    const [name, zero] = zeros[at] as StructShape['zeros'][number]
    if (result[name] === undefined && !isDefaultedByValue.has(type)) result[name] = zero
  }
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
    else if (typeof given === 'string' && given !== '' && field.shape.form === 's') {
      // most of what is written is texts
      walk.bytes += given.length
      result[key] = given
    } else if (given !== null && given !== undefined) {
      const read = walkShape(given, field.shape, depth + 1, walk)
      if (read === undefined) continue
      if (isKept(read, field)) result[key] = read
      else if (typeof read === 'object') keepEmpty(result, key, read as Fields, depth, walk)
    }
  }
  const { byValue, zeros } = struct
  for (let at = 0; at < byValue.length; at++) {
    const { name, shape: own } = byValue[at] as FieldShape
    if (result[name] === undefined) result[name] = zeroOf(own)
  }
  if (zeros.length > 0) fillZeros(result, struct)
  return result
}

function walkList(value: unknown, shape: Shape & { form: 'list' }, depth: number, walk: Walk): unknown[] | undefined {
  if (!Array.isArray(value)) return fault(walk, depth, 'wrong-type', value, { shape })
  if (!mayEnter(walk, depth, value)) return undefined
  // A copy is as long as the list; one that grows holds room for more than most lists ever need.
  const result: unknown[] = value.slice()
  for (let index = 0; index < result.length; index += 1) {
    const given = result[index]
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
