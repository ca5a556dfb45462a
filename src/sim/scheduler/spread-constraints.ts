import { compileRequirement, compileSelector, type LabelPredicate } from '../api/labels.js'
import type { LabelSelector, TopologySpreadConstraint } from '../api/types.js'
import type { LabelIdentity } from './label-identity.js'

/** A topology spread constraint as the scheduler uses it (podtopologyspread/common.go, 1.36). */
export interface SpreadConstraint {
  readonly topologyKey: string
  readonly maxSkew: number
  readonly isHard: boolean
  readonly selector: LabelPredicate
  /** An empty selector counts no pod at all, though every pod matches it. */
  readonly countsNothing: boolean
  readonly minDomains: number
  readonly honorsAffinity: boolean
  readonly honorsTaints: boolean
}

export function spreadConstraintOf(constraint: TopologySpreadConstraint, pod: LabelIdentity): SpreadConstraint {
  const keys = (constraint.matchLabelKeys ?? []).filter((key) => pod.labels[key] !== undefined)
  return {
    ...fixedParts(constraint),
    selector: withLabelKeys(constraint.labelSelector, keys, pod),
    countsNothing: keys.length === 0 && isEmptySelector(constraint.labelSelector),
  }
}

/** A default constraint of the profile, with the selector that is deduced from the pod's Services and owner. */
export const defaultConstraint = (constraint: TopologySpreadConstraint, selector: LabelPredicate): SpreadConstraint =>
  ({ ...fixedParts(constraint), selector, countsNothing: false })

const fixedParts = (constraint: TopologySpreadConstraint): Omit<SpreadConstraint, 'selector' | 'countsNothing'> => ({
  topologyKey: constraint.topologyKey,
  maxSkew: constraint.maxSkew,
  isHard: constraint.whenUnsatisfiable === 'DoNotSchedule',
  minDomains: constraint.minDomains ?? 1,
  honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
  honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
})

const isEmptySelector = (selector: LabelSelector | undefined): boolean =>
  selector !== undefined && Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions?.length ?? 0) === 0

function withLabelKeys(selector: LabelSelector | undefined, keys: readonly string[], pod: LabelIdentity): LabelPredicate {
  const own = compileSelector(selector)
  if (selector === undefined || keys.length === 0) return own
  const extra = keys.map((key) => compileRequirement({ key, operator: 'In', values: [pod.labels[key]!] }))
  return (labels) => own(labels) && extra.every((matches) => matches(labels))
}
