import { isList, isMap } from '../patch/json.js'
import type { Json } from '../types.js'
import { formOf, handlingOf, type Atom, type ListAtom, type MapAtom } from './atoms.js'
import { childrenOf, hasElement, type FieldNode, type FieldSet } from './field-set.js'
import { elementOfItem } from './list-items.js'
import { fieldElement, fieldOf, type PathElement } from './path-element.js'
import { fieldAtom } from './walk.js'

/** The value without the fields and items of a set; emptied maps and lists stay (typed.RemoveItems). Null: nothing is left. */
export function removeItems(value: Json, fields: FieldSet, atom: Atom): Json {
  const form = formOf(atom, value)
  switch (handlingOf(form)) {
    case 'map': return isMap(value) ? removeFromMap(value, fields, form.map!) : null
    case 'list': return isList(value) ? removeFromList(value, fields, form.list!) : null
    default: return value
  }
}

/** What is taken out of something leaves it empty, not gone. */
function removedInside(value: Json, fields: FieldSet, atom: Atom): Json {
  const left = removeItems(value, fields, atom)
  return left !== null ? left : isMap(value) ? {} : isList(value) ? [] : null
}

function removeFromMap(map: { readonly [key: string]: Json }, fields: FieldSet, atom: MapAtom): Json {
  if (atom.isAtomic) return null
  const left: Record<string, Json> = {}
  let hasInner = false
  for (const [name, value] of Object.entries(map)) {
    const element = fieldElement(name)
    if (hasElement(fields, element)) continue
    const inner = childrenOf(fields, element)
    hasInner ||= inner.size > 0
    left[name] = inner.size > 0 ? removedInside(value, inner, fieldAtom(atom, name)) : value
  }
  return hasInner || Object.keys(left).length > 0 ? left : null
}

function removeFromList(list: readonly Json[], fields: FieldSet, atom: ListAtom): Json {
  if (atom.isAtomic) return null
  const left: Json[] = []
  let hasInner = false
  for (const item of list) {
    const known = elementOfItem(atom, item)
    const element = 'problem' in known ? '' : known.element
    if (hasElement(fields, element)) continue
    const inner = childrenOf(fields, element)
    hasInner ||= inner.size > 0
    left.push(inner.size > 0 ? removedInside(item, inner, atom.item) : item)
  }
  return hasInner || left.length > 0 ? left : null
}

/** The set with every declared field on the way to its members (fieldpath.EnsureNamedFieldsAreMembers). */
export function withNamedFields(fields: FieldSet, atom: Atom | undefined): FieldSet {
  const made = new Map<PathElement, FieldNode>()
  for (const [element, { isMember, children }] of fields) {
    const name = fieldOf(element)
    const declared = name === undefined ? undefined : atom?.map?.fieldOf(name)
    const inner = name === undefined ? (element.startsWith('k:') ? atom?.list?.item : undefined) : (declared ?? atom?.map?.others)
    made.set(element, { isMember: isMember || (declared !== undefined && children.size > 0), children: withNamedFields(children, inner) })
  }
  return made
}
