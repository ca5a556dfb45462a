import { slotOf } from '../actor-slot.js'
import type { Pod } from '../api/types.js'
import { scenarioContext } from '../cluster.js'
import type { ActorContext, Cluster } from '../state.js'
import { keyOf } from '../store/keys.js'
import { clusterScoresOf } from './examine.js'
import type { Cycle } from './cycle.js'
import { fitError } from './fit-error.js'
import { rejectionAt } from './find-node.js'
import { factsOf } from './pod-facts.js'
import { unplacePod } from './placement.js'
import { rejectionParts, scoreParts } from './explain-parts.js'
import type { Rejection } from './rejection.js'
import { normalizeScores } from './score-nodes.js'
import { checkPod, startCycle } from './schedule-pods.js'
import { forkState, scheduler } from './scheduler.js'
import type { SchedulerState } from './state.js'
import type { PreparedScore } from './template.js'

/** What each plugin says of one node. */
export interface NodeExplanation {
  readonly node: string
  /** Every plugin that turns the node down, in their order; the scheduler itself stops at the first. Empty: the node would do. */
  readonly rejections: readonly ExplainedRejection[]
  /** Of nodes that would do: 0..100 each, and what a point weighs. */
  readonly scores: readonly PluginScore[]
  readonly total: number
}
/** `parts`: what stands behind it, such as `cpu: asks 2, 500m of 4 free`. */
export interface ExplainedRejection extends Rejection {
  readonly parts: readonly string[]
}
export interface PluginScore {
  readonly plugin: string
  readonly score: number
  readonly weight: number
  readonly parts: readonly string[]
}

export interface PlacementExplanation {
  /** Rejects the pod before any node is looked at. */
  readonly preFilter: Rejection | undefined
  readonly nodes: readonly NodeExplanation[]
  /** The scheduler's words without what preemption says; empty when a node would do. */
  readonly message: string
}

/**
 * How the scheduler sees a pod now: what every plugin answers for every node, as data. A pod that has a node is looked at as if it
 * had none yet. Changes nothing.
 */
export function explainPlacement(cluster: Cluster, pod: Pod): PlacementExplanation {
  const live = slotOf(cluster, scheduler.name)?.state
  const state = forkState(live as SchedulerState)
  const context = scenarioContext(cluster, 1)
  unplacePod(state, keyOf(pod.metadata))
  const unbound: Pod = { ...pod, ...(isBound(cluster, pod) ? { spec: withoutNode(pod) } : {}), status: { phase: 'Pending' } }
  return explain(context, startCycle(context, state, unbound, { facts: factsOf(unbound) }))
}

const isBound = ({ store }: Cluster, pod: Pod): boolean => pod.spec.nodeName !== undefined && store.get('Pod', keyOf(pod.metadata)) !== undefined

function withoutNode({ spec: { nodeName: _, ...spec } }: Pod): Pod['spec'] {
  return spec
}

function explain(context: ActorContext, cycle: Cycle): PlacementExplanation {
  const preFilter = checkPod(context, cycle)?.preFilter
  const { nodes } = cycle.derived
  const rejections = nodes.map((_, position) => (preFilter === undefined ? allRejections(cycle, position) : [{ ...preFilter, parts: [] }]))
  const feasible = Int32Array.from(nodes.flatMap((_, position) => (rejections[position]!.length === 0 ? [position] : [])))
  const scores = feasible.length === 0 ? [] : allScores(cycle, feasible)
  const explained = nodes.map(({ name }, position): NodeExplanation => {
    const at = feasible.indexOf(position)
    const own = at < 0 ? [] : scores.map(({ plugin, weight, values, state }) => ({ plugin, weight, score: values[at]!, parts: partsOf(scoreParts, plugin, cycle, position, state) }))
    return { node: name, rejections: rejections[position]!, scores: own, total: own.reduce((sum, { score, weight }) => sum + score * weight, 0) }
  })
  const first = rejections.map((list) => list[0]!)
  const message = feasible.length > 0 ? '' : nodes.length === 0 ? 'no nodes available to schedule pods' : fitError(nodes.length, preFilter, first, '')
  return { preFilter, nodes: explained, message }
}

const partsOf = (table: typeof scoreParts, plugin: string, { template, derived }: Cycle, position: number, state: unknown): readonly string[] =>
  table[plugin]?.(template.incoming, derived.nodes[position]!, state, position) ?? []

function allRejections(cycle: Cycle, position: number): readonly ExplainedRejection[] {
  const { template, derived } = cycle
  const record = derived.nodes[position]!
  if (template.answers.names?.has(record.name) === false) {
    const reason = `node(s) didn't satisfy plugin(s) [${template.answers.narrowedBy.join(' ')}]`
    return [{ plugin: template.answers.narrowedBy[0]!, reasons: [reason], isUnresolvable: true, parts: [] }]
  }
  const filters = [...template.answers.filters, ...template.clusterFilters!].sort((a, b) => a.order - b.order)
  const found = filters.flatMap(({ plugin, state }) => {
    const rejection = plugin.filter!(template.incoming, record, state, position)
    return rejection === undefined ? [] : [{ ...rejection, parts: partsOf(rejectionParts, plugin.name, cycle, position, state) }]
  })
  // Room that is promised to others may be all that is in the way.
  const promised = found.length > 0 ? undefined : rejectionAt(cycle, position)
  return promised === undefined ? found : [{ ...promised, parts: ['room is promised to a pod for which others are preempted'] }]
}

interface PluginScores {
  readonly plugin: string
  readonly weight: number
  readonly state: unknown
  readonly values: Int32Array
}

function allScores(cycle: Cycle, feasible: Int32Array): readonly PluginScores[] {
  const { template, derived, profile } = cycle
  const ofNodes = template.answers.scores.map((prepared) => ({ ...named(prepared), values: nodeScores(cycle, prepared, feasible) }))
  const ofCluster = clusterScoresOf(template, derived, profile).map((prepared) => {
    const values = new Int32Array(feasible.length)
    const { plugin, state } = prepared
    if (plugin.isScoreIdle?.(template.incoming, state, derived) !== true && !plugin.scoreAll!(template.incoming, state, feasible, feasible.length, values, derived)) values.fill(0)
    return { ...named(prepared), values }
  })
  return [...ofNodes, ...ofCluster]
}

const named = ({ plugin, weight, state }: PreparedScore): Omit<PluginScores, 'values'> => ({ plugin: plugin.name, weight, state })

function nodeScores({ template, derived }: Cycle, { plugin, state }: PreparedScore, feasible: Int32Array): Int32Array {
  const raw = feasible.map((position) => plugin.score!(template.incoming, derived.nodes[position]!, state))
  return plugin.normalize === undefined ? raw : normalizeScores(raw, plugin.normalize)
}
