import { virtualTime, type Clock } from '../../clock.js'
import type { ContainerStatus, Millis, Pod } from '../../api/types.js'
import { readyCondition } from '../pod-state.js'
import { allFailuresBefore } from './pods.js'

/** Failures of a Job's pods since the last one that succeeded (backoff_utils.go backoffRecord, 1.36). */
export interface BackoffRecord {
  readonly failures: number
  readonly lastFailureMs: Millis | undefined
}

export const noBackoff: BackoffRecord = { failures: 0, lastFailureMs: undefined }

const baseMs = 10_000
const maxMs = 600_000

/** The record with these newly ended pods: a success forgets the failures before it. */
export function nextBackoff(record: BackoffRecord, clock: Clock, succeeded: readonly Pod[], failed: readonly Pod[]): BackoffRecord {
  if (succeeded.length === 0 && failed.length === 0) return record
  const failedMs = failed.map((pod) => finishedMs(pod, clock))
  const successMs = Math.max(...succeeded.map((pod) => finishedMs(pod, clock)))
  const later = succeeded.length === 0 ? failedMs : failedMs.filter((at) => at > successMs)
  const before = succeeded.length === 0 ? record.failures : 0
  return { failures: before + later.length, lastFailureMs: later.length === 0 ? undefined : Math.max(...later) }
}

/** How long no pod is to be made after so many failures in a row. */
export function remainingBackoff({ failures, lastFailureMs }: BackoffRecord, now: Millis): Millis {
  if (failures === 0 || lastFailureMs === undefined) return 0
  return Math.max(0, Math.min(maxMs, baseMs * 2 ** (failures - 1)) - (now - lastFailureMs))
}

/** As `remainingBackoff`, for the index of a pod that failed last of it. */
export function remainingOfIndex(pod: Pod | undefined, clock: Clock, now: Millis): Millis {
  if (pod === undefined) return 0
  return remainingBackoff({ failures: allFailuresBefore(pod) + 1, lastFailureMs: finishedMs(pod, clock) }, now)
}

/**
 * When a pod ended, in virtual time: its last container's end; else when it stopped being ready; else when its deletion began; else its
 * birth (getFinishedTime).
 */
export function finishedMs(pod: Pod, clock: Clock): Millis {
  const ended = containersEndedAt(pod)
  if (ended !== undefined) return virtualTime(clock, ended)
  const ready = readyCondition(pod)
  if (ready?.status === 'False' && ready.lastTransitionTime !== undefined) return virtualTime(clock, ready.lastTransitionTime)
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata
  if (deletionTimestamp !== undefined) return virtualTime(clock, deletionTimestamp) - deletionGracePeriodSeconds * 1000
  return virtualTime(clock, creationTimestamp)
}

/** The end of the last container and sidecar, once all have ended. A sidecar that still runs hides the others' end, as in 1.36. */
function containersEndedAt(pod: Pod): string | undefined {
  const sidecars = new Set(pod.spec.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name))
  const first = latestEnd(undefined, pod.status.containerStatuses ?? [])
  return sidecars.size === 0 ? first : latestEnd(first, (pod.status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)))
}

function latestEnd(before: string | undefined, statuses: readonly ContainerStatus[]): string | undefined {
  let latest = before
  for (const { state } of statuses) {
    const end = state?.terminated?.finishedAt
    if (end === undefined) return undefined
    if (latest === undefined || end > latest) latest = end
  }
  return latest
}
