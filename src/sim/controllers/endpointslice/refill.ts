import { isEqual } from '../../apiserver/update.js'
import type { Endpoint } from '../../api/types.js'

/** Endpoints that one slice holds at most (--max-endpoints-per-slice). */
export const maxPerSlice = 100

/** The one empty list: what follows from it is shared as well. */
export const noEndpoints: readonly Endpoint[] = []

/** Takes the wanted endpoints of the list out of `left` and gives them in their newest version; the same list when nothing changed. */
export function keepWanted(list: readonly Endpoint[], left: Map<string, Endpoint>): readonly Endpoint[] {
  const kept: Endpoint[] = []
  let isSame = true
  for (const endpoint of list) {
    const uid = endpoint.targetRef?.uid ?? ''
    const wanted = left.get(uid)
    if (wanted === undefined) {
      isSame = false
      continue
    }
    left.delete(uid)
    const isKept = endpoint === wanted || isEqual(endpoint.hints === undefined ? endpoint : { ...endpoint, hints: undefined }, wanted)
    kept.push(isKept ? endpoint : wanted)
    isSame &&= isKept
  }
  return isSame ? list : kept
}

/** What becomes of the list of a slice that takes all that is wanted. */
export interface Refilled {
  /** The same list when nothing changed. */
  readonly endpoints: readonly Endpoint[]
  /** Whether any of its endpoints went or changed: not when it merely grew. */
  readonly isChanged: boolean
}

type Wanted = ReadonlyMap<string, Endpoint>
const known = new WeakMap<Wanted, WeakMap<readonly Endpoint[], { readonly refilled: Refilled | undefined }>>()

/** Fits all that is wanted into one list; undefined where that goes beyond one slice, or empties it. Services that share both share the answer. */
export function refill(list: readonly Endpoint[], wanted: Wanted): Refilled | undefined {
  let byList = known.get(wanted)
  if (byList === undefined) known.set(wanted, (byList = new WeakMap()))
  let answer = byList.get(list)
  if (answer === undefined) byList.set(list, (answer = { refilled: refilledOf(list, wanted) }))
  return answer.refilled
}

function refilledOf(list: readonly Endpoint[], wanted: Wanted): Refilled | undefined {
  const left = new Map(wanted)
  const kept = keepWanted(list, left)
  const isEmptied = kept.length === 0 && list.length > 0
  if (isEmptied || kept.length + left.size > maxPerSlice || left.size >= maxPerSlice) return undefined
  return { endpoints: left.size === 0 ? kept : [...kept, ...left.values()], isChanged: kept !== list }
}
