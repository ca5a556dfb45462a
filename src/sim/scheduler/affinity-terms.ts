import { compileRequirement, compileSelector, type LabelPredicate } from '../api/labels.js'
import type { Affinity, PodAffinityTerm, StringMap } from '../api/types.js'
import type { LabelIdentity } from './label-identity.js'

/** One term of pod affinity or anti-affinity. */
export interface AffinityTerm {
  readonly topologyKey: string
  readonly namespaces: ReadonlySet<string>
  readonly namespaceSelector: LabelPredicate | undefined
  readonly selector: LabelPredicate
}
export interface WeightedTerm extends AffinityTerm {
  readonly weight: number
}

/** The terms of a pod; undefined lists are empty lists. */
export interface PodAffinityTerms {
  readonly required: readonly AffinityTerm[]
  readonly requiredAnti: readonly AffinityTerm[]
  readonly preferred: readonly WeightedTerm[]
  readonly preferredAnti: readonly WeightedTerm[]
}

export type NamespaceLabels = (namespace: string) => StringMap | undefined

/** Whether a pod of that namespace and labels is meant (kube-scheduler framework AffinityTerm.Matches, 1.36). */
export const termMatches = (term: AffinityTerm, pod: LabelIdentity, namespaceLabels: NamespaceLabels): boolean =>
  (term.namespaces.has(pod.namespace) || term.namespaceSelector?.(namespaceLabels(pod.namespace)) === true) && term.selector(pod.labels)

/** No terms match nothing. */
export const matchesAllTerms = (terms: readonly AffinityTerm[], pod: LabelIdentity, namespaceLabels: NamespaceLabels): boolean =>
  terms.length > 0 && terms.every((term) => termMatches(term, pod, namespaceLabels))

export function affinityTermsOf(affinity: Affinity | undefined, pod: LabelIdentity): PodAffinityTerms | undefined {
  const { podAffinity, podAntiAffinity } = affinity ?? {}
  if (podAffinity === undefined && podAntiAffinity === undefined) return undefined
  const compile = (term: PodAffinityTerm): AffinityTerm => compileTerm(term, pod)
  const compileWeighted = ({ weight, podAffinityTerm }: { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }): WeightedTerm =>
    ({ ...compile(podAffinityTerm), weight })
  const terms: PodAffinityTerms = {
    required: (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(compile),
    requiredAnti: (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(compile),
    preferred: (podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(compileWeighted),
    preferredAnti: (podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(compileWeighted),
  }
  return Object.values(terms).every((list: readonly AffinityTerm[]) => list.length === 0) ? undefined : terms
}

function compileTerm(term: PodAffinityTerm, pod: LabelIdentity): AffinityTerm {
  const isOwnNamespace = (term.namespaces?.length ?? 0) === 0 && term.namespaceSelector === undefined
  return {
    topologyKey: term.topologyKey,
    namespaces: new Set(isOwnNamespace ? [pod.namespace] : term.namespaces),
    namespaceSelector: term.namespaceSelector === undefined ? undefined : compileSelector(term.namespaceSelector),
    selector: withLabelKeys(term, pod),
  }
}

/** The API server appends matchLabelKeys and mismatchLabelKeys to the selector; for pods that did not pass there, it is done here. */
function withLabelKeys(term: PodAffinityTerm, pod: LabelIdentity): LabelPredicate {
  const selector = compileSelector(term.labelSelector)
  if (term.labelSelector === undefined) return selector
  const require = (operator: string) => (key: string): readonly LabelPredicate[] => {
    const value = pod.labels[key]
    return value === undefined ? [] : [compileRequirement({ key, operator, values: [value] })]
  }
  const extra = [...(term.matchLabelKeys ?? []).flatMap(require('In')), ...(term.mismatchLabelKeys ?? []).flatMap(require('NotIn'))]
  return extra.length === 0 ? selector : (labels) => selector(labels) && extra.every((matches) => matches(labels))
}
