import type { JsonList } from '../patch/json.js'
import type { Json } from '../types.js'
import { handlingOf, type Atom, type ListAtom, type MapAtom } from './atoms.js'
import { elementOfItem } from './list-items.js'
import type { PathElement } from './path-element.js'
import { fieldAtom, formsOf, isEmptyList, isEmptyMap, listOf, mapOf, namesOf } from './walk.js'

/** A configuration laid over an object: what it sets wins, what it leaves out stays (typed.Merge). Undefined: nothing is left. */
export function mergeValues(left: Json | undefined, right: Json | undefined, atom: Atom): Json | undefined {
  return formsOf(atom, left, right).reduce<Json | undefined>((_, form) => mergeForm(left, right, form), undefined)
}

const kept = (left: Json | undefined, right: Json | undefined): Json | undefined => (right === undefined ? left : right)

function mergeForm(left: Json | undefined, right: Json | undefined, form: Atom): Json | undefined {
  switch (handlingOf(form)) {
    case 'map': return mergeMaps(left, right, form.map!)
    case 'list': return mergeLists(left, right, form.list!)
    default: return kept(left, right)
  }
}

function mergeMaps(left: Json | undefined, right: Json | undefined, atom: MapAtom): Json | undefined {
  const [before, after] = [mapOf(left), mapOf(right)]
  if (atom.isAtomic || (isEmptyMap(before) && isEmptyMap(after))) return kept(left, right)
  const merged: Record<string, Json> = {}
  for (const name of namesOf(before, after)) {
    const value = mergeValues(before?.[name], after?.[name], fieldAtom(atom, name))
    if (value !== undefined) merged[name] = value
  }
  return Object.keys(merged).length > 0 ? merged : undefined
}

interface Indexed {
  readonly elements: readonly PathElement[]
  readonly items: JsonList
  /** Null for elements that several items have. */
  readonly byElement: ReadonlyMap<PathElement, Json>
}

function indexed(atom: ListAtom, list: JsonList): Indexed {
  const elements: PathElement[] = []
  const items: Json[] = []
  const byElement = new Map<PathElement, Json>()
  for (const item of list) {
    const known = elementOfItem(atom, item)
    if ('problem' in known) continue
    byElement.set(known.element, byElement.has(known.element) ? null : item)
    elements.push(known.element)
    items.push(item)
  }
  return { elements, items, byElement }
}

function mergeLists(left: Json | undefined, right: Json | undefined, atom: ListAtom): Json | undefined {
  const [before, after] = [listOf(left), listOf(right)]
  if (atom.isAtomic || (isEmptyList(before) && isEmptyList(after))) return kept(left, right)
  const merged = weave(indexed(atom, before ?? []), indexed(atom, after ?? []), atom)
  return merged.length > 0 ? merged : undefined
}

/** The items of the configuration in its order; those of the object alone stay where they stand between the shared ones. */
function weave(left: Indexed, right: Indexed, atom: ListAtom): JsonList {
  const woven: Json[] = []
  const put = (own: Json | undefined, given: Json | undefined): void => {
    const value = mergeValues(own, given, atom.item)
    if (value !== undefined) woven.push(value)
  }
  const shared = right.elements.filter((element) => left.byElement.has(element))
  const done = new Set<PathElement>()
  let [own, given, next] = [0, 0, 0]
  const putGiven = (element: PathElement): void => {
    done.add(element)
    put(left.byElement.get(element), right.byElement.get(element))
    given++
  }
  while (own < left.elements.length || given < right.elements.length) {
    const [mine, theirs] = [left.elements[own], right.elements[given]]
    if (mine !== undefined && mine === theirs) {
      putGiven(mine)
      own++
      next++
    } else if (mine !== undefined && theirs !== undefined && right.byElement.has(mine) && next < shared.length && shared[next] !== mine) own++
    else if (mine !== undefined && !right.byElement.has(mine)) put(left.items[own++], undefined)
    else {
      if (mine !== undefined && done.has(mine)) own++
      if (theirs === undefined) continue
      putGiven(theirs)
      if (shared[next] === theirs) next++
    }
  }
  return woven
}
