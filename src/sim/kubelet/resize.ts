import type { Pod } from '../api/types.js'
import { isEqual } from '../apiserver/update.js'
import type { ActorContext } from '../state.js'
import { cancelWake, wakeAt } from '../wake.js'
import { admissionOf } from './admission.js'
import { byUrgency, grantsOf, isResizeWanted } from './allocation.js'
import { requestSync } from './operation.js'
import { podEvent } from './pod-events.js'
import { podRequests } from './pod-requests.js'
import { resizeCondition, resizeSummary } from './resize-actuation.js'
import type { KubeletState, NodeState, Scope } from './state.js'
import { NodeWake } from './wakes.js'
import { scopeOf } from './worker.js'

/** A pending resize is tried again whenever pods go or shrink, and after this time. */
const retryMs = 180_000

/** Whether the two versions of a pod ask for other resources. */
export function hasOtherResources(before: Pod, after: Pod): boolean {
  if (before.spec === after.spec) return false
  const of = ({ spec }: Pod): unknown => [spec.resources, ...[...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => resources)]
  return !isEqual(of(before), of(after))
}

/** A pod asks for other resources than before (HandlePodUpdates, kubelet.go 1.36); the worker has the new version. */
export function noteResize(scope: Scope, before: Pod): void {
  const { worker, node, context, state } = scope
  worker.resize ??= { ...grantsOf(before.spec), pending: undefined, inProgress: undefined }
  if (!isResizeWanted(worker)) {
    worker.resize = { ...worker.resize, pending: undefined }
    return
  }
  if (!node.pendingResizes.includes(worker.uid)) node.pendingResizes = [...node.pendingResizes, worker.uid]
  retryResizes(context, state, node)
}

/** Grants the resizes that there is room for, the most urgent first (allocation_manager.go retryPendingResizes). */
export function retryResizes(context: ActorContext, state: KubeletState, node: NodeState): void {
  if (node.pendingResizes.length === 0) return
  const scopes = node.pendingResizes.flatMap((uid) => scopeOf(context, state, uid) ?? []).toSorted((a, b) => byUrgency(a.worker, b.worker))
  node.pendingResizes = scopes.filter((scope) => decide(scope)).map(({ worker }) => worker.uid)
  const key = `${NodeWake.Resize}/${node.name}`
  cancelWake(context, key)
  if (node.pendingResizes.length > 0) wakeAt(context, key, context.now + retryMs)
}

/** The periodic try. */
export function retryAfterAWhile(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node?.isUp === true) retryResizes(context, state, node)
}

/** True: the resize goes on waiting (handlePodResourcesResize). */
function decide(scope: Scope): boolean {
  const { worker } = scope
  const { resize } = worker
  if (resize === undefined || worker.stage !== 'sync') return false
  if (!isResizeWanted(worker)) {
    worker.resize = { ...resize, pending: undefined }
    return false
  }
  const verdict = admissionOf(scope)
  if (verdict.kind === 'admit') grant(scope)
  else defer(scope, verdict.kind === 'reject' ? verdict.rejection : { reason: 'Deferred', message: '' })
  return verdict.kind !== 'admit'
}

function grant(scope: Scope): void {
  const { worker, node } = scope
  const { spec, metadata } = worker.pod
  const held = podRequests(spec)
  for (const [name, amount] of worker.held ?? []) node.requested.set(name, (node.requested.get(name) ?? 0) - amount)
  for (const [name, amount] of held) node.requested.set(name, (node.requested.get(name) ?? 0) + amount)
  worker.held = held
  worker.resize = { ...grantsOf(spec), pending: undefined, inProgress: resizeCondition(scope, 'PodResizeInProgress', undefined, undefined) }
  podEvent(scope, 'Normal', 'ResizeStarted', `Pod resize started: ${resizeSummary(spec.containers, spec.initContainers, metadata.generation ?? 0)}`)
  askForSync(scope)
}

function defer(scope: Scope, { reason, message }: { readonly reason: string; readonly message: string }): void {
  const { worker, context } = scope
  const resize = worker.resize!
  const { spec, metadata } = worker.pod
  const old = resize.pending?.condition
  const condition = resizeCondition(scope, 'PodResizePending', old, undefined, 'Deferred', message)
  worker.resize = { ...resize, pending: { since: resize.pending?.since ?? context.now, condition } }
  if (old !== undefined && old.reason === condition.reason && old.observedGeneration === condition.observedGeneration) {
    if (old.message !== condition.message) askForSync(scope)
    return
  }
  podEvent(scope, 'Warning', 'ResizeDeferred', `Pod resize ${reason}: ${resizeSummary(spec.containers, spec.initContainers, metadata.generation ?? 0, message)}`)
  askForSync(scope)
}

function askForSync({ worker }: Scope): void {
  worker.settled = undefined
  requestSync(worker)
}
