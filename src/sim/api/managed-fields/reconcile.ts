import { deduced, entryAtom, handlingOf, untyped, type Atom } from './atoms.js'
import { emptySet, nodeOf, type FieldNode, type FieldSet } from './field-set.js'
import type { ManagedFields } from './owners.js'
import { fieldOf, type PathElement } from './path-element.js'
import type { Versions } from './versions.js'

/**
 * Who owns what under a schema that has changed since: what became owned as a whole is owned so by whoever had any part of it
 * (structured-merge-diff v6 typed.ReconcileFieldSetWithSchema).
 */
export function reconcileManaged(managed: ManagedFields, versions: Versions): ManagedFields {
  let isChanged = false
  const kept = [...managed].flatMap(([id, owner]) => {
    const atom = versions.atomOf(owner.apiVersion)
    const fields = atom === undefined ? owner.fields : reconcileSet(owner.fields, atom)
    isChanged ||= fields !== owner.fields
    return [[id, fields === owner.fields ? owner : { ...owner, fields }] as const]
  })
  return isChanged ? new Map(kept) : managed
}

function reconcileSet(set: FieldSet, atom: Atom): FieldSet {
  let isChanged = false
  const made = new Map<PathElement, FieldNode>()
  for (const [element, node] of set) {
    const name = fieldOf(element)
    const inner = name === undefined ? atom.list?.item : atom.map && entryAtom(atom.map, name)
    const next = inner === undefined || isFree(inner) ? node : reconcileNode(node, inner)
    isChanged ||= next !== node
    made.set(element, next)
  }
  return isChanged ? made : set
}

const isFree = (atom: Atom): boolean => atom === deduced || atom === untyped

function reconcileNode(node: FieldNode, atom: Atom): FieldNode {
  const handling = handlingOf(atom)
  const isWhole = handling === 'map' ? atom.map!.isAtomic : handling === 'list' && atom.list!.isAtomic
  if (isWhole) return node.children.size === 0 ? node : nodeOf(true, emptySet)
  const children = reconcileSet(node.children, atom)
  return children === node.children ? node : nodeOf(node.isMember, children)
}
