/** Where each node and key of a document stands in its text. */

import { parsePointer } from '../pointer.js'

/** Offset of a scalar, or of a collection with its children. */
export type Mark = number | Branch

export interface Branch {
  readonly at: number
  /** Offsets of the keys; absent in lists. */
  readonly keys?: Map<string, number>
  readonly children: Map<string, Mark> | Mark[]
}

export const offsetOf = (mark: Mark): number => (typeof mark === 'number' ? mark : mark.at)

function step(mark: Mark, key: string): Mark | undefined {
  if (typeof mark === 'number') return undefined
  return Array.isArray(mark.children) ? mark.children[Number(key)] : mark.children.get(key)
}

/** The offset of the value a pointer names; of the nearest value around it when there is none. */
export function offsetAt(root: Mark, pointer: string): number {
  let mark = root
  for (const key of parsePointer(pointer)) {
    const next = step(mark, key)
    if (next === undefined) break
    mark = next
  }
  return offsetOf(mark)
}

/** The offset of the key in front of the value a pointer names; for list items and missing keys, of the value. */
export function keyOffsetAt(root: Mark, pointer: string): number {
  let mark = root
  let offset = offsetOf(root)
  for (const key of parsePointer(pointer)) {
    const next = step(mark, key)
    if (next === undefined || typeof mark === 'number') break
    offset = mark.keys?.get(key) ?? offsetOf(next)
    mark = next
  }
  return offset
}
