import type { LabelSelector, PodAffinityTerm, PodSpec } from '../api/types.js'

/** Keys of labels that a pod's affinity terms and topology spread constraints ask for, of other pods or of the pod itself. */
export function askedLabelsOf({ affinity, topologySpreadConstraints }: PodSpec): readonly string[] {
  const { podAffinity, podAntiAffinity } = affinity ?? {}
  if (podAffinity === undefined && podAntiAffinity === undefined && topologySpreadConstraints === undefined) return none
  const keys = new Set<string>()
  for (const side of [podAffinity, podAntiAffinity]) {
    for (const term of side?.requiredDuringSchedulingIgnoredDuringExecution ?? []) addTerm(keys, term)
    for (const { podAffinityTerm } of side?.preferredDuringSchedulingIgnoredDuringExecution ?? []) addTerm(keys, podAffinityTerm)
  }
  for (const { labelSelector, matchLabelKeys } of topologySpreadConstraints ?? []) addSelector(keys, labelSelector, matchLabelKeys)
  return [...keys]
}

const none: readonly string[] = []

function addTerm(keys: Set<string>, { labelSelector, matchLabelKeys, mismatchLabelKeys }: PodAffinityTerm): void {
  addSelector(keys, labelSelector, matchLabelKeys)
  for (const key of mismatchLabelKeys ?? none) keys.add(key)
}

function addSelector(keys: Set<string>, selector: LabelSelector | undefined, labelKeys: readonly string[] | undefined): void {
  for (const key in selector?.matchLabels) keys.add(key)
  for (const { key } of selector?.matchExpressions ?? []) keys.add(key)
  for (const key of labelKeys ?? none) keys.add(key)
}
