import type { RandomStream } from '../random.js'
import type { Cycle } from './cycle.js'
import type { Derived } from './derived.js'
import { isClusterIdle, isScoreIdle } from './examine.js'
import { examine, rejectionBehind, treeOf, Verdict, type NodeAnswers } from './node-answers.js'
import { promisedTo, rejectionOfCrowded } from './nominated.js'
import { unresolvable, type Rejection } from './rejection.js'
import { pickNode, scoreNodes } from './score-nodes.js'
import { pickFromTree } from './score-tree.js'

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
  const { template, derived, profile } = cycle
  if (template.answers.rejection !== undefined) return rejectedByAll(cycle, template.answers.rejection)
  const promised = fitsNominatedNode(cycle)
  if (promised !== undefined) return promised
  const isPlain = template.answers.names === undefined && derived.promised.size === 0 && isClusterIdle(template)
  const known = isPlain ? findInTree(cycle, random) : undefined
  if (known !== undefined) return known >= 0 ? known : diagnose(cycle)
  const count = collectFeasible(cycle, isPlain)
  if (count === 0) return diagnose(cycle)
  if (count === 1) return feasible[0]!
  return pickNode(scoreNodes(template, derived, profile, feasible, count), feasible, count, random)
}

/** Where each node's own answer is all that counts, and a tree over them is kept: its choice, -1 for none; undefined without a tree. */
function findInTree({ state, derived, profile, template }: Cycle, random: RandomStream): number | undefined {
  const { answers } = template
  const total = derived.nodes.length
  if (!isScoreIdle(template, derived, profile)) return undefined
  const tree = treeOf(answers, derived)
  if (tree === undefined) return undefined
  const { position, nextStart } = pickFromTree(tree, answers, state.nextStart % total, enoughNodes(total, profile.percentageOfNodesToScore), random)
  state.nextStart = nextStart
  return position
}

/** The node that the pod was promised is tried alone first. */
function fitsNominatedNode(cycle: Cycle): number | undefined {
  const position = nominatedPosition(cycle)
  return position !== undefined && fits(cycle, position) ? position : undefined
}

function nominatedPosition({ pod, derived }: Cycle): number | undefined {
  const name = pod.status.nominatedNodeName ?? ''
  return name === '' ? undefined : derived.positions.get(name)
}

/** Fills `feasible` from where the last pod's examination ended, until enough are found. */
function collectFeasible(cycle: Cycle, isPlain: boolean): number {
  const { state, derived, profile, template } = cycle
  const total = derived.nodes.length
  const candidates = candidatePositions(template.answers, derived)
  const size = candidates?.length ?? total
  const target = enoughNodes(size, profile.percentageOfNodesToScore)
  if (feasible.length < size) feasible = new Int32Array(2 * size)
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
function collectPlain({ state, derived, template: { answers } }: Cycle, target: number): number {
  const { verdicts } = answers
  const total = verdicts.length
  const found = feasible
  let position = state.nextStart % total
  let count = 0
  for (let left = total; left > 0 && count < target; left--) {
    let verdict = verdicts[position]
    if (verdict === Verdict.unknown) verdict = examine(answers, derived.nodes[position]!, position)
    if (verdict === Verdict.fits) found[count++] = position
    if (++position === total) position = 0
  }
  state.nextStart = position
  return count
}

function candidatePositions({ names }: NodeAnswers, { positions }: Derived): readonly number[] | undefined {
  if (names === undefined) return undefined
  return [...names].flatMap((name) => positions.get(name) ?? []).sort((a, b) => a - b)
}

/** numFeasibleNodesToFind (schedule_one.go, 1.36): all below 100 nodes, then a share that shrinks with the cluster. */
export function enoughNodes(count: number, percentage: number): number {
  if (count < 100) return count
  const share = percentage === 0 ? Math.max(5, 50 - Math.trunc(count / 125)) : percentage
  return Math.max(100, Math.trunc((count * share) / 100))
}

function verdictAt({ template: { answers }, derived }: Cycle, position: number): number {
  const verdict = answers.verdicts[position]!
  return verdict === Verdict.unknown ? examine(answers, derived.nodes[position]!, position) : verdict
}

function fits(cycle: Cycle, position: number): boolean {
  if (verdictAt(cycle, position) !== Verdict.fits || clusterRejection(cycle, position, Number.MAX_SAFE_INTEGER) !== undefined) return false
  const promised = cycle.derived.promised.size > 0 ? promisedTo(cycle, position) : undefined
  return promised === undefined || rejectionOfCrowded(cycle, position, promised) === undefined
}

/** By a cross-pod rule that comes before that place in the order of plugins. */
function clusterRejection({ template, derived }: Cycle, position: number, before: number): Rejection | undefined {
  for (const { plugin, order, state } of template.clusterFilters!) {
    if (order > before) return undefined
    if (plugin.isIdle?.(state) === true) continue
    const rejection = plugin.filter!(template.incoming, derived.nodes[position]!, state, position)
    if (rejection !== undefined) return rejection
  }
  return undefined
}

/** Why the node at the position is turned down, or undefined when it is not: the first plugin's word. */
export function rejectionAt(cycle: Cycle, position: number): Rejection | undefined {
  const promised = cycle.derived.promised.size > 0 ? promisedTo(cycle, position) : undefined
  const crowded = promised === undefined ? undefined : rejectionOfCrowded(cycle, position, promised)
  if (crowded !== undefined) return crowded
  const verdict = verdictAt(cycle, position)
  if (verdict === Verdict.fits) return clusterRejection(cycle, position, Number.MAX_SAFE_INTEGER)
  const own = rejectionBehind(cycle.template.answers, verdict)
  const first = cycle.template.clusterFilters![0]
  if (first === undefined || first.order > lastOrder(cycle)) return own
  const order = cycle.template.answers.filters.find(({ plugin }) => plugin.name === own.plugin)?.order ?? 0
  return clusterRejection(cycle, position, order) ?? own
}

const lastOrder = ({ template: { answers } }: Cycle): number => answers.filters.at(-1)?.order ?? -1

/** Who narrowed the nodes down, and with them who turned down the node that was promised: findNodesThatFitPod counts both in one set (1.36). */
function narrowers(cycle: Cycle): readonly string[] {
  const { narrowedBy } = cycle.template.answers
  const position = narrowedBy.length === 0 ? undefined : nominatedPosition(cycle)
  const rejection = position === undefined ? undefined : rejectionAt(cycle, position)
  return rejection === undefined || narrowedBy.includes(rejection.plugin) ? narrowedBy : [...narrowedBy, rejection.plugin].sort()
}

function diagnose(cycle: Cycle): Diagnosis {
  const { names } = cycle.template.answers
  const narrowedBy = narrowers(cycle)
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
