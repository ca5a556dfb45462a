import type { Millis, ObjectKey } from '../../api/types.js'

/** A pod's place in a heap. Out of date once the pod's record carries another sequence or place. */
export interface HeapEntry {
  readonly key: ObjectKey
  readonly sequence: number
  readonly priority: number
  readonly since: Millis
  /** Second of the wall clock in which the backoff ends; the same for all in the active queue. */
  readonly expiry: number
}

/** A binary heap as a plain array. */
export type PodHeap = HeapEntry[]

/** By expiry, then higher priority, then who waits longer (queuesort PrioritySort.Less, backoff_queue.go lessBackoffCompletedWithPriority, 1.36). */
function isBefore(a: HeapEntry, b: HeapEntry): boolean {
  if (a.expiry !== b.expiry) return a.expiry < b.expiry
  if (a.priority !== b.priority) return a.priority > b.priority
  return a.since !== b.since ? a.since < b.since : a.sequence < b.sequence
}

export function pushPod(heap: PodHeap, entry: HeapEntry): void {
  let i = heap.length
  heap.push(entry)
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (!isBefore(entry, heap[parent]!)) break
    heap[i] = heap[parent]!
    i = parent
  }
  heap[i] = entry
}

export function popPod(heap: PodHeap): HeapEntry | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (top === undefined || last === undefined || heap.length === 0) return top
  const half = heap.length >> 1
  let i = 0
  while (i < half) {
    let child = 2 * i + 1
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, last)) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = last
  return top
}
