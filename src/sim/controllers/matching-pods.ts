import { compileSelector, equalityPairs } from '../api/labels.js'
import type { LabelSelector, Pod, StringMap } from '../api/types.js'
import type { ActorContext } from '../state.js'

/** The pods of a namespace that a selector selects; what the label index can answer is asked there first. */
export function matchingPods(context: ActorContext, namespace: string, selector: LabelSelector | undefined): readonly Pod[] {
  if (selector === undefined) return []
  const candidates = context.store.podsWithLabels(namespace, equalitiesOf(selector))
  if ((selector.matchExpressions?.length ?? 0) === 0) return candidates
  const isSelected = compileSelector(selector)
  return candidates.filter((pod) => isSelected(pod.metadata.labels))
}

/** Each Job has a selector of its own, of one label: that is the map asked for. */
function equalitiesOf(selector: LabelSelector): StringMap {
  const { matchLabels, matchExpressions } = selector
  if (matchLabels !== undefined && (matchExpressions === undefined || matchExpressions.length === 0) && hasOne(matchLabels)) return matchLabels
  return Object.fromEntries(equalityPairs(selector))
}

function hasOne(labels: StringMap): boolean {
  let count = 0
  for (const _ in labels) count++
  return count === 1
}

/** A selector as Go prints it with `%+v`: `&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}`. */
export function describeSelector(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil'
  const labels = Object.entries(selector.matchLabels ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${value},`).join('')
  const expressions = (selector.matchExpressions ?? [])
    .map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`).join('')
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`
}
