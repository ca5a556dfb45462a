import { isSame } from '../patch/json.js'
import type { Json } from '../types.js'
import { handlingOf, type Atom, type ListAtom, type MapAtom } from './atoms.js'
import { FieldSetBuilder, withoutBelow, type FieldSet } from './field-set.js'
import { itemsByElement } from './list-items.js'
import { fieldElement, type PathElement } from './path-element.js'
import { fieldAtom, formsOf, isEmptyList, isEmptyMap, listOf, mapOf, namesOf } from './walk.js'

/** Where two objects differ; no field is in more than one of the sets (typed.Comparison). */
export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}
interface Builders {
  readonly added: FieldSetBuilder
  readonly modified: FieldSetBuilder
  readonly removed: FieldSetBuilder
  readonly path: PathElement[]
}
type Pair = readonly [Json | undefined, Json | undefined]

export function compareValues(left: Json, right: Json, atom: Atom): Comparison {
  const builders: Builders = { added: new FieldSetBuilder(), modified: new FieldSetBuilder(), removed: new FieldSetBuilder(), path: [] }
  visit([left, right], atom, builders)
  return { added: builders.added.build(), modified: builders.modified.build(), removed: builders.removed.build() }
}

/** The comparison without some fields and all that is below them. */
export const excluding = ({ added, modified, removed }: Comparison, fields: FieldSet): Comparison =>
  ({ added: withoutBelow(added, fields), modified: withoutBelow(modified, fields), removed: withoutBelow(removed, fields) })

function visit(pair: Pair, atom: Atom, builders: Builders): void {
  if (pair[0] !== undefined && pair[0] === pair[1]) return
  let isLeaf = false
  for (const form of formsOf(atom, pair[0], pair[1])) isLeaf = visitForm(pair, form, builders)
  if (isLeaf) return
  if (pair[0] === undefined) builders.added.add(builders.path)
  else if (pair[1] === undefined) builders.removed.add(builders.path)
}

/** Whether the value was taken as one. */
function visitForm(pair: Pair, form: Atom, builders: Builders): boolean {
  switch (handlingOf(form)) {
    case 'map': return visitMap(pair, form.map!, builders)
    case 'list': return visitList(pair, form.list!, builders)
    default: return visitLeaf(pair, builders)
  }
}

function visitLeaf([left, right]: Pair, { added, modified, removed, path }: Builders): true {
  if (left === undefined) added.add(path)
  else if (right === undefined) removed.add(path)
  else if (!isSame(left, right)) modified.add(path)
  return true
}

function visitMap(pair: Pair, atom: MapAtom, builders: Builders): boolean {
  const [left, right] = [mapOf(pair[0]), mapOf(pair[1])]
  // Two empty ones are one value, so that null and empty stay apart.
  if (atom.isAtomic || (isEmptyMap(left) && isEmptyMap(right))) return visitLeaf(pair, builders)
  for (const name of namesOf(left, right)) visitBelow(fieldElement(name), [left?.[name], right?.[name]], fieldAtom(atom, name), builders)
  return false
}

function visitBelow(element: PathElement, pair: Pair, atom: Atom, builders: Builders): void {
  builders.path.push(element)
  visit(pair, atom, builders)
  builders.path.pop()
}

function visitList(pair: Pair, atom: ListAtom, builders: Builders): boolean {
  const [left, right] = [listOf(pair[0]), listOf(pair[1])]
  if (atom.isAtomic || (isEmptyList(left) && isEmptyList(right))) return visitLeaf(pair, builders)
  const [before, after] = [itemsByElement(atom, left ?? []), itemsByElement(atom, right ?? [])]
  for (const element of new Set([...before.keys(), ...after.keys()])) visitItems(element, before.get(element) ?? [], after.get(element) ?? [], atom, builders)
  return false
}

/** Items with the same keys count as one value; where they become one item or one becomes several, the mark of the several comes or goes. */
function visitItems(element: PathElement, before: readonly Json[], after: readonly Json[], atom: ListAtom, builders: Builders): void {
  if (before.length <= 1 && after.length <= 1) return visitBelow(element, [before[0], after[0]], atom.item, builders)
  const path = [...builders.path, element]
  if (before.length > 1 && after.length > 1) {
    if (!isSame(before, after)) builders.modified.add(path)
  } else if (before.length > 1) {
    if (after.length > 0) visitBelow(element, [undefined, after[0]], atom.item, builders)
    builders.removed.add(path)
  } else {
    if (before.length > 0) visitBelow(element, [before[0], undefined], atom.item, builders)
    builders.added.add(path)
  }
}
