import { isList, isMap, type JsonList } from '../patch/json.js'
import type { Json, JsonObject } from '../types.js'
import { deduced, entryAtom, formOf, handlingOf, type Atom, type MapAtom } from './atoms.js'

/** The value as a map or list; undefined for null and for anything else (typed.mapValue, listValue). */
export const mapOf = (value: Json | undefined): JsonObject | undefined => (isMap(value) ? value : undefined)
export const listOf = (value: Json | undefined): JsonList | undefined => (isList(value) ? value : undefined)

export const isEmptyMap = (map: JsonObject | undefined): boolean => map === undefined || Object.keys(map).length === 0
export const isEmptyList = (list: JsonList | undefined): boolean => list === undefined || list.length === 0

/** Fields that no schema has are taken as they come. */
export const fieldAtom = (map: MapAtom, name: string): Atom => entryAtom(map, name) ?? deduced

/** Every name of two maps, those of the first in front. */
export function namesOf(left: JsonObject | undefined, right: JsonObject | undefined): readonly string[] {
  const names = left ? Object.keys(left) : []
  return right ? [...names, ...Object.keys(right).filter((name) => left === undefined || !Object.hasOwn(left, name))] : names
}

/** How two values are handled side by side: once, or where their forms differ each in its own way, the second counting. */
export function formsOf(atom: Atom, left: Json | undefined, right: Json | undefined): readonly Atom[] {
  const isNone = (value: Json | undefined): boolean => value === undefined || value === null
  if (isNone(right) && !isNone(left)) return [formOf(atom, left)]
  const [first, second] = [formOf(atom, left), formOf(atom, right)]
  return isNone(left) || handlingOf(first) === handlingOf(second) ? [second] : [first, second]
}
