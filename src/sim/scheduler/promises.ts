import { noteAsked, type Alike } from './alike.js'
import { priorityOf, type PlacedPod } from './node-record.js'
import { factsOf } from './pod-facts.js'
import type { Nomination } from './state.js'

/** Pods that are promised one node, and the least priority among them. Replaced, never changed: answers are kept by it. */
export interface Promised {
  readonly pods: readonly PlacedPod[]
  readonly lowest: number
  readonly hasAffinity: boolean
}

/** By the node's position. */
export interface Promises {
  readonly positions: ReadonlyMap<string, number>
  readonly promised: Map<number, Promised>
  readonly alike: Alike
}

export function notePromise({ positions, promised, alike }: Promises, { key, node, pod }: Nomination): void {
  const position = positions.get(node)
  if (position === undefined) return
  const placed: PlacedPod = { key, pod, facts: factsOf(pod), node, isAssumed: true, isRunning: false }
  noteAsked(alike, placed.facts)
  promised.set(position, promisedOf([...(promised.get(position)?.pods ?? []), placed]))
}

export function forgetPromise({ positions, promised }: Promises, nomination: Nomination | undefined): void {
  const position = nomination === undefined ? undefined : positions.get(nomination.node)
  if (position === undefined) return
  const left = (promised.get(position)?.pods ?? []).filter(({ pod }) => pod.metadata.uid !== nomination!.uid)
  if (left.length === 0) promised.delete(position)
  else promised.set(position, promisedOf(left))
}

export const promisedOf = (pods: readonly PlacedPod[]): Promised =>
  ({ pods, lowest: Math.min(...pods.map(({ pod }) => priorityOf(pod))), hasAffinity: pods.some(({ facts }) => facts.affinity !== undefined) })
