import { isMap } from '../patch/json.js'
import type { Json } from '../types.js'
import { formOf, handlingOf, type Atom, type ListAtom, type MapAtom } from './atoms.js'
import { FieldSetBuilder, type FieldSet } from './field-set.js'
import { itemsByElement } from './list-items.js'
import { fieldElement, type PathElement } from './path-element.js'
import { fieldAtom, listOf, mapOf } from './walk.js'

/** Every field that a value sets (typed.ToFieldSet). */
export function toFieldSet(value: Json, atom: Atom): FieldSet {
  const builder = new FieldSetBuilder()
  visit(value, atom, [], builder)
  return builder.build()
}

function visit(value: Json, whole: Atom, path: PathElement[], builder: FieldSetBuilder): void {
  const atom = formOf(whole, value)
  switch (handlingOf(atom)) {
    case 'scalar': return builder.add(path)
    case 'map': return visitMap(value, atom.map!, path, builder)
    case 'list': return visitList(value, atom.list!, path, builder)
    default: return undefined
  }
}

function visitMap(value: Json, atom: MapAtom, path: PathElement[], builder: FieldSetBuilder): void {
  if (atom.isAtomic) return builder.add(path)
  for (const [name, inner] of Object.entries(mapOf(value) ?? {})) {
    path.push(fieldElement(name))
    visit(inner, fieldAtom(atom, name), path, builder)
    const isEmpty = inner === null || (isMap(inner) && Object.keys(inner).length === 0)
    if (isEmpty || atom.fieldOf(name) === undefined) builder.add(path)
    path.pop()
  }
}

function visitList(value: Json, atom: ListAtom, path: PathElement[], builder: FieldSetBuilder): void {
  if (atom.isAtomic) return builder.add(path)
  for (const [element, items] of itemsByElement(atom, listOf(value) ?? [])) {
    path.push(element)
    if (items.length === 1) visit(items[0]!, atom.item, path, builder)
    builder.add(path)
    path.pop()
  }
}
