import type { RandomStream } from '../random.js'
import type { Cycle } from './cycle.js'
import type { Derived } from './derived.js'
import { examine } from './examine.js'
import { passWithNominated } from './nominated.js'
import { unresolvable, type Rejection } from './rejection.js'
import { pickNode, scoreNodes } from './score-nodes.js'
import { Verdict, type Template } from './template.js'

/** Why no node will do: one rejection for each node by position. `preFilter`: the same for all, and what the message says. */
export interface Diagnosis {
  readonly rejections: readonly Rejection[]
  readonly preFilter: Rejection | undefined
  /** Names of the plugins that turned the pod down. */
  readonly rejectors: ReadonlySet<string>
}

let feasible = new Int32Array(128)

/** The chosen node's position, or why there is none (schedule_one.go schedulePod, 1.36). */
export function findNode(cycle: Cycle, random: RandomStream): number | Diagnosis {
  const { template, derived } = cycle
  if (template.rejection !== undefined) return rejectedByAll(cycle, template.rejection)
  const promised = fitsNominatedNode(cycle)
  if (promised !== undefined) return promised
  const count = collectFeasible(cycle)
  if (count === 0) return diagnose(cycle)
  if (count === 1) return feasible[0]!
  return pickNode(scoreNodes(template, derived, cycle.profile, feasible, count), feasible, count, random)
}

/** The node that the pod was promised is tried alone first. */
function fitsNominatedNode(cycle: Cycle): number | undefined {
  const name = cycle.pod.status.nominatedNodeName ?? ''
  const position = name === '' ? undefined : cycle.derived.positions.get(name)
  return position !== undefined && fits(cycle, position) ? position : undefined
}

/** Fills `feasible` from where the last pod's examination ended, until enough are found. */
function collectFeasible(cycle: Cycle): number {
  const { state, derived, profile, template, nominated } = cycle
  const total = derived.nodes.length
  const candidates = candidatePositions(template, derived)
  const size = candidates?.length ?? total
  const target = enoughNodes(size, profile.percentageOfNodesToScore)
  if (feasible.length < size) feasible = new Int32Array(2 * size)
  const isPlain = candidates === undefined && nominated.size === 0 && template.clusterFilters!.every(({ plugin, state: own }) => plugin.isIdle?.(own) === true)
  if (isPlain) return collectPlain(cycle, target)
  let count = 0
  let examined = 0
  while (examined < size && count < target) {
    const index = (state.nextStart + examined++) % size
    const position = candidates === undefined ? index : candidates[index]!
    if (fits(cycle, position)) feasible[count++] = position
  }
  state.nextStart = (state.nextStart + examined) % total
  return count
}

/** As above where each node's own answer is all that counts; this loop runs for every pod over hundreds of nodes. */
function collectPlain({ state, derived, template }: Cycle, target: number): number {
  const { verdicts } = template
  const total = verdicts.length
  const found = feasible
  let position = state.nextStart % total
  let count = 0
  for (let left = total; left > 0 && count < target; left--) {
    let verdict = verdicts[position]
    if (verdict === Verdict.unknown) verdict = examine(template, derived.nodes[position]!, position)
    if (verdict === Verdict.fits) found[count++] = position
    if (++position === total) position = 0
  }
  state.nextStart = position
  return count
}

function candidatePositions({ names }: Template, { positions }: Derived): readonly number[] | undefined {
  if (names === undefined) return undefined
  return [...names].flatMap((name) => positions.get(name) ?? []).sort((a, b) => a - b)
}

/** numFeasibleNodesToFind (schedule_one.go, 1.36): all below 100 nodes, then a share that shrinks with the cluster. */
export function enoughNodes(count: number, percentage: number): number {
  if (count < 100) return count
  const share = percentage === 0 ? Math.max(5, 50 - Math.trunc(count / 125)) : percentage
  return Math.max(100, Math.trunc((count * share) / 100))
}

function fits(cycle: Cycle, position: number): boolean {
  const { template, derived, nominated } = cycle
  if (nominated.size > 0 && nominated.has(position) && passWithNominated(cycle, position) !== undefined) return false
  const verdict = template.verdicts[position] === Verdict.unknown ? examine(template, derived.nodes[position]!, position) : template.verdicts[position]
  return verdict === Verdict.fits && clusterRejection(cycle, position) === undefined
}

function clusterRejection({ template, derived }: Cycle, position: number): Rejection | undefined {
  for (const { plugin, state } of template.clusterFilters!) {
    if (plugin.isIdle?.(state) === true) continue
    const rejection = plugin.filter!(template.incoming, derived.nodes[position]!, state, position)
    if (rejection !== undefined) return rejection
  }
  return undefined
}

/** Why the node at the position is turned down, or undefined when it is not. */
export function rejectionAt(cycle: Cycle, position: number): Rejection | undefined {
  const withNominated = cycle.nominated.has(position) ? passWithNominated(cycle, position) : undefined
  if (withNominated !== undefined) return withNominated
  if (cycle.template.verdicts[position] === Verdict.unknown) examine(cycle.template, cycle.derived.nodes[position]!, position)
  return cycle.template.verdicts[position] === Verdict.rejected ? cycle.template.rejections[position] : clusterRejection(cycle, position)
}

function diagnose(cycle: Cycle): Diagnosis {
  const { names, narrowedBy } = cycle.template
  const absent = unresolvable('', `node(s) didn't satisfy plugin(s) [${narrowedBy.join(' ')}]`)
  const rejectors = new Set(narrowedBy)
  const rejections = cycle.derived.nodes.map(({ name }, position): Rejection => {
    const rejection = names === undefined || names.has(name) ? rejectionAt(cycle, position) ?? absent : absent
    if (rejection.plugin !== '') rejectors.add(rejection.plugin)
    return rejection
  })
  return { rejections, preFilter: undefined, rejectors }
}

export function rejectedByAll({ derived }: Pick<Cycle, 'derived'>, rejection: Rejection): Diagnosis {
  return { rejections: derived.nodes.map(() => rejection), preFilter: rejection, rejectors: new Set([rejection.plugin]) }
}
