import type { Millis, Node, Pod } from '../api/types.js'
import { hasPower, isNodeUnder } from '../conditions.js'
import { hasHeartbeat, restateHeartbeat, stopHeartbeat } from '../heartbeats.js'
import { reconnectionAt } from '../hold.js'
import { beginLease } from '../node-registration.js'
import { recordEvent } from '../apiserver/events.js'
import type { ActorContext } from '../state.js'
import { cancelWake, wakeAt } from '../wake.js'
import { exited, settleRuntime } from './containers.js'
import { forgetEvents } from './event-memory.js'
import { announceStart, nextNodeStatus, postNodeStatus, register } from './node-status.js'
import { wakeEviction } from './metering.js'
import { noPressure } from './pressure.js'
import { isMirrorPod } from './critical.js'
import { addPod, admitOrReject, changeMirror, changePod, removePod, startWorker } from './pod-config.js'
import type { KubeletState, NodeState, PodWorker, RuntimePod } from './state.js'
import { isStatusStale } from './status-writer.js'
import { cancelWakes, NodeWake, wakeStatusSync } from './wakes.js'
import { dropWorker, newWorker, scopeOf } from './worker.js'

/** From the first look at the pods after a boot to the next relist. */
const bootRelistMs = 30

const isReachable = ({ cluster }: ActorContext, name: string): boolean =>
  !isNodeUnder(cluster.conditions, 'node-partition', name) && !cluster.conditions.some(({ fault }) => fault === 'api-down')

/** Power is lost: the kubelet and all containers are gone at once; the disk stays. */
export function losePower(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined) return
  for (const letter of [NodeWake.Boot, NodeWake.Ready, NodeWake.Reconnect, NodeWake.Pull]) cancelWake(context, `${letter}/${name}`)
  if (!node.isUp) return
  node.isUp = false
  node.isRegistered = false
  node.shutdown = undefined
  node.pullQueue = []
  node.backlog.length = 0
  forgetEvents(context, node)
  for (const uid of node.workers) {
    const scope = scopeOf(context, state, uid)
    if (scope === undefined) continue
    settleRuntime(scope)
    cancelWakes(scope)
    scope.worker.operation = undefined
    scope.worker.isPending = false
  }
  context.by = node.by
  stopHeartbeat(context, name)
}

/** Power is back: the machine boots, and what ran before is found to have ended. */
export function gainPower(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined || node.isUp || !hasPower(context.cluster.conditions, name)) return
  for (const uid of node.workers) {
    const worker = state.workers.edit(uid)
    if (worker !== undefined) worker.runtime = afterBoot(context, worker.runtime)
  }
  node.boots++
  if (!isReachable(context, name)) return
  const { bootMs, bootReadyMs } = context.options.latency
  wakeAt(context, `${NodeWake.Boot}/${name}`, context.now + bootMs)
  wakeAt(context, `${NodeWake.Ready}/${name}`, context.now + bootReadyMs)
  announceStart(context, node)
}

const afterBoot = (context: ActorContext, runtime: RuntimePod): RuntimePod => ({
  sandboxes: runtime.sandboxes.map((sandbox) => ({ ...sandbox, isReady: false })),
  containers: runtime.containers.map((container) =>
    (container.state === 'exited' ? container : exited(container, { at: context.now, code: 255, reason: 'Unknown' }, context.cluster.clock))),
})

/** A new kubelet process takes up the pods of its node, of which it knows no more than the API server and the disk. */
export function bootNode(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined || node.isUp || !hasPower(context.cluster.conditions, name)) return
  node.isUp = true
  node.isConnected = isReachable(context, name)
  node.cutAt = undefined
  node.syncAnchor = context.now
  node.relistAnchor = context.now + bootRelistMs
  node.requested.clear()
  node.hostPorts = []
  node.preemption = undefined
  node.pressure = node.pressure.outsiders.length === 0 ? noPressure : { ...noPressure, outsiders: node.pressure.outsiders }
  if (node.pressure !== noPressure) wakeEviction(context, node, context.now)
  const statics = [...node.statics.values()].flatMap((uid) => state.workers.get(uid)?.pod ?? [])
  const pods = [...statics, ...context.store.podsOnNode(name).filter((pod) => !isMirrorPod(pod)).toSorted(byAge)]
  const present = new Set(pods.map(({ metadata }) => metadata.uid))
  for (const uid of [...node.workers]) if (!present.has(uid)) forget(context, state, uid)
  for (const pod of pods) adopt(context, state, node, pod)
}

