import { compileSelector, parseSelector, type LabelPredicate } from '../api/labels.js'
import type { Pod } from '../api/types.js'
import type { MetricOverride } from '../behaviour.js'

export type PodOverride = NonNullable<MetricOverride['pods']>

const predicates = new Map<string, LabelPredicate>()
const maxPredicates = 1_000

/** Compiled once per text; a text that is no selector selects nothing, which the harness refuses before. */
function predicateOf(select: string): LabelPredicate {
  let predicate = predicates.get(select)
  if (predicate !== undefined) return predicate
  if (predicates.size >= maxPredicates) predicates.clear()
  const parsed = parseSelector(select)
  predicates.set(select, (predicate = parsed.ok ? compileSelector(parsed.value) : () => false))
  return predicate
}

/** What the `metrics` step last set for a pod and that passes; later steps win. */
export function overrideFor(overrides: readonly MetricOverride[], pod: Pod, isMeant: (override: PodOverride) => boolean): PodOverride | undefined {
  for (let i = overrides.length - 1; i >= 0; i--) {
    const { pods } = overrides[i]!
    if (pods !== undefined && isMeant(pods) && pods.namespace === pod.metadata.namespace && predicateOf(pods.select)(pod.metadata.labels)) return pods
  }
  return undefined
}

export const setsResources = ({ cpu, memory }: PodOverride): boolean => cpu !== undefined || memory !== undefined
