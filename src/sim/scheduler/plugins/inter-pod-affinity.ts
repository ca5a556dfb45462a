import type { Pod } from '../../api/types.js'
import { affinityTermsOf, matchesAllTerms, type AffinityTerm } from '../affinity-terms.js'
import { applyPod, checkAffinity, cloneAffinity, countAffinity, type AffinityState } from '../affinity-filter.js'
import { applyWorth, countWorth, scoreAffinity, type AffinityScores } from '../affinity-score.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import { identityOf, type LabelIdentity } from '../label-identity.js'
import { unresolvable, unschedulable } from '../rejection.js'

const name = 'InterPodAffinity'
const rejections = {
  affinity: unresolvable(name, "node(s) didn't match pod affinity rules"),
  anti: unschedulable(name, "node(s) didn't match pod anti-affinity rules"),
  existing: unschedulable(name, "node(s) didn't satisfy existing pods anti-affinity rules"),
}

/** Pod affinity and anti-affinity, the incoming pod's and that of the pods that are there (interpodaffinity, 1.36). */
export const interPodAffinity: Plugin = definePlugin<AffinityState, AffinityScores>({
  name,
  weight: 2,
  isClusterWide: true,
  preFilter: (incoming, snapshot) => ({ state: countAffinity(incoming, snapshot) }),
  isIdle: (state) => state.affinity.size === 0 && state.anti.size === 0 && state.existingTotal === 0,
  filter: (incoming, _, state, position) => {
    const problem = checkAffinity(incoming, state, position)
    return problem === undefined ? undefined : rejections[problem]
  },
  updateFilter: applyPod,
  cloneFilter: cloneAffinity,
  preScore: (incoming, snapshot) => {
    const { affinity } = incoming.facts
    const { ignorePreferredTermsOfExistingPods, hardPodAffinityWeight } = incoming.args(name)
    const hasWishes = affinity !== undefined && affinity.preferred.length + affinity.preferredAnti.length > 0
    if (ignorePreferredTermsOfExistingPods === true && !hasWishes) return undefined
    return countWorth(incoming, snapshot, typeof hardPodAffinityWeight === 'number' ? hardPodAffinityWeight : 1)
  },
  isScoreIdle: (_, state) => state.pairs.size === 0,
  scoreAll: (_, state, feasible, count, scores) => scoreAffinity(state, feasible, count, scores),
  updateScore: applyWorth,
  followsAffinityOnly: ({ facts }) => facts.affinity === undefined,
  requeue: { podAdd: comes, podDelete: goes, podLabel: changesLabels, nodeAdd: nodeComes, nodeLabel: nodeMoves, nodeTaint: always },
})

const required = ({ incoming }: Waiting): readonly AffinityTerm[] => incoming.facts.affinity?.required ?? []
const requiredAnti = ({ incoming }: Waiting): readonly AffinityTerm[] => incoming.facts.affinity?.requiredAnti ?? []
const identity = ({ metadata }: Pod): LabelIdentity => identityOf(metadata.namespace ?? '', metadata.labels)
// The hints do not look up namespaces: a namespaceSelector sees no labels there (isSchedulableAfterPodChange, 1.36).
const unknownNamespace = (): undefined => undefined
const isMeant = (terms: readonly AffinityTerm[], pod: LabelIdentity): boolean => matchesAllTerms(terms, pod, unknownNamespace)

function comes(waiting: Waiting, { pod }: ClusterChange): boolean {
  return pod?.after !== undefined && isMeant(required(waiting), identity(pod.after))
}

function goes(waiting: Waiting, { pod }: ClusterChange): boolean {
  if (pod?.before === undefined) return false
  const gone = identity(pod.before)
  const itsTerms = affinityTermsOf(pod.before.spec.affinity, gone)
  return isMeant(requiredAnti(waiting), gone) || isMeant(itsTerms?.requiredAnti ?? [], waiting.incoming.facts.identity)
}

function changesLabels(waiting: Waiting, { pod }: ClusterChange): boolean {
  const { before, after } = pod ?? {}
  if (before === undefined || after === undefined) return false
  if (after.metadata.uid === waiting.pod.metadata.uid) return true
  const [then, now] = [identity(before), identity(after)]
  const [friends, enemies] = [required(waiting), requiredAnti(waiting)]
  return (!isMeant(friends, then) && isMeant(friends, now)) || (isMeant(enemies, then) && !isMeant(enemies, now))
}

function nodeComes(waiting: Waiting, { node }: ClusterChange): boolean {
  return requiredAnti(waiting).length > 0 || required(waiting).some(({ topologyKey }) => node?.after?.metadata.labels?.[topologyKey] !== undefined)
}

function nodeMoves(waiting: Waiting, { node }: ClusterChange): boolean {
  const valueOf = (key: string): readonly (string | undefined)[] => [node?.before?.metadata.labels?.[key], node?.after?.metadata.labels?.[key]]
  const gains = required(waiting).some(({ topologyKey }) => {
    const [before, after] = valueOf(topologyKey)
    return after !== undefined && before !== after
  })
  return gains || requiredAnti(waiting).some(({ topologyKey }) => {
    const [before, after] = valueOf(topologyKey)
    return before !== undefined && before !== after
  })
}
