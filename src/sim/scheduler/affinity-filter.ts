import { addAt, clonePairs, pairFor, type PairMap } from './affinity-counts.js'
import { matchesAllTerms, termMatches } from './affinity-terms.js'
import type { Incoming, Snapshot } from './define.js'
import type { PlacedPod } from './node-record.js'
import type { PodFacts } from './pod-facts.js'

/** Which topology values the terms of the incoming and of the placed pods make possible or impossible (interpodaffinity/filtering.go, 1.36). */
export interface AffinityState {
  readonly existingAnti: PairMap
  readonly affinity: PairMap
  readonly anti: PairMap
  /** What one placed pod adds, kept by its facts. */
  readonly effects: Map<PodFacts, Effect>
  readonly matchesItself: boolean
  /** Whether the incoming pod has required terms of its own. */
  readonly hasTerms: boolean
  /** How often anything was added to `existingAnti` and to `affinity`. */
  existingTotal: number
  affinityTotal: number
}
interface Effect {
  readonly existingAnti: readonly string[]
  readonly affinity: readonly string[]
  readonly anti: readonly string[]
  readonly isNone: boolean
}

export function countAffinity(incoming: Incoming, snapshot: Snapshot): AffinityState {
  const { affinity, identity } = incoming.facts
  const hasTerms = affinity !== undefined && affinity.required.length + affinity.requiredAnti.length > 0
  const state: AffinityState = {
    existingAnti: new Map(), affinity: new Map(), anti: new Map(), effects: new Map(),
    matchesItself: matchesAllTerms(affinity?.required ?? [], identity, snapshot.namespaceLabels), hasTerms, existingTotal: 0, affinityTotal: 0,
  }
  for (const { topologyKey } of affinity?.required ?? []) pairFor(state.affinity, topologyKey, snapshot)
  for (const { topologyKey } of affinity?.requiredAnti ?? []) pairFor(state.anti, topologyKey, snapshot)
  if (!hasTerms && !snapshot.hasRequiredAntiPods) return state
  snapshot.nodes.forEach((record, position) => {
    if (!hasTerms && record.podsWithRequiredAnti === 0) return
    for (const placed of record.pods.values()) applyPod(incoming, state, placed, position, 1, snapshot)
  })
  return state
}

export function applyPod(incoming: Incoming, state: AffinityState, { facts }: PlacedPod, position: number, delta: 1 | -1, snapshot: Snapshot): void {
  if (facts.affinity === undefined && !state.hasTerms) return
  let effect = state.effects.get(facts)
  if (effect === undefined) state.effects.set(facts, (effect = effectOf(incoming, facts, snapshot)))
  if (effect.isNone) return
  for (const key of effect.existingAnti) if (addAt(pairFor(state.existingAnti, key, snapshot), position, delta)) state.existingTotal += delta
  for (const key of effect.affinity) if (addAt(pairFor(state.affinity, key, snapshot), position, delta)) state.affinityTotal += delta
  for (const key of effect.anti) addAt(pairFor(state.anti, key, snapshot), position, delta)
}

function effectOf({ facts }: Incoming, placed: PodFacts, { namespaceLabels }: Snapshot): Effect {
  const required = facts.affinity?.required ?? []
  const keysOf = (terms: readonly { readonly topologyKey: string }[]): readonly string[] => terms.map(({ topologyKey }) => topologyKey)
  const existingAnti = keysOf((placed.affinity?.requiredAnti ?? []).filter((term) => termMatches(term, facts.identity, namespaceLabels)))
  const affinity = matchesAllTerms(required, placed.identity, namespaceLabels) ? keysOf(required) : []
  const anti = keysOf((facts.affinity?.requiredAnti ?? []).filter((term) => termMatches(term, placed.identity, namespaceLabels)))
  return { existingAnti, affinity, anti, isNone: existingAnti.length + affinity.length + anti.length === 0 }
}

export const cloneAffinity = (state: AffinityState): AffinityState =>
  ({ ...state, existingAnti: clonePairs(state.existingAnti), affinity: clonePairs(state.affinity), anti: clonePairs(state.anti) })

export type AffinityProblem = 'affinity' | 'anti' | 'existing' | undefined

export function checkAffinity({ facts }: Incoming, state: AffinityState, position: number): AffinityProblem {
  if (!satisfiesAffinity(facts, state, position)) return 'affinity'
  if (holdsAny(state.anti, position)) return 'anti'
  return state.existingTotal > 0 && holdsAny(state.existingAnti, position) ? 'existing' : undefined
}

/** Every term's value must hold a pod that matches all terms; the first of a group that seeks its own kind may go anywhere. */
function satisfiesAffinity({ affinity }: PodFacts, state: AffinityState, position: number): boolean {
  let isMet = true
  for (const { topologyKey } of affinity?.required ?? []) {
    const { ids, counts } = state.affinity.get(topologyKey)!
    const id = ids[position]!
    if (id < 0) return false
    if (counts[id]! <= 0) isMet = false
  }
  return isMet || (state.affinityTotal === 0 && state.matchesItself)
}

function holdsAny(pairs: PairMap, position: number): boolean {
  for (const { ids, counts } of pairs.values()) {
    const id = ids[position]!
    if (id >= 0 && counts[id]! > 0) return true
  }
  return false
}
