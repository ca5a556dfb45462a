import type { Incoming, Snapshot } from './define.js'
import type { PlacedPod } from './node-record.js'
import type { SpreadConstraint } from './spread-constraints.js'
import { addUpNodes, includedNodes, isCounted, nodesWithAllKeys, type Counted } from './spread-counts.js'

/** How many pods each domain of one hard constraint holds, with the least of them at hand. */
export interface DomainCounts extends Counted {
  readonly ids: Int32Array
  readonly included: Uint8Array
  readonly counts: Int32Array
  /** How many domains hold so many pods. */
  readonly tally: number[]
  readonly domains: number
  readonly selfMatch: 0 | 1
  least: number
}

export function countDomains(incoming: Incoming, constraints: readonly SpreadConstraint[], snapshot: Snapshot): DomainCounts[] {
  const complete = nodesWithAllKeys(constraints, snapshot)
  return constraints.map((constraint) => countDomain(incoming, constraint, complete, snapshot))
}

function countDomain({ facts }: Incoming, constraint: SpreadConstraint, complete: Uint8Array, snapshot: Snapshot): DomainCounts {
  const { ids, size } = snapshot.topology(constraint.topologyKey)
  const included = includedNodes(constraint, facts, snapshot)
  const seen = new Set<number>()
  for (let position = 0; position < included.length; position++) {
    if (complete[position] === 0) included[position] = 0
    else if (included[position] === 1) seen.add(ids[position]!)
  }
  const counts = new Int32Array(size)
  const selected = snapshot.selected(constraint.selector, facts.identity.namespace)
  addUpNodes({ constraint, selected }, included, ids, counts)
  const tally = tallyOf(counts, seen)
  return {
    constraint, selected, ids, included, counts, tally, domains: seen.size,
    selfMatch: constraint.selector(facts.identity.labels) ? 1 : 0, least: Math.max(0, tally.findIndex((domains) => domains > 0)),
  }
}

function tallyOf(counts: Int32Array, domains: ReadonlySet<number>): number[] {
  const tally = [0]
  for (const id of domains) {
    while (tally.length <= counts[id]!) tally.push(0)
    tally[counts[id]!]!++
  }
  return tally
}

export function countPod(_: Incoming, all: readonly DomainCounts[], placed: PlacedPod, position: number, delta: 1 | -1): void {
  for (const domain of all) if (domain.included[position] === 1 && isCounted(domain, placed)) shift(domain, domain.ids[position]!, delta)
}

function shift(domain: DomainCounts, id: number, delta: 1 | -1): void {
  const { counts, tally } = domain
  const before = counts[id]!
  const after = before + delta
  counts[id] = after
  tally[before] = (tally[before] ?? 0) - 1
  tally[after] = (tally[after] ?? 0) + 1
  if (after < domain.least) domain.least = after
  while (tally[domain.least] === 0) domain.least++
}

export const cloneDomains = (all: readonly DomainCounts[]): DomainCounts[] =>
  all.map((domain) => ({ ...domain, counts: domain.counts.slice(), tally: domain.tally.slice() }))

/** `missing`: the node lacks a key; `skew`: one more pod here would be too many; undefined: it fits. */
export function checkSpread(all: readonly DomainCounts[], position: number): 'missing' | 'skew' | undefined {
  for (const { constraint, ids, counts, selfMatch, domains, least } of all) {
    const id = ids[position]!
    if (id < 0) return 'missing'
    const floor = domains < constraint.minDomains ? 0 : least
    if (counts[id]! + selfMatch - floor > constraint.maxSkew) return 'skew'
  }
  return undefined
}
