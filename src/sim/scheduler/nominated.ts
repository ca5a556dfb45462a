import type { Cycle, NominatedPods } from './cycle.js'
import { factsOf } from './pod-facts.js'
import { addPod, cloneNodeRecord, priorityOf, type PlacedPod } from './node-record.js'
import type { Derived } from './derived.js'
import type { Pod } from '../api/types.js'
import type { Rejection } from './rejection.js'
import type { SchedulerState } from './state.js'
import { cloneFilters, runFilters } from './examine.js'

const nobody: NominatedPods = new Map()

/** Nominated pods of at least the pod's priority. */
export function nominatedFor(state: SchedulerState, derived: Derived, pod: Pod): NominatedPods {
  if (state.nominations.size === 0) return nobody
  const found = new Map<number, PlacedPod[]>()
  for (const nomination of state.nominations.values()) {
    const position = derived.positions.get(nomination.node)
    if (position === undefined || nomination.uid === pod.metadata.uid || nomination.priority < priorityOf(pod)) continue
    const placed = { key: nomination.key, pod: nomination.pod, facts: factsOf(nomination.pod), node: nomination.node, isAssumed: true, isRunning: false }
    found.set(position, [...(found.get(position) ?? []), placed])
  }
  return found
}

/** The filters with the nominated pods on the node; without them they are run once more (RunFilterPluginsWithNominatedPods, 1.36). */
export function passWithNominated(cycle: Cycle, position: number): Rejection | undefined {
  const { template, derived } = cycle
  const record = cloneNodeRecord(derived.nodes[position]!)
  const filters = cloneFilters(template.clusterFilters!)
  for (const placed of cycle.nominated.get(position) ?? []) {
    addPod(record, placed)
    for (const { plugin, state } of filters) plugin.updateFilter?.(template.incoming, state, placed, position, 1, derived)
  }
  return runFilters(template, record, filters, position)
}
