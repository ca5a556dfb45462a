import { compileSelector, equalityPairs } from '../api/labels.js'
import type { LabelSelector, Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'

/** The pods of a namespace that a selector selects; what the label index can answer is asked there first. */
export function matchingPods(context: ActorContext, namespace: string, selector: LabelSelector | undefined): readonly Pod[] {
  if (selector === undefined) return []
  const candidates = context.store.podsWithLabels(namespace, Object.fromEntries(equalityPairs(selector)))
  if ((selector.matchExpressions?.length ?? 0) === 0) return candidates
  const isSelected = compileSelector(selector)
  return candidates.filter((pod) => isSelected(pod.metadata.labels))
}

/** A selector as Go prints it with `%+v`: `&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}`. */
export function describeSelector(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil'
  const labels = Object.entries(selector.matchLabels ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${value},`).join('')
  const expressions = (selector.matchExpressions ?? [])
    .map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`).join('')
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`
}
