import type { Incoming, Snapshot } from './define.js'
import type { LabelIdentity } from './label-identity.js'
import { isTerminating, type PlacedPod } from './node-record.js'
import type { PodFacts } from './pod-facts.js'
import type { SpreadConstraint } from './spread-constraints.js'
import { hasUntoleratedTaint } from './tolerations.js'

/** Which pods one constraint counts: not terminating, of the same namespace, selected. Answers are kept by identity. */
export interface Counted {
  readonly constraint: SpreadConstraint
  readonly answers: Map<LabelIdentity, boolean>
}

export function isCounted({ constraint, answers }: Counted, { facts }: Incoming, placed: PlacedPod): boolean {
  const { identity } = placed.facts
  let answer = answers.get(identity)
  if (answer === undefined) {
    answer = !constraint.countsNothing && identity.namespace === facts.identity.namespace && constraint.selector(identity.labels)
    answers.set(identity, answer)
  }
  return answer && !isTerminating(placed)
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
