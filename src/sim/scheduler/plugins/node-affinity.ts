import type { Node, NodeAffinity } from '../../api/types.js'
import { always, definePlugin, type ClusterChange, type Incoming, type Plugin, type PreFiltered, type Waiting } from '../define.js'
import { compileTerms, preferencesOf, type NodePredicate, type NodeWishes } from '../node-affinity-terms.js'
import { unresolvable } from '../rejection.js'

const name = 'NodeAffinity'
const mismatch = unresolvable(name, "node(s) didn't match Pod's node affinity/selector")
const enforced = unresolvable(name, "node(s) didn't match scheduler-enforced node affinity")
const conflict = unresolvable(name, 'pod affinity terms conflict')

interface Filter {
  readonly added: NodePredicate | undefined
  readonly matches: NodePredicate | undefined
}

/** nodeSelector, node affinity required and preferred, and the profile's added affinity (nodeaffinity, 1.36). */
export const nodeAffinity: Plugin = definePlugin<Filter, NodeWishes['preferred']>({
  name,
  weight: 2,
  preFilter,
  filter: (_, { node }, { added, matches }) => (added?.(node!) === false ? enforced : matches?.(node!) === false ? mismatch : undefined),
  preScore: (incoming) => {
    const preferred = [...incoming.facts.nodeWishes.preferred, ...preferencesOf(addedAffinity(incoming))]
    return preferred.length === 0 ? undefined : preferred
  },
  score: (_, { node }, preferred) => preferred.reduce((sum, { weight, matches }) => (matches(node!) ? sum + weight : sum), 0),
  normalize: 'highest',
  requeue: { nodeAdd: comesToMatch, nodeLabel: comesToMatch, nodeTaint: always },
})

const addedAffinity = (incoming: Incoming): NodeAffinity | undefined => incoming.args(name)['addedAffinity'] as NodeAffinity | undefined

/** What the profile demands of the node. */
function addedPredicate(incoming: Incoming): NodePredicate | undefined {
  const terms = addedAffinity(incoming)?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  return terms === undefined ? undefined : compileTerms(terms)
}

function preFilter(incoming: Incoming): PreFiltered<Filter> {
  const { matches, names } = incoming.facts.nodeWishes
  const added = addedPredicate(incoming)
  if (matches === undefined && added === undefined) return undefined
  if (names?.size === 0) return conflict
  return { state: { added, matches }, ...(names === undefined ? {} : { nodes: names }) }
}

function comesToMatch({ incoming }: Waiting, { node }: ClusterChange): boolean {
  const { matches } = incoming.facts.nodeWishes
  const added = addedPredicate(incoming)
  const fits = (candidate: Node): boolean => matches === undefined || matches(candidate)
  return node?.after !== undefined && added?.(node.after) !== false && fits(node.after) && (node.before === undefined || !fits(node.before))
}
