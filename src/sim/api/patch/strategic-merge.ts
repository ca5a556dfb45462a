import type { Shape } from '../schema/read.js'
import type { Json, JsonObject } from '../types.js'
import { keyOf, orderElements, withoutRepeats } from './element-order.js'
import { entryOf, isList, isMap, isSame, plainText, typeOf, without } from './json.js'
import type { JsonList } from './json.js'
import { fieldPatch } from './patch-schema.js'

/** Strategic merge patches: apimachinery `strategicpatch.StrategicMergeMapPatch` 1.36. */

const deleteListPrefix = '$deleteFromPrimitiveList/'
const orderPrefix = '$setElementOrder/'
const retainKeys = '$retainKeys'
const directive = '$patch'

/** `isApplying`: a patch meets an object; else two patches become one, and their directives and nulls are kept. */
export interface MergeMode {
  readonly isApplying: boolean
  /** What is wrong with the patch; the result counts only when nothing is. */
  readonly problems: string[]
}

const goMap = (map: JsonObject): string =>
  `map[${Object.keys(map)
    .sort()
    .map((name) => `${name}:${plainText(map[name])}`)
    .join(' ')}]`
const noMergeKey = (item: Json, mergeKey: string): string =>
  `map: ${isMap(item) ? goMap(item) : plainText(item)} does not contain declared merge key: ${mergeKey}`

/** The value without anything that a directive says is to be deleted; undefined when that is all of it. */
function withoutDirectives(value: Json): Json | undefined {
  if (isList(value)) return value.map(withoutDirectives).filter((item) => item !== undefined)
  if (!isMap(value)) return value
  if (Object.hasOwn(value, directive)) return undefined
  const kept = Object.entries(value)
    .map(([name, item]) => [name, withoutDirectives(item)] as const)
    .filter(([, item]) => item !== undefined)
  return Object.fromEntries(kept) as JsonObject
}

function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([name, item]) => [name, withoutNulls(item)]),
  )
}

const added = (value: Json, { isApplying }: MergeMode): Json | undefined => withoutDirectives(isApplying ? withoutNulls(value) : value)
const put = (map: JsonObject, name: string, value: Json | undefined): JsonObject => (value === undefined ? without(map, name) : { ...map, [name]: value })

function applyDirective(patch: JsonObject, mode: MergeMode): JsonObject {
  const word = patch[directive]
  if (word === 'replace') return without(patch, directive)
  if (word !== 'delete') mode.problems.push(`unknown patch type: ${plainText(word)} in map: ${goMap(patch)}`)
  return {}
}

function retain(original: JsonObject, patch: JsonObject, mode: MergeMode): JsonObject {
  const keys = entryOf(patch, retainKeys)
  if (keys === undefined) return original
  if (!mode.isApplying) {
    const own = entryOf(original, retainKeys)
    if (own !== undefined && !isSame(own, keys))
      mode.problems.push(`${plainText(own)} and ${plainText(keys)} are not deep equal: this may happen when calculating the 3-way diff patch`)
    return { ...original, [retainKeys]: keys }
  }
  const kept = new Set(isList(keys) ? keys : [])
  const isUnlisted = ([name, value]: readonly [string, Json]): boolean =>
    value !== null && name !== retainKeys && !name.startsWith(deleteListPrefix) && !name.startsWith(orderPrefix) && !kept.has(name)
  if (!isList(keys) || Object.entries(patch).some(isUnlisted)) mode.problems.push('invalid patch format of retainKeys')
  return Object.fromEntries(Object.entries(original).filter(([name]) => kept.has(name)))
}

/** Elements of the patch must come in the order that the patch itself sets. */
function agrees(list: JsonList, order: JsonList, mergeKey: string | undefined): boolean {
  let place = 0
  for (const item of list) {
    if (isMap(item) && Object.hasOwn(item, directive)) continue
    const found = order.findIndex((other, position) => position >= place && keyOf(other, mergeKey) === keyOf(item, mergeKey))
    if (found < 0) return order.length === 0
    place = found + 1
  }
  return true
}

interface Merging {
  readonly original: JsonObject
  readonly patch: JsonObject
}

/** What becomes of a list before it is put in order; without `merge` the patch's list replaces the other. */
function mergedField(own: JsonList | undefined, given: JsonList | undefined, merge: ((own: JsonList, given: JsonList) => MergedList) | undefined): MergedList {
  if (!own) return { merged: withoutDirectives(given ?? []) as JsonList, serverOrder: [] }
  if (!given) return { merged: own, serverOrder: own }
  return merge?.(own, given) ?? { merged: given, serverOrder: own }
}

/** One `$setElementOrder/x`: merges the list x and puts it in order; both keys leave the patch. */
function applyOrder({ original, patch }: Merging, key: string, shape: Shape | undefined, mode: MergeMode): Merging {
  const order = patch[key] as Json
  const name = key.slice(orderPrefix.length)
  const target = mode.isApplying ? original : { ...original, [key]: order }
  const [own, given] = [entryOf(original, name), entryOf(patch, name)]
  const rest = without(without(patch, key), name)
  if (!mode.isApplying && original[key] !== undefined && !isSame(original[key], order)) mode.problems.push('invalid patch format of setElementOrder list')
  if (!isList(order) || (own !== undefined && !isList(own)) || (given !== undefined && !isList(given))) {
    mode.problems.push('invalid patch format of setElementOrder list')
    return { original, patch: rest }
  }
  const { strategy, mergeKey, inner } = fieldPatch(shape, name)
  if (given && !agrees(given, order, mergeKey))
    mode.problems.push(`The order in patch list:\n${plainText(given)}\n doesn't match $setElementOrder list:\n${plainText(order)}\n`)
  if (!own && !given) return { original: target, patch: rest }
  const list = mergedField(own, given, strategy === 'merge' ? (a, b) => mergeLists(a, b, inner, mergeKey, mode) : undefined)
  return { original: { ...target, [name]: orderElements(list.merged, order, list.serverOrder, mergeKey) }, patch: rest }
}

