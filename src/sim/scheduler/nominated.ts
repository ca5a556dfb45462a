import type { Cycle } from './cycle.js'
import { addPod, cloneNodeRecord, priorityOf } from './node-record.js'
import { promisedOf, type Promised } from './promises.js'
import type { Rejection } from './rejection.js'
import { cloneFilters, isClusterIdle, runFilters } from './examine.js'

/** Other pods of at least the pod's priority that are promised the node; undefined for none. */
export function promisedTo({ derived, pod, ownPosition }: Cycle, position: number): Promised | undefined {
  const all = derived.promised.get(position)
  if (all === undefined) return undefined
  const priority = priorityOf(pod)
  if (all.lowest >= priority && position !== ownPosition) return all
  const some = all.pods.filter((placed) => placed.pod.metadata.uid !== pod.metadata.uid && priorityOf(placed.pod) >= priority)
  return some.length === 0 ? undefined : promisedOf(some)
}

/** An answer about a crowded node, valid while neither the node nor the promises on it change. */
export interface CrowdedAnswer {
  readonly nodeVersion: number
  readonly promised: Promised
  readonly rejection: Rejection | undefined
}

/** Whether answers rest on the node and its promises alone, so that they may be kept. */
export const isOfNodeAlone = (cycle: Cycle, promised: Promised | undefined): boolean =>
  promised?.hasAffinity !== true && isClusterIdle(cycle.template)

/** The filters with the nominated pods on the node; without them they are run once more (RunFilterPluginsWithNominatedPods, 1.36). */
export function rejectionOfCrowded(cycle: Cycle, position: number, promised: Promised): Rejection | undefined {
  const { template: { answers }, derived } = cycle
  const nodeVersion = derived.nodeVersions[position]!
  const known = answers.crowded.get(position)
  if (known !== undefined && known.nodeVersion === nodeVersion && known.promised === promised && isOfNodeAlone(cycle, promised)) return known.rejection
  const rejection = tryCrowded(cycle, position, promised)
  if (isOfNodeAlone(cycle, promised)) answers.crowded.set(position, { nodeVersion, promised, rejection })
  return rejection
}

function tryCrowded({ template, derived }: Cycle, position: number, promised: Promised): Rejection | undefined {
  const record = cloneNodeRecord(derived.nodes[position]!)
  const filters = cloneFilters(template.clusterFilters!)
  for (const placed of promised.pods) {
    addPod(record, placed)
    for (const { plugin, state } of filters) plugin.updateFilter?.(template.incoming, state, placed, position, 1, derived)
  }
  return runFilters(template, record, filters, position)
}
