import type { Affinity, LabelSelector, Pod, PodAffinity, PodAffinityTerm, PodSpec, StringMap, TopologySpreadConstraint } from '../api/types.js'
import { mapSame } from '../api/defaults/fill.js'
import { syncAppArmor } from '../api/warnings/app-armor.js'

/** What the pod strategy does between admission and validation (registry/core/pod strategy.go `PrepareForCreate` 1.36). */
export function completePod(pod: Pod): Pod {
  const labels = pod.metadata.labels ?? {}
  const { affinity, topologySpreadConstraints } = pod.spec
  const placed = affinity === undefined ? affinity : withLabelKeys(affinity, labels)
  const spread = topologySpreadConstraints === undefined ? undefined : mapSame(topologySpreadConstraints, (constraint) => spreadOver(constraint, labels))
  const changed = placed !== affinity || spread !== topologySpreadConstraints
  const spec: PodSpec = changed ? { ...pod.spec, ...(placed && { affinity: placed }), ...(spread && { topologySpreadConstraints: spread }) } : pod.spec
  return syncAppArmor(spec === pod.spec ? pod : { ...pod, spec })
}

type LabelKeys = { readonly labelSelector?: LabelSelector; readonly matchLabelKeys?: readonly string[]; readonly mismatchLabelKeys?: readonly string[] }

/** The pod's own labels become requirements of the selector. */
function selecting<T extends LabelKeys>(term: T, labels: StringMap): T {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term
  if (labelSelector === undefined || matchLabelKeys.length + mismatchLabelKeys.length === 0) return term
  const requirement = (operator: 'In' | 'NotIn') => (key: string) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }])
  const added = [...matchLabelKeys.flatMap(requirement('In')), ...mismatchLabelKeys.flatMap(requirement('NotIn'))]
  if (added.length === 0) return term
  return { ...term, labelSelector: { ...labelSelector, matchExpressions: [...(labelSelector.matchExpressions ?? []), ...added] } }
}

const spreadOver = (constraint: TopologySpreadConstraint, labels: StringMap): TopologySpreadConstraint => selecting(constraint, labels)

const required = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'

function termsWithLabelKeys(affinity: PodAffinity | undefined, labels: StringMap): PodAffinity | undefined {
  if (affinity === undefined) return undefined
  const needed = affinity[required]
  const wanted = affinity[preferred]
  const terms = needed && mapSame(needed, (term: PodAffinityTerm) => selecting(term, labels))
  const weighted = wanted && mapSame(wanted, (item) => {
    const podAffinityTerm = selecting(item.podAffinityTerm ?? { topologyKey: '' }, labels)
    return podAffinityTerm === item.podAffinityTerm || item.podAffinityTerm === undefined ? item : { ...item, podAffinityTerm }
  })
  return terms === needed && weighted === wanted ? affinity : { ...affinity, ...(terms && { [required]: terms }), ...(weighted && { [preferred]: weighted }) }
}

function withLabelKeys(affinity: Affinity, labels: StringMap): Affinity {
  const podAffinity = termsWithLabelKeys(affinity.podAffinity, labels)
  const podAntiAffinity = termsWithLabelKeys(affinity.podAntiAffinity, labels)
  if (podAffinity === affinity.podAffinity && podAntiAffinity === affinity.podAntiAffinity) return affinity
  return { ...affinity, ...(podAffinity && { podAffinity }), ...(podAntiAffinity && { podAntiAffinity }) }
}
