import { isList, isMap } from '../patch/json.js'
import type { Json } from '../types.js'

/** What a field may be, as far as ownership goes: structured-merge-diff v6 schema.Atom. */
export interface Atom {
  readonly scalar?: 'numeric' | 'string' | 'boolean' | 'untyped'
  readonly list?: ListAtom
  readonly map?: MapAtom
}
export interface ListAtom {
  /** Owned as a whole; else item by item. */
  readonly isAtomic: boolean
  /** What tells items apart; none: the items are scalars and a set. */
  readonly keys: readonly string[]
  readonly item: Atom
}
export interface MapAtom {
  readonly isAtomic: boolean
  /** The declared fields of a struct; asked when needed, as types contain themselves. */
  readonly fieldOf: (name: string) => Atom | undefined
  /** What else there may be; undefined: nothing. */
  readonly others?: Atom
  readonly defaultOf?: (name: string) => Json | undefined
}

const noField = (): undefined => undefined

/** Anything at all, owned as a whole: the `__untyped_atomic_` of kube-openapi schemaconv. */
export const untyped: Atom = {
  scalar: 'untyped',
  get list() { return { isAtomic: true, keys: [], item: untyped } },
  get map() { return { isAtomic: true, fieldOf: noField, others: untyped } },
}

/** Anything, maps field by field and lists as a whole: `__untyped_deduced_`. */
export const deduced: Atom = {
  scalar: 'untyped',
  get list() { return { isAtomic: true, keys: [], item: untyped } },
  get map() { return { isAtomic: false, fieldOf: noField, others: deduced } },
}

/** A map with keys of any name. */
export const mapAtom = (others: Atom | undefined, isAtomic = false): MapAtom => ({ isAtomic, fieldOf: noField, ...(others && { others }) })

/** The atom of an entry of a map. */
export const entryAtom = (map: MapAtom, name: string): Atom | undefined => map.fieldOf(name) ?? map.others

/** The one form that a value takes (typed.deduceAtom); null and undefined take any. */
export function formOf(atom: Atom, value: Json | undefined): Atom {
  if (value === undefined || value === null) return atom
  if (isList(value)) return atom.list ? { list: atom.list } : atom
  if (isMap(value)) return atom.map ? { map: atom.map } : atom
  return atom.scalar ? { scalar: atom.scalar } : atom
}

/** Maps come before scalars and lists (typed.handleAtom). */
export const handlingOf = (atom: Atom): 'map' | 'scalar' | 'list' | 'none' => (atom.map ? 'map' : atom.scalar ? 'scalar' : atom.list ? 'list' : 'none')
