import { compileLabelSet } from '../../api/labels.js'
import type { DaemonSet, Node, PodSpec, Taint } from '../../api/types.js'
import { compileNodeTerms, type NodePredicate } from '../node-selector.js'
import { tolerates } from '../taint-eviction-tolerations.js'
import { daemonTolerations } from './template.js'

export interface Eligibility {
  /** A pod is to be made where there is none. */
  readonly shouldRun: boolean
  /** A pod that is there may stay. */
  readonly shouldContinue: boolean
}

const no: Eligibility = { shouldRun: false, shouldContinue: false }
const onlyStay: Eligibility = { shouldRun: false, shouldContinue: true }
const yes: Eligibility = { shouldRun: true, shouldContinue: true }

/** Whether a node is one for the pods of a DaemonSet: its name, labels and taints count, not its room or readiness (NodeShouldRunDaemonPod, 1.36). */
export function eligibility(set: DaemonSet, node: Node): Eligibility {
  const { spec } = set.spec.template
  if ((spec.nodeName ?? '') !== '' && spec.nodeName !== node.metadata.name) return no
  if (!predicateOf(spec)(node)) return no
  const untolerated = (node.spec.taints ?? []).filter((taint) => isHindering(taint) && !daemonTolerations(spec).some((toleration) => tolerates(toleration, taint)))
  if (untolerated.length === 0) return yes
  return untolerated.some(({ effect }) => effect === 'NoExecute') ? no : onlyStay
}

const isHindering = ({ effect }: Taint): boolean => effect === 'NoSchedule' || effect === 'NoExecute'

const predicates = new WeakMap<PodSpec, NodePredicate>()

function predicateOf(spec: PodSpec): NodePredicate {
  let predicate = predicates.get(spec)
  if (predicate === undefined) predicates.set(spec, (predicate = compile(spec)))
  return predicate
}

function compile(spec: PodSpec): NodePredicate {
  const hasLabels = compileLabelSet(spec.nodeSelector)
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  const isMatch = terms === undefined ? (): boolean => true : compileNodeTerms(terms)
  return (node) => hasLabels(node.metadata.labels) && isMatch(node)
}
