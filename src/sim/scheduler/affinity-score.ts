import { pairFor, type PairCounts, type PairMap } from './affinity-counts.js'
import { termMatches, type AffinityTerm, type WeightedTerm } from './affinity-terms.js'
import type { Incoming, Snapshot } from './define.js'
import type { PlacedPod } from './node-record.js'
import type { PodFacts } from './pod-facts.js'

/** What each topology value is worth to the pod (interpodaffinity/scoring.go, 1.36). */
export interface AffinityScores {
  readonly pairs: PairMap
  /** What one placed pod adds where it is, kept by its facts. */
  readonly effects: Map<PodFacts, readonly Worth[]>
  readonly hardWeight: number
  /** Whether the incoming pod has preferred terms of its own. */
  readonly hasWishes: boolean
}
interface Worth {
  readonly pair: PairCounts
  readonly weight: number
}

export function countWorth(incoming: Incoming, snapshot: Snapshot, hardWeight: number): AffinityScores {
  const { affinity } = incoming.facts
  const hasWishes = affinity !== undefined && affinity.preferred.length + affinity.preferredAnti.length > 0
  const state: AffinityScores = { pairs: new Map(), effects: new Map(), hardWeight, hasWishes }
  if (!hasWishes && !snapshot.hasAffinityPods) return state
  snapshot.nodes.forEach((record, position) => {
    if (!hasWishes && record.podsWithAffinity === 0) return
    for (const placed of record.pods.values()) applyWorth(incoming, state, placed, position, 1, snapshot)
  })
  return state
}

export function applyWorth(incoming: Incoming, state: AffinityScores, { facts }: PlacedPod, position: number, delta: 1 | -1, snapshot: Snapshot): void {
  if (facts.affinity === undefined && !state.hasWishes) return
  let effect = state.effects.get(facts)
  if (effect === undefined) state.effects.set(facts, (effect = effectOf(incoming, state, facts, snapshot)))
  for (const { pair, weight } of effect) {
    const id = pair.ids[position]!
    if (id >= 0) pair.counts[id]! += weight * delta
  }
}

function effectOf({ facts }: Incoming, { pairs, hardWeight }: AffinityScores, placed: PodFacts, snapshot: Snapshot): readonly Worth[] {
  const effect: Worth[] = []
  const consider = (terms: readonly (AffinityTerm | WeightedTerm)[] | undefined, other: PodFacts, sign: number, fixedWeight?: number): void => {
    for (const term of terms ?? []) {
      const weight = sign * (fixedWeight ?? (term as WeightedTerm).weight)
      if (weight !== 0 && termMatches(term, other.identity, snapshot.namespaceLabels)) effect.push({ pair: pairFor(pairs, term.topologyKey, snapshot), weight })
    }
  }
  consider(facts.affinity?.preferred, placed, 1)
  consider(facts.affinity?.preferredAnti, placed, -1)
  consider(placed.affinity?.required, facts, 1, hardWeight)
  consider(placed.affinity?.preferred, facts, 1)
  consider(placed.affinity?.preferredAnti, facts, -1)
  return effect
}

export function scoreAffinity({ pairs }: AffinityScores, feasible: Int32Array, count: number, scores: Int32Array): boolean {
  if (pairs.size === 0) return false
  let [least, most] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
  for (let i = 0; i < count; i++) {
    let raw = 0
    for (const { ids, counts } of pairs.values()) {
      const id = ids[feasible[i]!]!
      if (id >= 0) raw += counts[id]!
    }
    scores[i] = raw
    if (raw < least) least = raw
    if (raw > most) most = raw
  }
  if (most === least) return false
  for (let i = 0; i < count; i++) scores[i] = Math.trunc(100 * ((scores[i]! - least) / (most - least)))
  return true
}
