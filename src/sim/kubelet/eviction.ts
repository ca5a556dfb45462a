import type { Node } from '../api/types.js'
import type { ActorContext, KubeletOptions } from '../state.js'
import { wakeAt } from '../wake.js'
import { isCriticalPod } from './critical.js'
import { evictionMessage, rank, type Candidate } from './eviction-ranking.js'
import { observe, outsiderAmount, type NodeUse, type Observation } from './eviction-signals.js'
import { killPod } from './kill-pod.js'
import { wakeEviction } from './metering.js'
import { nodeOptions } from './node-options.js'
import { nodeEvent, nextNodeStatus } from './node-status.js'
import { podEvent } from './pod-events.js'
import { conditionsOf, noPressure, type Outsider, type Pressure, type PressureType } from './pressure.js'
import type { KubeletState, NodeState, PodKill } from './state.js'
import { storageViolation } from './storage-limits.js'
import { nextUsageChange, usageOf, usages } from './usage.js'
import { NodeWake } from './wakes.js'
import { scopeOf } from './worker.js'

const transitionMs = 300_000
/** An evicted pod is waited for this long, looked at every second. */
const cleanupMs = 30_000
const cleanupPollMs = 1_000
const hardGraceSeconds = 1

/** A fault makes a resource of the node short, or no longer does. */
export function changeOutsider(context: ActorContext, state: KubeletState, name: string, fault: number, resource: Outsider['resource'] | undefined): void {
  const [node, object] = [state.nodes.edit(name), context.store.get<Node>('Node', name)]
  if (node === undefined || object === undefined) return
  const others = node.pressure.outsiders.filter((outsider) => outsider.fault !== fault)
  const use = { ...useOf(context, state, node, object), outsiders: others }
  const outsiders = resource === undefined ? others : [...others, { fault, resource, amount: outsiderAmount(nodeOptions(context, name), resource, use) }]
  node.pressure = { ...node.pressure, outsiders }
  wakeEviction(context, node, context.now)
}

const useOf = (context: ActorContext, state: KubeletState, node: NodeState, object: Node): NodeUse =>
  ({ node: object, pods: usages(context, state, node).map(({ usage }) => usage), images: node.images.size, outsiders: node.pressure.outsiders })

/** One round (managerImpl.synchronize, eviction_manager.go 1.36): conditions at once, then at most one pod. */
export function monitorNode(context: ActorContext, state: KubeletState, name: string): void {
  const [node, object] = [state.nodes.edit(name), context.store.get<Node>('Node', name)]
  if (node === undefined || object === undefined || !node.isUp) return
  const options = nodeOptions(context, name)
  const met = observe(options, useOf(context, state, node, object)).filter(({ available, thresholdAmount }) => available < thresholdAmount)
  noteConditions(context, node, options, met)
  if (evictOverLimits(context, state, node)) return waitForCleanup(context, node)
  const due = met.filter(({ signal, graceMs }) => graceMs === undefined || context.now - (node.pressure.firstObservedAt[firstKey(signal, graceMs)] ?? context.now) >= graceMs)
  const [first] = due
  if (first !== undefined && relieve(context, state, node, object, first)) return waitForCleanup(context, node)
  wakeAgain(context, state, node, met.length > 0)
}

const firstKey = (signal: string, graceMs: number | undefined): string => (graceMs === undefined ? signal : `${signal} soft`)

/** Conditions hold from the first observation, and for five minutes after the last one. The node's status tells it in its next round. */
function noteConditions(context: ActorContext, node: NodeState, options: KubeletOptions, met: readonly Observation[]): void {
  const { now } = context
  const before = node.pressure
  const firstObservedAt: Record<string, number> = {}
  const lastObservedAt: Partial<Record<PressureType, number>> = {}
  for (const type of conditionsOf(before)) if (now - before.lastObservedAt[type]! < (options.evictionPressureTransitionPeriodMs ?? transitionMs)) lastObservedAt[type] = before.lastObservedAt[type]!
  for (const { signal, condition, graceMs } of met) {
    const key = firstKey(signal, graceMs)
    firstObservedAt[key] = before.firstObservedAt[key] ?? now
    lastObservedAt[condition] = now
  }
  const next: Pressure = { ...before, lastObservedAt, firstObservedAt }
  const hasChanged = conditionsOf(before).join() !== conditionsOf(next).join()
  node.pressure = next.outsiders.length === 0 && conditionsOf(next).length === 0 ? noPressure : next
  if (hasChanged) wakeAt(context, `${NodeWake.Ready}/${node.name}`, nextNodeStatus(context, node))
}

