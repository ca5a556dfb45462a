import { deleteObject } from '../apiserver/delete.js'
import { isEqual, replaceStatus } from '../apiserver/update.js'
import type { Condition, Pod, PodSpec, PodStatus } from '../api/types.js'
import { timestamp } from '../clock.js'
import { isStaticPod } from './critical.js'
import { noteTold } from './cycle-tape.js'
import { storedPod } from './static-pods.js'
import { conditionFrom, isKubeletCondition, withConditions } from './conditions.js'
import { couldRestartAll } from './restart-all.js'
import { restartsAfter } from './restart-policy.js'
import type { PodWorker, Scope } from './state.js'
import { conditionOf } from '../api/conditions.js'
import { statusNamed } from './status-view.js'
import { wakeStatusSync } from './wakes.js'

/** A pod stays terminal once it is. */
export const isTerminalPhase = (phase: string | undefined): boolean => phase === 'Succeeded' || phase === 'Failed'

/**
 * Takes a new status over and writes it, unless it says nothing new (status manager updateStatusInternal, kubelet 1.36). `force`: write
 * and look again even so; `isFinished`: the pod is cleaned up, and its object may go.
 */
export function setStatus(scope: Scope, status: PodStatus, force: boolean, isFinished = false): void {
  const { worker } = scope
  if (!isLegal(worker.pod, worker.status ?? worker.pod.status, status)) return
  const before = worker.status
  worker.isFinished ||= isFinished
  if (before !== undefined && !force && (before === status || isSameForKubelet(before, status))) return
  worker.status = status
  writeStatus(scope, force ? undefined : before)
}

/**
 * Sends the cached status to the API server, and deletes the object once that is all that is left to do. `before`: a status from which it
 * is known to differ.
 */
export function writeStatus(scope: Scope, before?: PodStatus): void {
  const { context, node, worker } = scope
  if (!node.isConnected || !node.isUp || worker.status === undefined || worker.isSilent) return
  context.by = node.by
  const live = storedPod(context, worker)
  if (live === undefined) return
  const merged = mergeStatus(scope, live, worker.status)
  // What the server refuses is sent again with the next full pass of statuses.
  if ((live.status === before && merged === worker.status) || !isEqual(live.status, merged)) {
    const written = replaceStatus(context, 'Pod', worker.key, live, merged)
    if (!written.ok) return wakeStatusSync(scope)
    if (worker.tape !== undefined) noteTold(scope, { status: merged, change: { type: 'MODIFIED', kind: 'Pod', object: written.value, previous: live } })
  }
  if (canBeDeleted(worker, live, merged)) deleteObject(context, 'Pod', worker.key, { graceSeconds: 0, uid: worker.uid })
}

/** Whether nothing is left to do for a pod that is being deleted (canBeDeleted). */
const canBeDeleted = (worker: PodWorker, { metadata }: Pod, { phase }: PodStatus): boolean =>
  metadata.deletionTimestamp !== undefined && worker.isFinished && !isStaticPod(worker.pod) && isTerminalPhase(phase)

/** Whether a full pass of statuses finds something to send: a status that differs, or the last word to a pod that is done with (needsUpdate, needsReconcile). */
export function isStatusStale(scope: Scope): boolean {
  const { context, worker } = scope
  const live = storedPod(context, worker)
  if (live === undefined || worker.status === undefined) return false
  return !isEqual(live.status, mergeStatus(scope, live, worker.status)) || (live.metadata.deletionGracePeriodSeconds !== 0 && canBeDeleted(worker, live, live.status))
}

/**
 * The status to store (mergePodStatus): conditions of others stay, and come first; a terminal phase is held back until no container
 * can be running.
 */
function mergeStatus(scope: Scope, live: Pod, own: PodStatus): PodStatus {
  const { status: stored } = live
  const mayRun = scope.worker.stage === 'sync' || scope.worker.stage === 'terminating'
  const isHeldBack = mayRun && !isTerminalPhase(stored.phase) && isTerminalPhase(own.phase)
  const ends = !mayRun && !isTerminalPhase(stored.phase) && isTerminalPhase(own.phase)
  const disruption = ends ? disruptionOf(scope, stored, own) : undefined
  const conditions = mergeConditions(stored.conditions ?? [], own.conditions ?? [], disruption)
  if (conditions === own.conditions && stored.nominatedNodeName === undefined && !isHeldBack) return isTerminalPhase(own.phase) ? withoutReady(scope, live, own) : own
  const merged: { -readonly [Key in keyof PodStatus]: PodStatus[Key] } = { ...own, conditions }
  if (stored.nominatedNodeName !== undefined) merged.nominatedNodeName = stored.nominatedNodeName
  if (isHeldBack) {
    if (stored.phase !== undefined) merged.phase = stored.phase
    replace(merged, 'reason', stored.reason)
    replace(merged, 'message', stored.message)
  }
  return isTerminalPhase(merged.phase) ? withoutReady(scope, live, merged) : merged
}

function replace(status: { -readonly [Key in keyof PodStatus]: PodStatus[Key] }, key: 'reason' | 'message', value: string | undefined): void {
  if (value === undefined) delete status[key]
  else status[key] = value
}

