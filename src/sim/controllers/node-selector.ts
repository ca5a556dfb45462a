import { compileRequirement } from '../api/labels.js'
import type { LabelSelectorRequirement, Node, NodeSelectorTerm } from '../api/types.js'

export type NodePredicate = (node: Node) => boolean

/** Whether a node matches one of the terms; a term that says nothing matches nothing (component-helpers nodeaffinity, 1.36). */
export function compileNodeTerms(terms: readonly NodeSelectorTerm[]): NodePredicate {
  const compiled = terms.filter((term) => (term.matchExpressions ?? []).length + (term.matchFields ?? []).length > 0).map(compileTerm)
  return (node) => compiled.some((matches) => matches(node))
}

function compileTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): NodePredicate {
  const labels = matchExpressions.map(compileRequirement)
  return (node) => labels.every((matches) => matches(node.metadata.labels)) && matchFields.every((field) => isFieldMatch(node, field))
}

/** The one field is metadata.name, with exactly one value. */
function isFieldMatch({ metadata }: Node, { key, operator, values = [] }: LabelSelectorRequirement): boolean {
  if (key !== 'metadata.name' || values.length !== 1) return false
  return operator === 'In' ? metadata.name === values[0] : operator === 'NotIn' && metadata.name !== values[0]
}
