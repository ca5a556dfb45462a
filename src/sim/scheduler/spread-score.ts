import type { Incoming, Snapshot } from './define.js'
import type { PlacedPod } from './node-record.js'
import type { SpreadConstraint } from './spread-constraints.js'
import { addUpNodes, includedNodes, isCounted, nodesWithAllKeys, type Counted } from './spread-counts.js'

/** How many pods each value of one soft constraint's key holds; for the hostname, each node by position. */
interface ValueCounts extends Counted {
  readonly isHostname: boolean
  readonly ids: Int32Array
  readonly included: Uint8Array
  readonly counts: Int32Array
  /** When a value was last seen among feasible nodes; entry 0 is for nodes without the key. */
  readonly seen: Int32Array
  /** How many different values there are at most, none counted as one. */
  readonly most: number
}

export interface SpreadScores {
  readonly values: readonly ValueCounts[]
  /** By position: nodes that lack a key are not scored; undefined with the system's defaults, where they are. */
  readonly complete: Uint8Array | undefined
  readonly weights: number[]
  round: number
}

export function countValues(incoming: Incoming, constraints: readonly SpreadConstraint[], requiresAllKeys: boolean, snapshot: Snapshot): SpreadScores {
  const complete = requiresAllKeys ? nodesWithAllKeys(constraints, snapshot) : undefined
  // A key that no node carries adds nothing to any score.
  const used = requiresAllKeys ? constraints : constraints.filter(({ topologyKey }) => snapshot.topology(topologyKey).size > 0)
  return { values: used.map((constraint) => countOf(incoming, constraint, complete, snapshot)), complete, weights: [], round: 0 }
}

function countOf({ facts }: Incoming, constraint: SpreadConstraint, complete: Uint8Array | undefined, snapshot: Snapshot): ValueCounts {
  const isHostname = constraint.topologyKey === 'kubernetes.io/hostname'
  const { ids, size } = snapshot.topology(constraint.topologyKey)
  const included = isHostname ? new Uint8Array(snapshot.nodes.length).fill(1) : includedNodes(constraint, facts, snapshot)
  if (!isHostname && complete !== undefined) complete.forEach((is, position) => { if (is === 0) included[position] = 0 })
  const counts = new Int32Array(isHostname ? snapshot.nodes.length : size)
  const selected = snapshot.selected(constraint.selector, facts.identity.namespace)
  addUpNodes({ constraint, selected }, included, isHostname ? undefined : ids, counts)
  return { constraint, selected, isHostname, ids, included, counts, seen: new Int32Array(size + 1), most: ids.includes(-1) ? size + 1 : size }
}

export function countValue(_: Incoming, { values }: SpreadScores, placed: PlacedPod, position: number, delta: 1 | -1): void {
  for (const value of values) {
    if (value.included[position] === 0 || !isCounted(value, placed)) continue
    const index = value.isHostname ? position : value.ids[position]!
    if (index >= 0) value.counts[index]! += delta
  }
}

let sums = new Float64Array(128)

/** podtopologyspread/scoring.go Score and NormalizeScore, 1.36: fewer pods in the node's domains score higher. */
export function scoreSpread(state: SpreadScores, feasible: Int32Array, count: number, scores: Int32Array): boolean {
  const { complete, values } = state
  weigh(state, feasible, count)
  if (complete === undefined && values.length === 1 && scoreByCount(values[0]!, state.weights[0]!, feasible, count, scores)) return true
  addUp(state, feasible, count)
  let [least, most] = [Number.MAX_SAFE_INTEGER, 0]
  for (let i = 0; i < count; i++) {
    if (complete !== undefined && complete[feasible[i]!] === 0) continue
    const raw = Math.round(sums[i]!)
    scores[i] = raw
    if (raw < least) least = raw
    if (raw > most) most = raw
  }
  for (let i = 0; i < count; i++) {
    if (complete !== undefined && complete[feasible[i]!] === 0) scores[i] = 0
    else scores[i] = most === 0 ? 100 : Math.trunc((100 * (most + least - scores[i]!)) / most)
  }
  return true
}

const pointsByCount = new Int32Array(128)

/** The same for one constraint: points depend on the number of pods alone, of which few are different. False when there are many. */
function scoreByCount({ ids, counts, isHostname, constraint }: ValueCounts, weight: number, feasible: Int32Array, count: number, scores: Int32Array): boolean {
  let [fewest, highest] = [Number.MAX_SAFE_INTEGER, 0]
  for (let i = 0; i < count; i++) {
    const position = feasible[i]!
    const id = ids[position]!
    if (id < 0) return false
    const pods = counts[isHostname ? position : id]!
    scores[i] = pods
    if (pods < fewest) fewest = pods
    if (pods > highest) highest = pods
  }
  if (highest - fewest >= pointsByCount.length) return false
  const rawOf = (pods: number): number => Math.round(pods * weight + (constraint.maxSkew - 1))
  const [least, most] = [rawOf(fewest), rawOf(highest)]
  for (let pods = fewest; pods <= highest; pods++) pointsByCount[pods - fewest] = most === 0 ? 100 : Math.trunc((100 * (most + least - rawOf(pods))) / most)
  for (let i = 0; i < count; i++) scores[i] = pointsByCount[scores[i]! - fewest]!
  return true
}

/** One constraint after the other over all nodes. */
function addUp({ values, weights }: SpreadScores, feasible: Int32Array, count: number): void {
  if (sums.length < count) sums = new Float64Array(2 * count)
  const to = sums
  to.fill(0, 0, count)
  for (let v = 0; v < values.length; v++) {
    const { ids, counts, isHostname, constraint } = values[v]!
    const weight = weights[v]!
    const tolerated = constraint.maxSkew - 1
    for (let i = 0; i < count; i++) {
      const position = feasible[i]!
      const id = ids[position]!
      if (id >= 0) to[i]! += counts[isHostname ? position : id]! * weight + tolerated
    }
  }
}

/** The fewer values there are, the less each pod in them weighs: ln(values + 2). */
function weigh(state: SpreadScores, feasible: Int32Array, count: number): void {
  const { values, complete, weights } = state
  const round = ++state.round
  values.forEach((value, v) => {
    if (value.isHostname && complete === undefined) weights[v] = Math.log(count + 2)
    else weights[v] = Math.log(countSeen(value, complete, round, feasible, count) + 2)
  })
}

function countSeen({ isHostname, ids, seen, most }: ValueCounts, complete: Uint8Array | undefined, round: number, feasible: Int32Array, count: number): number {
  let size = 0
  for (let i = 0; i < count; i++) {
    const position = feasible[i]!
    if (complete !== undefined && complete[position] === 0) continue
    if (isHostname) size++
    else if (seen[ids[position]! + 1] !== round) {
      seen[ids[position]! + 1] = round
      if (++size === most) break
    }
  }
  return size
}