/** Pods that use more local storage than they may go first, all of them. */
function evictOverLimits(context: ActorContext, state: KubeletState, node: NodeState): boolean {
  let hasEvicted = false
  for (const uid of [...node.workers]) {
    const worker = state.workers.get(uid)
    const message = worker?.stage === 'sync' ? storageViolation(context, worker) : undefined
    if (message !== undefined && evict(context, state, uid, message, undefined, hardGraceSeconds)) hasEvicted = true
  }
  return hasEvicted
}

/** Tries what the node can do by itself, then evicts the first pod that can be. */
function relieve(context: ActorContext, state: KubeletState, node: NodeState, object: Node, met: Observation): boolean {
  context.by = node.by
  nodeEvent(context, node, 'EvictionThresholdMet', `Attempting to reclaim ${met.resource}`, 'Warning')
  if (met.resource === 'ephemeral-storage' && hasReclaimed(context, state, node, object)) return false
  const candidates: Candidate[] = []
  for (const uid of node.workers) {
    const worker = state.workers.get(uid)
    if (worker?.stage === 'sync' && worker.held !== undefined) candidates.push({ worker, usage: usageOf(context, worker) })
  }
  const options = nodeOptions(context, node.name)
  return rank(candidates, met.resource).some((candidate) => {
    const message = evictionMessage(candidate, met)
    const soft = Math.min(options.evictionMaxPodGracePeriodSeconds ?? 0, candidate.worker.pod.spec.terminationGracePeriodSeconds ?? 0)
    return evict(context, state, candidate.worker.uid, message, message, met.graceMs === undefined ? hardGraceSeconds : soft)
  })
}

/** Images that no container needs are deleted (imageGC.DeleteUnusedImages); whether that was enough. */
function hasReclaimed(context: ActorContext, state: KubeletState, node: NodeState, object: Node): boolean {
  const used = new Set([...node.workers].flatMap((uid) => state.workers.get(uid)?.runtime.containers.map(({ image }) => image) ?? []))
  for (const image of [...node.images]) if (![...used].some((name) => image === name || image.endsWith(`/${name}`))) node.images.delete(image)
  return observe(nodeOptions(context, node.name), useOf(context, state, node, object)).every(({ available, thresholdAmount }) => available >= thresholdAmount)
}

function evict(context: ActorContext, state: KubeletState, uid: string, message: string, disruption: string | undefined, graceSeconds: number): boolean {
  const scope = scopeOf(context, state, uid)
  if (scope === undefined || isCriticalPod(scope.worker.pod)) return false
  const kill: PodKill = { reason: 'Evicted', message, disruption, graceSeconds }
  podEvent(scope, 'Warning', 'Evicted', message)
  return killPod(scope, kill)
}

/** After an eviction the next round follows as soon as the pod is cleaned up. */
function waitForCleanup(context: ActorContext, node: NodeState): void {
  wakeAt(context, `${NodeWake.Cleanup}/${node.name}`, context.now + cleanupPollMs)
}

/** Looks whether the pods that were evicted are cleaned up. */
export function pollCleanup(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined || !node.isUp) return
  const isBusy = [...node.workers].some((uid) => {
    const worker = state.workers.get(uid)
    return worker?.kill?.reason === 'Evicted' && worker.stage !== 'finished' && context.now - worker.lastSyncAt < cleanupMs
  })
  if (isBusy) waitForCleanup(context, node)
  else monitorNode(context, state, name)
}

/** Rounds go on while something is short or was lately, else when a declared usage changes. */
function wakeAgain(context: ActorContext, state: KubeletState, node: NodeState, isShort: boolean): void {
  if (isShort) return wakeEviction(context, node, context.now)
  const last = conditionsOf(node.pressure).map((type) => node.pressure.lastObservedAt[type]!)
  const change = nextUsageChange(context, state, node)
  const transition = nodeOptions(context, node.name).evictionPressureTransitionPeriodMs ?? transitionMs
  const at = Math.min(change ?? Number.POSITIVE_INFINITY, ...last.map((when) => when + transition))
  if (Number.isFinite(at)) wakeEviction(context, node, at - 1)
}
