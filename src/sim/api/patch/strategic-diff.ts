import type { Shape } from '../schema/read.js'
import type { Json, JsonObject } from '../types.js'
import { keyOf, orderBy, sortedByText, withoutRepeats } from './element-order.js'
import { entryOf, isList, isMap, isSame, plainText, typeOf } from './json.js'
import type { JsonList } from './json.js'
import { fieldPatch } from './patch-schema.js'

/** The strategic patch that leads from one object to another: apimachinery `strategicpatch.diffMaps` 1.36. */

export interface DiffMode {
  /** Which half of the difference: what is new or different, or what is gone. */
  readonly half: 'changes' | 'deletions'
  readonly problems: string[]
}

type Patch = Record<string, Json>

function diffValue(patch: Patch, key: string, original: Json, modified: Json, shape: Shape | undefined, mode: DiffMode): void {
  const hasChanges = mode.half === 'changes'
  if (typeOf(original) !== typeOf(modified)) {
    if (hasChanges) patch[key] = modified
    return
  }
  const { strategy, mergeKey, retainKeys, inner } = fieldPatch(shape, key)
  if (isMap(original) && isMap(modified)) {
    if (strategy === 'replace') {
      if (hasChanges) patch[key] = modified
      return
    }
    const inside = diffMaps(original, modified, inner, retainKeys === true, mode)
    if (Object.keys(inside).length > 0) patch[key] = inside
  } else if (isList(original) && isList(modified) && strategy === 'merge')
    diffList(patch, key, { original, modified, mergeKey, inner, hasRetainKeys: retainKeys === true }, mode)
  else if (hasChanges && !isSame(original, modified)) patch[key] = modified
}

/** `hasRetainKeys`: the patch names the keys to keep, because others exclude them. */
export function diffMaps(original: JsonObject, modified: JsonObject, shape: Shape | undefined, hasRetainKeys: boolean, mode: DiffMode): JsonObject {
  const patch: Patch = {}
  for (const [key, value] of Object.entries(modified)) {
    const own = entryOf(original, key)
    if (own !== undefined) diffValue(patch, key, own, value, shape, mode)
    else if (mode.half === 'changes') patch[key] = value
  }
  if (mode.half === 'deletions') for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null
  if (!hasRetainKeys) return patch
  const kept = Object.keys(modified)
    .filter((key) => modified[key] !== null)
    .sort()
  const isNarrowed = Object.entries(original).some(([key, value]) => value !== null && !Object.hasOwn(modified, key))
  if (kept.length > 0 && (Object.keys(patch).length > 0 || isNarrowed)) patch['$retainKeys'] = kept
  return patch
}

interface ListPair {
  readonly original: JsonList
  readonly modified: JsonList
  readonly mergeKey: string | undefined
  readonly inner: Shape | undefined
  readonly hasRetainKeys: boolean
}

function diffList(patch: Patch, key: string, pair: ListPair, mode: DiffMode): void {
  const { original, modified, mergeKey } = pair
  if (original.length === 0) {
    if (modified.length > 0 && mode.half === 'changes') patch[key] = modified
    return
  }
  if (mergeKey !== undefined && [...original, ...modified].every(isMap)) diffElements(patch, key, pair, mergeKey, mode)
  else diffPrimitives(patch, key, pair, mode)
}

function diffElements(patch: Patch, key: string, pair: ListPair, mergeKey: string, mode: DiffMode): void {
  const { original, modified } = pair
  if ([...original, ...modified].some((item) => keyOf(item, mergeKey) === undefined)) {
    mode.problems.push(`map does not contain declared merge key: ${mergeKey}`)
    return
  }
  const [changed, deleted] = pairElements(pair, mergeKey, mode)
  const list = [...orderBy(changed, modified, mergeKey), ...deleted]
  if (list.length > 0) patch[key] = list
  const isSameOrder =
    original.length === modified.length && modified.every((item, position) => keyOf(item, mergeKey) === keyOf(original[position] as Json, mergeKey))
  if (modified.length > 0 && (list.length > 0 || (mode.half === 'changes' && !isSameOrder)))
    patch[`$setElementOrder/${key}`] = modified.map((item) => ({ [mergeKey]: keyOf(item, mergeKey) as Json }))
}

/** Walks both lists sorted by merge key: what changed, and deletions for what is gone. */
function pairElements({ original, modified, inner, hasRetainKeys }: ListPair, mergeKey: string, mode: DiffMode): readonly [JsonList, JsonList] {
  const [before, after] = [sortedByText(original, mergeKey), sortedByText(modified, mergeKey)]
  const [changed, deleted]: [Json[], Json[]] = [[], []]
  let [left, right] = [0, 0]
  while (left < before.length || right < after.length) {
    const [old, item] = [before[left], after[right]]
    const [oldText, text] = [old === undefined ? undefined : plainText(keyOf(old, mergeKey)), item === undefined ? undefined : plainText(keyOf(item, mergeKey))]
    const isAdded = oldText === undefined || (text !== undefined && oldText > text)
    const isGone = !isAdded && (text === undefined || oldText < text)
    if (!isAdded) left += 1
    if (!isGone) right += 1
    if (isAdded) {
      if (mode.half === 'changes') changed.push(item as Json)
    } else if (isGone) {
      if (mode.half === 'deletions') deleted.push({ [mergeKey]: keyOf(old as Json, mergeKey) as Json, $patch: 'delete' })
    } else {
      const inside = diffMaps(old as JsonObject, item as JsonObject, inner, hasRetainKeys, mode)
      if (Object.keys(inside).length > 0) changed.push({ ...inside, [mergeKey]: keyOf(item as Json, mergeKey) as Json })
    }
  }
  return [changed, deleted]
}

function diffPrimitives(patch: Patch, key: string, { original, modified }: ListPair, mode: DiffMode): void {
  if ([...original, ...modified].some((item) => typeof item === 'object' && item !== null)) {
    mode.problems.push(`list element types are not identical: ${plainText([original, modified])}`)
    return
  }
  if (mode.half === 'changes') {
    const added = modified.filter((item) => !original.includes(item))
    if (added.length > 0) patch[key] = added
    if (modified.length > 0 && !isSame(original, modified)) patch[`$setElementOrder/${key}`] = modified
    return
  }
  const gone = withoutRepeats(
    sortedByText(
      original.filter((item) => !modified.includes(item)),
      undefined,
    ),
  )
  if (gone.length === 0) return
  patch[`$deleteFromPrimitiveList/${key}`] = gone
  if (modified.length > 0) patch[`$setElementOrder/${key}`] = modified
}
