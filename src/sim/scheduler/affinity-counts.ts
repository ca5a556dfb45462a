import type { Snapshot } from './define.js'

/** A number for each value of a topology key. */
export interface PairCounts {
  readonly ids: Int32Array
  readonly counts: Int32Array
}
/** By topology key. */
export type PairMap = Map<string, PairCounts>

export function pairFor(pairs: PairMap, key: string, snapshot: Snapshot): PairCounts {
  const known = pairs.get(key)
  if (known !== undefined) return known
  const { ids, size } = snapshot.topology(key)
  const pair = { ids, counts: new Int32Array(size) }
  pairs.set(key, pair)
  return pair
}

export const clonePairs = (pairs: PairMap): PairMap => new Map([...pairs].map(([key, { ids, counts }]) => [key, { ids, counts: counts.slice() }]))

/** Adds to the node's value; nodes without the key have none. True when something was added. */
export function addAt({ ids, counts }: PairCounts, position: number, amount: number): boolean {
  const id = ids[position]!
  if (id < 0) return false
  counts[id]! += amount
  return true
}
