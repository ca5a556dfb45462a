import { isList, isMap } from '../patch/json.js'
import type { Json } from '../types.js'
import type { ListAtom } from './atoms.js'
import { keyElement, valueElement, type PathElement } from './path-element.js'

/** By what an item of a list is known, or what is wrong with it (typed.listItemToPathElement). */
export type ItemElement = { readonly element: PathElement } | { readonly problem: string }

export function elementOfItem(list: ListAtom, item: Json): ItemElement {
  if (list.keys.length > 0) return keyedElement(list, item)
  if (isMap(item)) return { problem: "associative list without keys has an element that's a map type" }
  if (isList(item)) return { problem: 'not supported: associative list with lists as elements' }
  return item === null ? { problem: "associative list without keys has an element that's an explicit null" } : { element: valueElement(item) }
}

function keyedElement({ keys, item: atom }: ListAtom, item: Json): ItemElement {
  if (item === null) return { problem: 'associative list with keys may not have a null element' }
  if (!isMap(item)) return { problem: 'associative list with keys may not have non-map elements' }
  const found: Record<string, Json> = {}
  for (const key of keys) {
    const value = Object.hasOwn(item, key) ? item[key] : atom.map?.defaultOf?.(key)
    if (value !== undefined && value !== null) found[key] = value
    else if (value === null && Object.hasOwn(item, key)) found[key] = null
  }
  if (Object.keys(found).length > 0) return { element: keyElement(found) }
  return { problem: `associative list with keys has an element that omits all key fields [${keys.map((key) => JSON.stringify(key)).join(' ')}] (and doesn't have default values for any key fields)` }
}

/** Items by their elements, in order; several items may have the same. Items without one are left out. */
export function itemsByElement(list: ListAtom, items: readonly Json[]): ReadonlyMap<PathElement, readonly Json[]> {
  const found = new Map<PathElement, Json[]>()
  for (const item of items) {
    const known = elementOfItem(list, item)
    if ('problem' in known) continue
    const same = found.get(known.element)
    if (same === undefined) found.set(known.element, [item])
    else same.push(item)
  }
  return found
}
