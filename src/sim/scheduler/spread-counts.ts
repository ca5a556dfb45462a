import type { Snapshot } from './define.js'
import type { PlacedPod } from './node-record.js'
import type { PodFacts } from './pod-facts.js'
import { isSelected, type SelectedPods } from './selected-pods.js'
import type { SpreadConstraint } from './spread-constraints.js'
import { hasUntoleratedTaint } from './tolerations.js'

/** Which pods one constraint counts: not terminating, of the same namespace, selected. */
export interface Counted {
  readonly constraint: SpreadConstraint
  readonly selected: SelectedPods
}

export const isCounted = ({ constraint, selected }: Counted, placed: PlacedPod): boolean => !constraint.countsNothing && isSelected(selected, placed)

/** Pods by node, of the included nodes, added up in `counts`; `indexes` say where, by position. */
export function addUpNodes({ constraint, selected }: Counted, included: Uint8Array, indexes: Int32Array | undefined, counts: Int32Array): void {
  if (constraint.countsNothing) return
  const { counts: byNode } = selected
  for (let position = 0; position < byNode.length; position++) {
    if (byNode[position] === 0 || included[position] === 0) continue
    const index = indexes === undefined ? position : indexes[position]!
    if (index >= 0) counts[index]! += byNode[position]!
  }
}

/** By position: whether pods on the node count for the constraint, by its inclusion policies (common.go matchNodeInclusionPolicies, 1.36). */
export function includedNodes(constraint: SpreadConstraint, facts: PodFacts, snapshot: Snapshot): Uint8Array {
  const included = new Uint8Array(snapshot.nodes.length)
  const wanted = constraint.honorsAffinity ? facts.nodeWishes.matches : undefined
  snapshot.nodes.forEach(({ node }, position) => {
    const isOut = wanted?.(node!) === false || (constraint.honorsTaints && hasUntoleratedTaint(node!.spec.taints, facts.tolerations))
    included[position] = isOut ? 0 : 1
  })
  return included
}

/** By position: whether the node has the topology keys of all constraints. */
export function nodesWithAllKeys(constraints: readonly SpreadConstraint[], snapshot: Snapshot): Uint8Array {
  const complete = new Uint8Array(snapshot.nodes.length).fill(1)
  for (const { topologyKey } of constraints) {
    const { ids } = snapshot.topology(topologyKey)
    for (let position = 0; position < complete.length; position++) if (ids[position]! < 0) complete[position] = 0
  }
  return complete
}