/** Why the kubelet ended the pod is told with the terminal phase, and not before; its time is that of the telling. */
function disruptionOf({ context }: Scope, stored: PodStatus, own: PodStatus): Condition | undefined {
  const condition = conditionOf(own.conditions, 'DisruptionTarget')
  const old = conditionOf(stored.conditions, 'DisruptionTarget')
  if (condition === undefined || condition === old) return undefined
  return { ...condition, lastTransitionTime: old?.status === condition.status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : timestamp(context.cluster.clock, context.now) }
}

function mergeConditions(stored: readonly Condition[], own: readonly Condition[], disruption: Condition | undefined): readonly Condition[] {
  if (disruption === undefined && areAllOwn(own) && (stored === own || areAllOwn(stored))) return own
  const merged: Condition[] = []
  for (let i = 0; i < stored.length; i++) {
    const condition = stored[i]!
    if (!isKubeletCondition(condition.type) && (disruption === undefined || condition.type !== disruption.type)) merged.push(condition)
  }
  if (disruption !== undefined) merged.push(disruption)
  for (let i = 0; i < own.length; i++) if (isKubeletCondition(own[i]!.type)) merged.push(own[i]!)
  return sharedList(merged, stored, isEqual) ?? sharedList(merged, own, Object.is) ?? merged
}

function areAllOwn(conditions: readonly Condition[]): boolean {
  for (let i = 0; i < conditions.length; i++) if (!isKubeletCondition(conditions[i]!.type)) return false
  return true
}

/** The other list, when its entries are the same. */
function sharedList(list: readonly Condition[], other: readonly Condition[], isSame: (a: Condition, b: Condition) => boolean): readonly Condition[] | undefined {
  if (list.length !== other.length) return undefined
  for (let i = 0; i < list.length; i++) if (!isSame(list[i]!, other[i]!)) return undefined
  return other
}

/** A pod with a terminal phase is never shown ready. */
function withoutReady(scope: Scope, live: Pod, status: PodStatus): PodStatus {
  if (conditionOf(status.conditions, 'Ready')?.status !== 'True' && conditionOf(status.conditions, 'ContainersReady')?.status !== 'True') return status
  const reason = status.phase === 'Failed' ? 'PodFailed' : 'PodCompleted'
  const now = timestamp(scope.context.cluster.clock, scope.context.now)
  const forced = ['ContainersReady', 'Ready'].map((type) => conditionFrom({ type, status: 'False', reason }, live.status.conditions, live, now))
  return { ...status, conditions: withConditions(status.conditions ?? [], forced) }
}

/** Equal but for what the kubelet does not own and for times (isPodStatusByKubeletEqual). */
function isSameForKubelet(a: PodStatus, b: PodStatus): boolean {
  return a.phase === b.phase && a.reason === b.reason && a.message === b.message && a.observedGeneration === b.observedGeneration &&
    a.podIP === b.podIP && a.hostIP === b.hostIP && a.startTime === b.startTime &&
    isEqual(a.containerStatuses, b.containerStatuses) && isEqual(a.initContainerStatuses, b.initContainerStatuses) && isEqual(a.ephemeralContainerStatuses, b.ephemeralContainerStatuses) &&
    isSameConditions(a.conditions ?? [], b.conditions ?? [])
}

const counts = ({ type }: Condition): boolean => isKubeletCondition(type) || type === 'DisruptionTarget'

function isSameConditions(a: readonly Condition[], b: readonly Condition[]): boolean {
  if (a === b) return true
  let count = 0
  for (let i = 0; i < a.length; i++) {
    const condition = a[i]!
    if (!counts(condition)) continue
    count++
    const other = conditionOf(b, condition.type)
    if (other !== condition && (other === undefined || other.status !== condition.status || other.reason !== condition.reason || other.message !== condition.message)) return false
  }
  for (let i = 0; i < b.length; i++) if (counts(b[i]!)) count--
  return count === 0
}

/** A container that ended for good does not come back (checkContainerStateTransition); such an update is dropped. */
function isLegal({ spec }: Pod, before: PodStatus, after: PodStatus): boolean {
  if (before.containerStatuses === after.containerStatuses && before.initContainerStatuses === after.initContainerStatuses) return true
  if ((spec.restartPolicy !== 'Never' && spec.restartPolicy !== 'OnFailure') || couldRestartAll(spec)) return true
  return !isAnyBack(spec, before.containerStatuses, after.containerStatuses) && !isAnyBack(spec, before.initContainerStatuses, after.initContainerStatuses)
}

function isAnyBack(spec: PodSpec, before: PodStatus['containerStatuses'], after: PodStatus['containerStatuses']): boolean {
  if (before === undefined || before === after) return false
  for (let i = 0; i < before.length; i++) {
    const { name, state } = before[i]!
    const container = state?.terminated === undefined ? undefined : statusNamed(spec.initContainers, name) ?? statusNamed(spec.containers, name)
    if (state?.terminated === undefined || container === undefined || restartsAfter(spec, container, state.terminated.exitCode)) continue
    const next = statusNamed(after, name)
    if (next !== undefined && next.state?.terminated === undefined) return true
  }
  return false
}

/** The pod's start as its status says it, in seconds of wall time. */
export const statusOf = (worker: PodWorker): PodStatus => worker.status ?? worker.pod.status
