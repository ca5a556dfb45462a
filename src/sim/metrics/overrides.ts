import { compileSelector, parseSelector, type LabelPredicate } from '../api/labels.js'
import type { Pod } from '../api/types.js'
import type { MetricOverride } from '../behaviour.js'
import { memoised } from '../memo.js'

export type PodOverride = NonNullable<MetricOverride['pods']>

/** Compiled once per text; a text that is no selector selects nothing, which the harness refuses before. */
const predicateOf: (select: string) => LabelPredicate = memoised((select) => {
  const parsed = parseSelector(select)
  return parsed.ok ? compileSelector(parsed.value) : (): boolean => false
}, 1_000)

/** What the `metrics` step last set for a pod and that passes; later steps win. */
export function overrideFor(overrides: readonly MetricOverride[], pod: Pod, isMeant: (override: PodOverride) => boolean): PodOverride | undefined {
  for (let i = overrides.length - 1; i >= 0; i--) {
    const { pods } = overrides[i]!
    if (pods !== undefined && isMeant(pods) && pods.namespace === pod.metadata.namespace && predicateOf(pods.select)(pod.metadata.labels)) return pods
  }
  return undefined
}

export const setsResources = ({ cpu, memory }: PodOverride): boolean => cpu !== undefined || memory !== undefined
