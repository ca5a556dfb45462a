import type { Json } from '../types.js'
import { isMap, plainText } from './json.js'
import type { JsonList } from './json.js'

/** The order of list elements in strategic patches: apimachinery `strategicpatch.normalizeElementOrder` 1.36. */

/** The value by which elements are told apart: that of the merge key, or the primitive itself. */
export const keyOf = (item: Json, mergeKey: string | undefined): Json | undefined => (mergeKey === undefined ? item : isMap(item) ? item[mergeKey] : undefined)

export const positionIn = (list: JsonList, item: Json, mergeKey: string | undefined): number => {
  const wanted = keyOf(item, mergeKey)
  return list.findIndex((other) => keyOf(other, mergeKey) === wanted)
}

const isDeletion = (item: Json): boolean => isMap(item) && item['$patch'] === 'delete'

/** Sorts by the places in `order`; deletions go last. */
export function orderBy(list: JsonList, order: JsonList, mergeKey: string | undefined): JsonList {
  const kept = list.filter((item) => !isDeletion(item)).map((item) => ({ item, place: positionIn(order, item, mergeKey) }))
  return [...kept.sort((a, b) => a.place - b.place).map(({ item }) => item), ...list.filter(isDeletion)]
}

/** Weaves the server's own elements between those of the patch: they stay before an element only where both were there and in that order. */
function weave(serverOnly: JsonList, patched: JsonList, serverOrder: JsonList, mergeKey: string | undefined): JsonList {
  const woven: Json[] = []
  let [left, right] = [0, 0]
  while (left < serverOnly.length || right < patched.length) {
    const [own, ours] = [serverOnly[left], patched[right]]
    const ownPlace = own === undefined ? -1 : positionIn(serverOrder, own, mergeKey)
    const ourPlace = ours === undefined ? -1 : positionIn(serverOrder, ours, mergeKey)
    const takesOwn = ours === undefined || (own !== undefined && ownPlace >= 0 && ourPlace >= 0 && ownPlace < ourPlace)
    if (takesOwn) left += 1
    else right += 1
    woven.push((takesOwn ? own : ours) as Json)
  }
  return woven
}

/** Orders a merged list: the patch's elements as `patchOrder` says, the others where the server had them. */
export function orderElements(merged: JsonList, patchOrder: JsonList, serverOrder: JsonList, mergeKey: string | undefined): JsonList {
  const isOurs = (item: Json): boolean => positionIn(patchOrder, item, mergeKey) >= 0
  const patched = orderBy(merged.filter(isOurs), patchOrder, mergeKey)
  const serverOnly = orderBy(
    merged.filter((item) => !isOurs(item)),
    serverOrder,
    mergeKey,
  )
  return weave(serverOnly, patched, serverOrder, mergeKey)
}

/** Removes repeated primitives, the last one taking the place of a repeated one, as the server does. */
export function withoutRepeats(list: JsonList): JsonList {
  const kept = [...list]
  for (let first = 0; first < kept.length; first++) {
    for (let other = first + 1; other < kept.length; other++) {
      if (kept[first] !== kept[other]) continue
      kept[other] = kept.at(-1) as Json
      kept.pop()
      other -= 1
    }
  }
  return kept
}

export const sortedByText = (list: JsonList, mergeKey: string | undefined): JsonList =>
  list
    .map((item) => ({ item, text: plainText(keyOf(item, mergeKey)) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item)
