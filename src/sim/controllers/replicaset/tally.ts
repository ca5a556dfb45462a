import { instantOf } from '../../clock.js'
import { compileSelector, includesLabels } from '../../api/labels.js'
import type { LabelSelector, Pod, StringMap, Timestamp } from '../../api/types.js'
import { isActive, isTerminating, readyCondition } from '../pod-state.js'

/**
 * The pods of one owner, counted. Kept up to date from the changes as the watch delivers them, so that the owner of ten thousand pods
 * need not look at all of them when one of them changes. Changed in place, through `CowMap.edit`.
 */
export interface Tally {
  /** The revision of the log up to which changes are counted in. */
  revision: number
  /** Whether pods may have to be adopted or let go. */
  needsClaim: boolean
  active: number
  labeled: number
  terminating: number
  ready: number
  /** Active ready pods by the second in which they became ready; undefined while nobody asks for how long they are. */
  readonly readyAt: Map<Timestamp, number> | undefined
  /** What pods are counted against; another object here means counting anew. */
  readonly selector: LabelSelector
  readonly labels: StringMap | undefined
}

export const cloneTally = (tally: Tally): Tally => ({ ...tally, readyAt: tally.readyAt === undefined ? undefined : new Map(tally.readyAt) })

export function countPods(pods: Iterable<Pod>, selector: LabelSelector, labels: StringMap | undefined, revision: number, isTimed: boolean): Tally {
  const tally: Tally = { revision, needsClaim: false, active: 0, labeled: 0, terminating: 0, ready: 0, readyAt: isTimed ? new Map() : undefined, selector, labels }
  for (const pod of pods) count(tally, pod, 1)
  return tally
}

/** Counts a pod in (`by` 1) or out (-1) of what it is in this state. */
export function count(tally: Tally, pod: Pod, by: 1 | -1): void {
  const own = pod.metadata.labels
  const isOfTemplate = own === tally.labels
  if (!isOfTemplate && !compileSelector(tally.selector)(own)) return
  if (isTerminating(pod)) tally.terminating += by
  if (!isActive(pod)) return
  tally.active += by
  if (isOfTemplate || includesLabels(own, tally.labels)) tally.labeled += by
  const ready = readyCondition(pod)
  if (ready?.status !== 'True') return
  tally.ready += by
  if (tally.readyAt !== undefined) countReady(tally.readyAt, ready.lastTransitionTime ?? '', by)
}

function countReady(readyAt: Map<Timestamp, number>, at: Timestamp, by: 1 | -1): void {
  const sum = (readyAt.get(at) ?? 0) + by
  if (sum === 0) readyAt.delete(at)
  else readyAt.set(at, sum)
}

/** Pods that have been ready for long enough, and when the next of the others will be, in the wall clock's milliseconds. */
export function availability(tally: Tally, minReadySeconds: number, nowMs: number): { readonly available: number; readonly nextMs: number | undefined } {
  if (minReadySeconds === 0) return { available: tally.ready, nextMs: undefined }
  let available = 0
  let nextMs: number | undefined
  for (const [at, pods] of tally.readyAt ?? []) {
    const dueMs = instantOf(at) + minReadySeconds * 1000
    if (dueMs <= nowMs) available += pods
    else if (nextMs === undefined || dueMs < nextMs) nextMs = dueMs
  }
  return { available, nextMs }
}
