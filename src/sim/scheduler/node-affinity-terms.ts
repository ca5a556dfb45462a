import { compileLabelSet, compileRequirement, type LabelPredicate } from '../api/labels.js'
import type { LabelSelectorRequirement, Node, NodeAffinity, NodeSelectorTerm, PodSpec } from '../api/types.js'

export type NodePredicate = (node: Node) => boolean

/** What a pod demands of its node, and what it prefers (component-helpers scheduling/corev1/nodeaffinity, 1.36). */
export interface NodeWishes {
  /** nodeSelector and required affinity; undefined when the pod demands nothing. */
  readonly matches: NodePredicate | undefined
  /** The only nodes that any term can match, by name; undefined when a term leaves the name open. Empty: the terms contradict themselves. */
  readonly names: ReadonlySet<string> | undefined
  readonly preferred: readonly { readonly weight: number; readonly matches: NodePredicate }[]
}

export function nodeWishesOf(spec: PodSpec): NodeWishes {
  const affinity = spec.affinity?.nodeAffinity
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  const required = terms === undefined ? undefined : compileTerms(terms)
  const selector = spec.nodeSelector === undefined ? undefined : compileLabelSet(spec.nodeSelector)
  return {
    matches: required === undefined && selector === undefined ? undefined
      : (node) => (selector === undefined || selector(node.metadata.labels)) && (required === undefined || required(node)),
    names: terms === undefined || terms.length === 0 ? undefined : namesOf(terms),
    preferred: preferencesOf(affinity),
  }
}

/** Terms are alternatives; a term that says nothing matches nothing. */
export function compileTerms(terms: readonly NodeSelectorTerm[]): NodePredicate {
  const compiled = terms.map(compileTerm).filter((term) => term !== undefined)
  return (node) => compiled.some((term) => term(node))
}

export function preferencesOf(affinity: NodeAffinity | undefined): NodeWishes['preferred'] {
  return (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(({ weight, preference }) => {
    const matches = weight === 0 ? undefined : compileTerm(preference)
    return matches === undefined ? [] : [{ weight, matches }]
  })
}

function compileTerm(term: NodeSelectorTerm): NodePredicate | undefined {
  const labels = (term.matchExpressions ?? []).map(compileRequirement)
  const fields = (term.matchFields ?? []).map(compileField)
  if (labels.length === 0 && fields.length === 0) return undefined
  return (node) => labels.every((matches: LabelPredicate) => matches(node.metadata.labels)) && fields.every((matches) => matches(node))
}

/** The one field is metadata.name, with exactly one value. */
function compileField({ key, operator, values = [] }: LabelSelectorRequirement): NodePredicate {
  if (key !== 'metadata.name' || values.length !== 1) return () => false
  if (operator === 'In') return (node) => node.metadata.name === values[0]
  return operator === 'NotIn' ? (node) => node.metadata.name !== values[0] : () => false
}

function namesOf(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (const term of terms) {
    let own: readonly string[] | undefined
    for (const { key, operator, values = [] } of term.matchFields ?? []) {
      if (key === 'metadata.name' && operator === 'In') own = own === undefined ? values : own.filter((name) => values.includes(name))
    }
    if (own === undefined) return undefined
    for (const name of own) names.add(name)
  }
  return names
}
