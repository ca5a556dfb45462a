import type { Container, Pod, PodSpec } from '../api/types.js'
import { hasSameSizes, isResized } from './resized-spec.js'

/**
 * Whether a pod that has a node changed in nothing that anybody reads of placed pods: spec and labels are the same, and what of the
 * status counts, which is when the pod started and what its containers have of their resources. Most news of pods are of this kind.
 */
export function isSameToOthers(before: Pod, after: Pod): boolean {
  const { spec, status, metadata } = after
  if (before.spec !== spec || before.metadata.labels !== metadata.labels || (spec.nodeName ?? '') === '' || metadata.deletionTimestamp !== undefined) return false
  const { phase, startTime } = status
  if (phase === 'Succeeded' || phase === 'Failed' || before.status.startTime !== startTime) return false
  return hasSameSizes(before.status, status) || (!mayReportMemory(spec) && !isResized(spec, status) && !isResized(spec, before.status))
}

/** Containers that ask for no memory report that they have none once they run (requests.ts `runningRequestsOf`). */
const mayReportMemory = ({ containers, initContainers }: PodSpec): boolean =>
  isAnyOpen(containers) || (initContainers !== undefined && isAnyOpen(initContainers))

function isAnyOpen(containers: readonly Container[]): boolean {
  for (let i = 0; i < containers.length; i++) {
    const requests = containers[i]!.resources?.requests
    if (requests !== undefined && requests['memory'] === undefined) return true
  }
  return false
}
