import type { Cycle } from './cycle.js'
import { addPod, cloneNodeRecord, priorityOf, type PlacedPod } from './node-record.js'
import type { Rejection } from './rejection.js'
import { cloneFilters, isClusterIdle, runFilters } from './examine.js'

/** Other pods of at least the pod's priority that are promised the node; undefined for none. */
export function promisedTo({ derived, pod }: Cycle, position: number): readonly PlacedPod[] | undefined {
  const all = derived.promised.get(position)
  if (all === undefined) return undefined
  const priority = priorityOf(pod)
  if (all.every((placed) => isAhead(placed, pod.metadata.uid, priority))) return all
  const some = all.filter((placed) => isAhead(placed, pod.metadata.uid, priority))
  return some.length === 0 ? undefined : some
}

const isAhead = ({ pod }: PlacedPod, uid: string, priority: number): boolean => pod.metadata.uid !== uid && priorityOf(pod) >= priority

/** An answer about a crowded node, valid while neither the node nor the promises on it change. */
export interface CrowdedAnswer {
  readonly nodeVersion: number
  readonly promised: readonly PlacedPod[]
  readonly rejection: Rejection | undefined
}

/** Whether answers rest on the node and its promises alone, so that they may be kept. */
export const isOfNodeAlone = (cycle: Cycle, promised: readonly PlacedPod[] | undefined): boolean =>
  isClusterIdle(cycle.template) && (promised === undefined || promised.every(({ facts }) => facts.affinity === undefined))

/** The filters with the nominated pods on the node; without them they are run once more (RunFilterPluginsWithNominatedPods, 1.36). */
export function rejectionOfCrowded(cycle: Cycle, position: number, promised: readonly PlacedPod[]): Rejection | undefined {
  const { template: { answers }, derived } = cycle
  const nodeVersion = derived.nodeVersions[position]!
  const known = answers.crowded.get(position)
  if (known !== undefined && known.nodeVersion === nodeVersion && known.promised === promised && isOfNodeAlone(cycle, promised)) return known.rejection
  const rejection = tryCrowded(cycle, position, promised)
  if (isOfNodeAlone(cycle, promised)) answers.crowded.set(position, { nodeVersion, promised, rejection })
  return rejection
}

function tryCrowded({ template, derived }: Cycle, position: number, promised: readonly PlacedPod[]): Rejection | undefined {
  const record = cloneNodeRecord(derived.nodes[position]!)
  const filters = cloneFilters(template.clusterFilters!)
  for (const placed of promised) {
    addPod(record, placed)
    for (const { plugin, state } of filters) plugin.updateFilter?.(template.incoming, state, placed, position, 1, derived)
  }
  return runFilters(template, record, filters, position)
}
