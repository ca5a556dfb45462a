import type { PlacedPod } from './node-record.js'
import { factsOf } from './pod-facts.js'
import type { Nomination } from './state.js'

/** Pods that are promised a node, by the node's position. Lists are replaced, never changed: answers are kept by them. */
export interface Promises {
  readonly positions: ReadonlyMap<string, number>
  readonly promised: Map<number, readonly PlacedPod[]>
}

export function notePromise({ positions, promised }: Promises, { key, node, pod }: Nomination): void {
  const position = positions.get(node)
  if (position === undefined) return
  const placed: PlacedPod = { key, pod, facts: factsOf(pod), node, isAssumed: true, isRunning: false }
  promised.set(position, [...(promised.get(position) ?? []), placed])
}

export function forgetPromise({ positions, promised }: Promises, nomination: Nomination | undefined): void {
  const position = nomination === undefined ? undefined : positions.get(nomination.node)
  if (position === undefined) return
  const left = (promised.get(position) ?? []).filter(({ pod }) => pod.metadata.uid !== nomination!.uid)
  if (left.length === 0) promised.delete(position)
  else promised.set(position, left)
}