function mergeField(original: JsonObject, key: string, value: Json, shape: Shape | undefined, mode: MergeMode): JsonObject {
  if (key.startsWith(deleteListPrefix)) return deleteFromList(original, key, value, mode)
  if (value === null) return mode.isApplying ? without(original, key) : { ...original, [key]: null }
  const own = entryOf(original, key)
  if (own === undefined || typeOf(own) !== typeOf(value)) return put(original, key, added(value, mode))
  const { strategy, mergeKey, inner } = fieldPatch(shape, key)
  if (isMap(own) && isMap(value)) return { ...original, [key]: strategy === 'replace' ? value : mergeMap(own, value, inner, mode) }
  if (isList(own) && isList(value)) return { ...original, [key]: strategy === 'merge' ? mergeLists(own, value, inner, mergeKey, mode).merged : value }
  return { ...original, [key]: value }
}

function deleteFromList(original: JsonObject, key: string, value: Json, mode: MergeMode): JsonObject {
  if (!mode.isApplying) return { ...original, [key]: value }
  const name = key.slice(deleteListPrefix.length)
  const own = entryOf(original, name)
  if (!isList(value)) mode.problems.push('invalid patch format of primitive list')
  return isList(own) && isList(value) ? { ...original, [name]: own.filter((item) => !value.includes(item)) } : original
}

/** Merges a patch into a map; neither is changed. */
export function mergeMap(original: JsonObject, patch: JsonObject, shape: Shape | undefined, mode: MergeMode): JsonObject {
  if (Object.hasOwn(patch, directive)) return applyDirective(patch, mode)
  let merging: Merging = { original: retain(original, patch, mode), patch: without(patch, retainKeys) }
  for (const key of Object.keys(merging.patch)) if (key.startsWith(orderPrefix)) merging = applyOrder(merging, key, shape, mode)
  return Object.entries(merging.patch).reduce((result, [key, value]) => mergeField(result, key, value, shape, mode), merging.original)
}

interface MergedList {
  readonly merged: JsonList
  /** The server's order as it stands after the merge: added elements take the places of deleted ones. */
  readonly serverOrder: JsonList
}

/** Deletes what the directives name; `places` keeps what stands behind the end of the shortened list, as the server's memory does. */
function deleteElements(places: Json[], given: JsonList, mergeKey: string, mode: MergeMode): number {
  let length = places.length
  for (const item of given) {
    if (!isMap(item) || item[directive] !== 'delete') continue
    const key = keyOf(item, mergeKey)
    if (key === undefined) mode.problems.push(noMergeKey(item, mergeKey))
    for (let place = 0; place < length; place++) {
      if (keyOf(places[place] as Json, mergeKey) !== key) continue
      places.copyWithin(place, place + 1, length)
      length -= 1
      place -= 1
    }
  }
  return length
}

const knownWords = new Set<Json | undefined>([undefined, 'delete', 'replace'])

function checkDirectives(given: JsonList, mode: MergeMode): void {
  for (const item of given) {
    const word = isMap(item) ? item[directive] : undefined
    if (word === 'merge') mode.problems.push('merging lists cannot yet be specified in the patch')
    else if (!knownWords.has(word)) mode.problems.push(`unknown patch type: ${plainText(word)} in map: ${goMap(item as JsonObject)}`)
  }
}

function mergeElements(own: JsonList, given: JsonList, inner: Shape | undefined, mergeKey: string, mode: MergeMode): MergedList {
  checkDirectives(given, mode)
  const places = [...own]
  const length = deleteElements(places, given, mergeKey, mode)
  const plain = given.filter((item) => !isMap(item) || !Object.hasOwn(item, directive))
  const kept = places.slice(0, length)
  if (given.some((item) => isMap(item) && item[directive] === 'replace')) return { merged: plain, serverOrder: places }
  const merged = [...kept]
  for (const item of plain) {
    const key = keyOf(item, mergeKey)
    if (key === undefined) mode.problems.push(noMergeKey(item, mergeKey))
    const place = merged.findIndex((other) => keyOf(other, mergeKey) === key)
    const other = merged[place]
    if (isMap(other) && isMap(item)) merged[place] = mergeMap(other, item, inner, mode)
    else merged.push(item)
  }
  const serverOrder = places.map((item, place) => merged[place] ?? item)
  return { merged: orderElements(merged, plain, kept, mergeKey), serverOrder }
}

function mergeLists(own: JsonList, given: JsonList, inner: Shape | undefined, mergeKey: string | undefined, mode: MergeMode): MergedList {
  if (own.length === 0 && given.length === 0) return { merged: own, serverOrder: own }
  const all = [...own, ...given]
  if (all.some(isList)) mode.problems.push('lists of lists are not supported')
  if (mergeKey !== undefined && all.every(isMap)) return mergeElements(own, given, inner, mergeKey, mode)
  if (all.some(isMap)) mode.problems.push(`list element types are not identical: ${plainText([own, given])}`)
  return { merged: orderElements(withoutRepeats(all), given, own, undefined), serverOrder: own }
}