function byAge({ metadata: a }: Pod, { metadata: b }: Pod): number {
  return a.creationTimestamp < b.creationTimestamp ? -1 : Number(a.creationTimestamp > b.creationTimestamp)
}

function forget(context: ActorContext, state: KubeletState, uid: string): void {
  const scope = scopeOf(context, state, uid)
  if (scope !== undefined) dropWorker(scope)
}

function adopt(context: ActorContext, state: KubeletState, node: NodeState, pod: Pod): void {
  const old = state.workers.get(pod.metadata.uid)
  if (old === undefined) return addPod(context, state, node, pod, 0)
  const worker: PodWorker = { ...newWorker(pod, node.name), runtime: old.runtime, cached: old.runtime, cachedAt: context.now, created: old.created, resize: old.resize, mirrorUid: old.mirrorUid }
  state.workers.set(worker.uid, worker)
  const scope = { context, state, node, worker }
  context.by = node.by
  if (admitOrReject(scope)) startWorker(scope, 0)
}

/** The kubelet reports that the node is ready, and renews its lease from now on; one that begins registers a node that is not there. */
export function reportReady(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined || !hasPower(context.cluster.conditions, name) || !isReachable(context, name)) return
  const object = context.store.get<Node>('Node', name)
  const isNew = !node.isRegistered
  node.isRegistered = true
  if (object === undefined) return isNew ? register(context, node) : undefined
  postNodeStatus(context, node)
  if (!hasHeartbeat(context.cluster, name)) beginLease(context, object)
}

/** The node's clock shows another time: so do its status and its lease from the next round on. */
export function tellClock(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined || !node.isUp || !node.isConnected) return
  postNodeStatus(context, node)
  restateHeartbeat(context, name)
}

/** The API server is out of reach: everything on the node goes on, and nobody hears of it. */
export function loseLink(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined) return
  cancelWake(context, `${NodeWake.Reconnect}/${name}`)
  context.by = node.by
  stopHeartbeat(context, name)
  node.isConnected = false
  node.cutAt ??= context.now
}

/**
 * The API server can be reached again: watches come back after a while, the node's status with its next round. `refusedSince`: the
 * server was down since then, and connections were refused, so that the kubelet asked less and less often.
 */
export function regainLink(context: ActorContext, state: KubeletState, name: string, refusedSince?: Millis): void {
  const node = state.nodes.edit(name)
  if (node === undefined || !isReachable(context, name)) return
  if (!node.isUp) return gainPower(context, state, name)
  const reconnectAt = refusedSince === undefined ? context.now + context.options.latency.reconnectMs : reconnectionAt(refusedSince, context.now)
  wakeAt(context, `${NodeWake.Reconnect}/${name}`, reconnectAt)
  wakeAt(context, `${NodeWake.Ready}/${name}`, nextNodeStatus(context, node))
}

/** Watches list anew: what changed meanwhile is acted on now, and statuses that differ are written with the next full pass. */
export function reconnectNode(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node === undefined || !node.isUp || !isReachable(context, name)) return
  node.isConnected = true
  node.cutAt = undefined
  context.by = node.by
  for (const spec of node.backlog.splice(0)) recordEvent(context, spec)
  const object = context.store.get<Node>('Node', name)
  if (object !== undefined && !hasHeartbeat(context.cluster, name)) beginLease(context, object)
  if (object !== undefined && (object.spec.unschedulable !== true) !== node.isSchedulable) wakeAt(context, `${NodeWake.Schedulable}/${name}`, nextNodeStatus(context, node))
  const present = new Set<string>(node.statics.values())
  for (const pod of context.store.podsOnNode(name)) {
    if (isMirrorPod(pod)) {
      changeMirror(context, state, node, pod, true)
      continue
    }
    present.add(pod.metadata.uid)
    const scope = scopeOf(context, state, pod.metadata.uid)
    if (scope === undefined) addPod(context, state, node, pod, 0)
    else {
      changePod(scope, pod, false)
      if (scope.worker.status !== undefined && isStatusStale(scope)) wakeStatusSync(scope)
    }
  }
  for (const uid of [...node.workers]) {
    const worker = state.workers.get(uid)
    if (worker !== undefined && !present.has(uid)) removePod(context, state, uid, worker.pod)
  }
}
