import type { Node, Pod, TopologySpreadConstraint } from '../../api/types.js'
import { definePlugin, type ClusterChange, type Incoming, type Plugin, type Waiting } from '../define.js'
import { unresolvable, unschedulable } from '../rejection.js'
import { defaultConstraint, type SpreadConstraint } from '../spread-constraints.js'
import { checkSpread, cloneDomains, countDomains, countPod, type DomainCounts } from '../spread-filter.js'
import { countValue, countValues, scoreSpread, type SpreadScores } from '../spread-score.js'

const name = 'PodTopologySpread'
const missing = unresolvable(name, "node(s) didn't match pod topology spread constraints (missing required label)")
const skewed = unschedulable(name, "node(s) didn't match pod topology spread constraints")

const systemDefaults: readonly TopologySpreadConstraint[] = [
  { maxSkew: 3, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
  { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
]

/** Spreads pods over the values of node labels: hard constraints filter, soft ones score (podtopologyspread, 1.36). */
export const podTopologySpread: Plugin = definePlugin<DomainCounts[], SpreadScores>({
  name,
  weight: 2,
  isClusterWide: true,
  preFilter: (incoming, snapshot) => {
    const hard = constraintsOf(incoming, true)
    return hard.length === 0 ? undefined : { state: countDomains(incoming, hard, snapshot) }
  },
  filter: (_incoming, _info, state, position) => {
    const problem = checkSpread(state, position)
    return problem === undefined ? undefined : problem === 'missing' ? missing : skewed
  },
  updateFilter: countPod,
  cloneFilter: cloneDomains,
  preScore: (incoming, snapshot) => {
    const soft = constraintsOf(incoming, false)
    return soft.length === 0 ? undefined : countValues(incoming, soft, requiresAllKeys(incoming), snapshot)
  },
  scoreAll: (_, state, feasible, count, scores) => scoreSpread(state, feasible, count, scores),
  updateScore: countValue,
  requeue: {
    podAdd: podMatches, podDelete: podMatches, podLabel: labelsMatter, podToleration: tolerationMatters,
    nodeAdd: nodeCounts, nodeDelete: nodeCounts, nodeLabel: nodeChanges, nodeTaint: nodeChanges,
  },
})

/** Nodes without the keys are left out, unless the constraints are the system's own. */
const requiresAllKeys = (incoming: Incoming): boolean => incoming.facts.spread.length > 0 || incoming.args(name)['defaultingType'] === 'List'

function constraintsOf({ facts, defaultSelector, args: argsOf }: Incoming, isHard: boolean): readonly SpreadConstraint[] {
  if (facts.spread.length > 0) return facts.spread.filter((constraint) => constraint.isHard === isHard)
  if (defaultSelector === undefined) return []
  const args = argsOf(name)
  const defaults = args['defaultingType'] === 'List' ? ((args['defaultConstraints'] ?? []) as readonly TopologySpreadConstraint[]) : systemDefaults
  return defaults.map((constraint) => defaultConstraint(constraint, defaultSelector)).filter((constraint) => constraint.isHard === isHard)
}

const hardOf = ({ incoming }: Waiting): readonly SpreadConstraint[] => constraintsOf(incoming, true)
const isPlacedNear = ({ pod }: Waiting, other: Pod): boolean => other.metadata.namespace === pod.metadata.namespace
const hasAllKeys = (node: Node | undefined, constraints: readonly SpreadConstraint[]): boolean =>
  node !== undefined && constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined)

function podMatches(waiting: Waiting, { pod }: ClusterChange): boolean {
  const other = pod?.after ?? pod?.before
  return other !== undefined && isPlacedNear(waiting, other) && hardOf(waiting).some(({ selector }) => selector(other.metadata.labels))
}

function labelsMatter(waiting: Waiting, { pod }: ClusterChange): boolean {
  const { before, after } = pod ?? {}
  if (before === undefined || after === undefined || !isPlacedNear(waiting, after)) return false
  return hardOf(waiting).some(({ selector }) => selector(before.metadata.labels) !== selector(after.metadata.labels))
}

function tolerationMatters(waiting: Waiting, { pod }: ClusterChange): boolean {
  return pod?.after?.metadata.uid === waiting.pod.metadata.uid && hardOf(waiting).some(({ honorsTaints }) => honorsTaints)
}

function nodeCounts(waiting: Waiting, { node }: ClusterChange): boolean {
  return hasAllKeys(node?.after ?? node?.before, hardOf(waiting))
}

function nodeChanges(waiting: Waiting, { node }: ClusterChange): boolean {
  const constraints = hardOf(waiting)
  const [before, after] = [node?.before, node?.after]
  if (hasAllKeys(before, constraints) !== hasAllKeys(after, constraints)) return true
  if (!hasAllKeys(after, constraints)) return false
  const moves = constraints.some(({ topologyKey }) => before?.metadata.labels?.[topologyKey] !== after?.metadata.labels?.[topologyKey])
  return moves || before?.spec.taints !== after?.spec.taints
}
