import { isEqual } from '../apiserver/update.js'
import type { Pod } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { keyOf } from '../store/keys.js'
import { admissionOf, admit, admitted, reject } from './admission.js'
import { podReady, containersReady } from './conditions.js'
import { hasOtherResources, noteResize } from './resize.js'
import { newOperation, requestSync } from './operation.js'
import { seeMirror, staticOf, staticPodOf } from './static-pods.js'
import type { KubeletState, NodeState, Preemption, Scope } from './state.js'
import { isStatusStale, isTerminalPhase } from './status-writer.js'
import { pump, updatePod } from './worker-loop.js'
import { dropWorker, newWorker, scopeOf } from './worker.js'
import { wakeOperation, wakeStatusSync } from './wakes.js'

/** A pod is new on this node (HandlePodAdditions, kubelet.go 1.36). `delayMs`: until its first sync. */
export function addPod(context: ActorContext, state: KubeletState, node: NodeState, pod: Pod, delayMs: number): void {
  if (node.preemption !== undefined) return waitForPreemption(node, node.preemption, pod)
  const worker = newWorker(pod, node.name)
  const scope: Scope = { context, state, node, worker }
  state.workers.set(worker.uid, worker)
  node.workers.add(worker.uid)
  if (admitOrReject(scope)) startWorker(scope, delayMs)
}

function waitForPreemption(node: NodeState, preemption: Preemption, { metadata }: Pod): void {
  const { uid } = metadata
  if (preemption.waiting.some((other) => other.uid === uid)) return
  node.preemption = { ...preemption, waiting: [...preemption.waiting, { key: keyOf(metadata), uid }] }
}

/** The manifests in the node's folder become pods (HandlePodAdditions from the file source). */
export function addStaticPods(context: ActorContext, state: KubeletState, node: NodeState, manifests: readonly Pod[]): void {
  for (const manifest of manifests) {
    const pod = staticPodOf(context, node, manifest)
    node.statics.set(keyOf(pod.metadata), pod.metadata.uid)
    addPod(context, state, node, pod, 0)
    const scope = scopeOf(context, state, pod.metadata.uid)
    if (scope !== undefined) wakeStatusSync(scope)
  }
}

/** News of a mirror concern its static pod: a sync sees to it that there is one, and the next full pass of statuses writes it. */
export function changeMirror(context: ActorContext, state: KubeletState, node: NodeState, mirror: Pod, isNew: boolean): void {
  const worker = staticOf(state, node, mirror)
  const scope = worker === undefined ? undefined : scopeOf(context, state, worker.uid)
  if (scope === undefined) return
  seeMirror(scope)
  if (isNew && isStatusStale(scope)) wakeStatusSync(scope)
  scope.worker.settled = undefined
  requestSync(scope.worker)
  pump(scope)
}

/** Pods that have ended need no place; others are refused when there is none. False: others are ended first to make room. */
export function admitOrReject(scope: Scope): boolean {
  const { worker, node } = scope
  if (isTerminalPhase(worker.pod.status.phase)) {
    worker.stage = 'terminated'
    return true
  }
  const verdict = worker.pod.metadata.deletionTimestamp === undefined ? admissionOf(scope) : admitted
  if (verdict.kind === 'preempt') node.preemption = { uid: worker.uid, victims: verdict.victims.map(({ uid }) => uid), waiting: [] }
  else if (verdict.kind === 'reject') reject(scope, verdict.rejection)
  else admit(scope)
  return verdict.kind !== 'preempt'
}

export function startWorker(scope: Scope, delayMs: number): void {
  const { worker, context } = scope
  if (worker.stage === 'finished') return
  if (worker.stage === 'sync' && worker.pod.metadata.deletionTimestamp !== undefined) {
    worker.stage = 'terminating'
    worker.graceSeconds = Math.max(1, worker.pod.metadata.deletionGracePeriodSeconds ?? 1)
  }
  worker.operation = newOperation(scope, 'begin')
  wakeOperation(scope, context.now + delayMs)
}

/** The pod's object changed (HandlePodUpdates, HandlePodReconcile): only what differs but for its status concerns the worker. */
export function changePod(scope: Scope, pod: Pod, isOwn: boolean): void {
  const { worker } = scope
  const before = worker.pod
  worker.pod = pod
  worker.refused = undefined
  if (isOwn && before.metadata.deletionTimestamp === pod.metadata.deletionTimestamp) return
  if (hasOtherResources(before, pod) && worker.stage === 'sync') noteResize(scope, before)
  if (differs(before, pod)) updatePod(scope, false)
  else {
    if (needsReadiness(pod)) {
      worker.settled = undefined
      requestSync(worker)
    }
    if (!isOwn && worker.status !== undefined && isStatusStale(scope)) wakeStatusSync(scope)
  }
  pump(scope)
}

function differs(before: Pod, after: Pod): boolean {
  const [a, b] = [before.metadata, after.metadata]
  return !isEqual(before.spec, after.spec) || a.deletionTimestamp !== b.deletionTimestamp || a.deletionGracePeriodSeconds !== b.deletionGracePeriodSeconds ||
    !isEqual(a.labels, b.labels) || !isEqual(a.annotations, b.annotations)
}

/** Whether the stored Ready condition is not what the pod's readiness gates make of it (NeedToReconcilePodReadiness). */
function needsReadiness({ spec, status }: Pod): boolean {
  if (spec.readinessGates === undefined || spec.readinessGates.length === 0) return false
  const stored = status.conditions?.find(({ type }) => type === 'Ready')
  const due = podReady(spec, containersReady(spec, [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])], status.phase ?? ''), status.conditions ?? [])
  return stored !== undefined && (stored.status !== due.status || stored.message !== due.message)
}

/** The pod's object is gone: what still runs of it is ended, and then it is forgotten. */
export function removePod(context: ActorContext, state: KubeletState, uid: string, last: Pod): void {
  const scope = scopeOf(context, state, uid)
  if (scope === undefined) return
  const { worker } = scope
  worker.isRemoved = true
  const hasStarted = worker.lastSyncAt !== Number.NEGATIVE_INFINITY || worker.operation?.step !== 'begin'
  if (worker.stage === 'finished' || !hasStarted) return dropWorker(scope)
  if (worker.pod.metadata.deletionTimestamp === undefined && last.metadata.deletionGracePeriodSeconds !== 0) worker.pod = last
  updatePod(scope, true)
  pump(scope)
}
