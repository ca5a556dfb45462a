import { shapeOfKind, structOf, type Shape, type StructRef } from '../schema/read.js'
import { deduced, mapAtom, untyped, type Atom, type ListAtom } from './atoms.js'
import { atomicStructs, fieldTypes, keyDefaults } from './field-types.js'

/** The types of Kubernetes' own kinds, from the generated schema and what OpenAPI says of lists and maps. */

const scalars: Readonly<Record<string, Atom>> = {
  s: { scalar: 'string' }, y: { scalar: 'string' }, t: { scalar: 'string' }, u: { scalar: 'string' }, b: { scalar: 'boolean' },
  i: { scalar: 'numeric' }, l: { scalar: 'numeric' }, d: { scalar: 'numeric' }, q: { scalar: 'untyped' }, x: { scalar: 'untyped' }, a: deduced,
}
/** Fields that hold a runtime.RawExtension, which is owned as a whole. */
const rawStructs = new Set(['apps/v1.ControllerRevision', 'resource/v1.AllocatedDeviceStatus', 'resource/v1.OpaqueDeviceConfiguration'])

/** The atom of a kind that is served; undefined for kinds without schema. */
export function kindAtom(apiVersion: string, kind: string): Atom | undefined {
  const shape = shapeOfKind(apiVersion, kind)
  return shape && structAtom(shape)
}

/** Object metadata, as every kind has it. */
export const metadataAtom = (): Atom => fieldAtomOf(shapeOfKind('v1', 'ConfigMap') as StructRef, 'metadata') as Atom

const structs = new Map<number, Atom>()

function structAtom(shape: StructRef): Atom {
  const known = structs.get(shape.index)
  if (known !== undefined) return known
  const { name } = structOf(shape)
  const fields = new Map<string, Atom | undefined>()
  const fieldOf = (field: string): Atom | undefined => {
    if (!fields.has(field)) fields.set(field, fieldAtomOf(shape, field))
    return fields.get(field)
  }
  const atom: Atom = { map: { isAtomic: atomicStructs.has(name), fieldOf, defaultOf: (field) => keyDefaults[name]?.[field] } }
  structs.set(shape.index, atom)
  return atom
}

function fieldAtomOf(reference: StructRef, name: string): Atom | undefined {
  const struct = structOf(reference)
  const field = struct.fields.get(name)
  if (field === undefined) return undefined
  if (field.shape.form === 'a' && rawStructs.has(struct.name)) return untyped
  return shapeAtom(field.shape, fieldTypes[struct.name]?.[name])
}

function shapeAtom(shape: Shape, type?: string): Atom {
  if (shape.form === 'list') return { list: listAtom(shapeAtom(shape.item), type) }
  if (shape.form === 'map') return { map: mapAtom(shapeAtom(shape.item), type === 'atomic') }
  return shape.form === 'struct' ? structAtom(shape) : (scalars[shape.form] as Atom)
}

const listAtom = (item: Atom, type: string | undefined): ListAtom => ({ isAtomic: type === undefined || type === 'atomic', keys: type ? type.split(' ') : [], item })
