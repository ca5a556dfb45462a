import type { Node, Pod } from '../api/types.js'
import { CowMap } from '../cow-map.js'
import type { Actor, ActorContext, ClusterOptions } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { forgetHeartbeat } from '../heartbeats.js'
import { wakeAt } from '../wake.js'
import { beginPull, endPull, pullOutcome } from './image-pull.js'
import { changeFaults } from './faults.js'
import { bootNode, reconnectNode, reportReady, tellClock } from './node-power.js'
import { announceSchedulable, nextNodeStatus } from './node-status.js'
import { atNode } from './node-clock.js'
import { watchMemory } from './memory.js'
import { monitorNode, pollCleanup } from './eviction.js'
import { retryAfterAWhile, retryResizes } from './resize.js'
import { Rotation } from './rotation.js'
import { newNode } from './node.js'
import { deliverConfig, noteChangedPod, noteNetwork } from './contents-renewal.js'
import { isCriticalPod, isMirrorPod } from './critical.js'
import { watchRestart } from './cycle-begin.js'
import { endCycles } from './cycle-end.js'
import { tellCycles } from './cycle-run.js'
import { addPod, addStaticPods, changeMirror, changePod, removePod } from './pod-config.js'
import { goOnWithPreemption } from './preemption.js'
import { goOnWithShutdown } from './shutdown.js'
import { resumeAfterPull } from './start-containers.js'
import { cloneNode, cloneWorker, type KubeletState } from './state.js'
import { finishIf, pump } from './worker-loop.js'
import { wakePod } from './wake-pod.js'
import { scopeOf } from './worker.js'
import { NodeWake, Wake } from './wakes.js'

/**
 * The kubelets of all nodes of the scenario (kubelet 1.36): pod workers, status manager, PLEG, probes, image puller. Nodes that come
 * from manifests have none. Only instants at which something changes are visited.
 */
export const kubelet: Actor<KubeletState> = {
  name: 'kubelet',
  watches: ['Pod', 'Node', 'ConfigMap', 'Secret', 'Service', 'NetworkPolicy.networking.k8s.io'],
  // Of what is told of a pod whose restarts come round alike, the kubelet knows already.
  concerns: ({ kind }) => kind !== 'Pod',
  create,
  fork: (state) => ({ nodes: state.nodes.fork(), workers: state.workers.fork(), disks: state.disks.fork(), contentful: state.contentful.fork(), networked: state.networked.fork(), rotation: state.rotation.fork() }),
  start,
  deliver,
  wake,
  conditionsChanged: (context, state, change) => {
    endCycles(context, state, true)
    changeFaults(context, state, change)
  },
}

function create(options: ClusterOptions): KubeletState {
  const state: KubeletState = { nodes: new CowMap(cloneNode), workers: new CowMap(cloneWorker), disks: new CowMap(), contentful: new CowMap(), networked: new CowMap(), rotation: new Rotation() }
  for (const { name } of options.nodes) state.nodes.set(name, newNode(name, options.latency))
  return state
}

/** Static pods are there when the kubelets begin, which is before time 0. */
function start(context: ActorContext, state: KubeletState): void {
  const { options } = context
  context.now = options.latency.kubeletStartMs
  for (const { name, staticPods = [] } of options.nodes) {
    const node = staticPods.length === 0 ? undefined : state.nodes.edit(name)
    if (node !== undefined) addStaticPods(context, state, node, staticPods)
  }
  context.now = context.cluster.now
}

function deliver(context: ActorContext, state: KubeletState, entry: LogEntry): void {
  if (entry.kind === 'Pod') {
    deliverPod(context, state, entry)
    noteChangedPod(context, state, entry)
  } else if (entry.kind === 'Node') deliverNode(context, state, entry)
  else {
    if (entry.kind === 'ConfigMap' || entry.kind === 'Secret') endCycles(context, state, false)
    deliverConfig(context, state, entry)
  }
  if (state.networked.size > 0) noteNetwork(context, state)
}

function deliverNode(context: ActorContext, state: KubeletState, { object, previous, type, by }: LogEntry): void {
  if (type !== 'MODIFIED') changeRegistration(context, state, object.metadata.name, type === 'DELETED', by)
  if ((object as Node).spec.unschedulable === (previous as Node | undefined)?.spec.unschedulable) return
  const node = state.nodes.get(object.metadata.name)
  if (node !== undefined) wakeAt(context, `${NodeWake.Schedulable}/${node.name}`, nextNodeStatus(context, node))
}

/** A kubelet whose node was deleted does without: it registers once in its life. One whose node somebody made again goes on reporting. */
function changeRegistration(context: ActorContext, state: KubeletState, name: string, isGone: boolean, by: string): void {
  const node = state.nodes.get(name)
  if (node === undefined) return
  if (isGone) forgetHeartbeat(context.cluster, name)
  else if (by !== node.by && node.isUp) wakeAt(context, `${NodeWake.Ready}/${name}`, nextNodeStatus(context, node))
}

function deliverPod(common: ActorContext, state: KubeletState, { type, object, by }: LogEntry): void {
  const pod = object as Pod
  const { nodeName } = pod.spec
  if (nodeName === undefined || nodeName === '') return
  const known = state.nodes.get(nodeName)
  if (known === undefined || !known.isUp || !known.isConnected) return
  const { uid } = pod.metadata
  const context = atNode(common, nodeName)
  // The kubelet sees pods of the API server some time after its static ones.
  if (isMirrorPod(pod)) return (by === known.by && type === 'MODIFIED') || common.now < 0 ? undefined : changeMirror(context, state, known, pod, type === 'ADDED')
  if (type === 'MODIFIED' && by === known.by && adoptOwn(state, pod)) return known.pendingResizes.length === 0 ? undefined : retryResizesOf(context, state, nodeName)
  if (type === 'DELETED') {
    endCycles(context, state, false, [uid])
    removePod(context, state, uid, pod)
    return retryResizesOf(context, state, nodeName)
  }
  endCycles(context, state, false, type === 'ADDED' && isCriticalPod(pod) ? undefined : [uid])
  const scope = scopeOf(context, state, uid)
  if (scope !== undefined) return known.preemption?.uid === uid ? void (scope.worker.pod = pod) : changePod(scope, pod, by === known.by)
  const node = state.nodes.edit(nodeName)
  // News of a pod that is gone again already.
  if (node === undefined) return
  if (context.store.byUid('Pod', `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`, uid) !== undefined) addPod(context, state, node, pod, context.options.latency.podSyncMs)
  if (node.preemption !== undefined) goOnWithPreemption(context, state, nodeName)
}

/** Pods that go, end or shrink may leave room for resizes that wait. */
function retryResizesOf(context: ActorContext, state: KubeletState, nodeName: string): void {
  const node = state.nodes.get(nodeName)?.pendingResizes.length === 0 ? undefined : state.nodes.edit(nodeName)
  if (node === undefined) return
  const uids = node.pendingResizes
  retryResizes(context, state, node)
  for (const uid of uids) {
    const scope = scopeOf(context, state, uid)
    if (scope !== undefined) pump(scope)
  }
}

/** What the kubelet wrote itself is news to it in nothing but the object. */
function adoptOwn(state: KubeletState, pod: Pod): boolean {
  const worker = state.workers.edit(pod.metadata.uid)
  if (worker === undefined || worker.pod.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp) return false
  worker.pod = pod
  return true
}

/** What a node's wake-ups do, by their letter. */
const nodeWakes: Readonly<Record<string, (context: ActorContext, state: KubeletState, name: string) => void>> = {
  [NodeWake.Pull]: finishPull, [NodeWake.Boot]: bootNode, [NodeWake.Ready]: reportReady, [NodeWake.Reconnect]: reconnectNode, [NodeWake.Clock]: tellClock,
  [NodeWake.Schedulable]: tellSchedulable, [NodeWake.Evict]: monitorNode, [NodeWake.Cleanup]: pollCleanup, [NodeWake.Memory]: watchMemory,
  [NodeWake.Resize]: retryAfterAWhile, [NodeWake.Shutdown]: goOnWithShutdown,
}

function tellSchedulable(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  if (node !== undefined) announceSchedulable(context, node)
}

function wake(context: ActorContext, state: KubeletState, key: string): void {
  const letter = key[0]
  if (letter === Wake.Cycle) return tellCycles(context, state)
  const end = letter === Wake.Probe ? key.lastIndexOf('/') : key.length
  const name = key.slice(2, end)
  const wakesNode = nodeWakes[letter ?? '']
  if (wakesNode !== undefined) {
    endCycles(context, state, false)
    return wakesNode(atNode(context, name), state, name)
  }
  const scope = scopeOf(context, state, name)
  if (scope === undefined) return
  context.by = scope.node.by
  const { created } = scope.worker
  wakePod(scope, letter ?? '', letter === Wake.Probe ? Number(key.slice(end + 1)) : 0)
  if (scope.worker.created !== created) watchRestart(scope)
  if (scope.node.preemption !== undefined) goOnWithPreemption(context, state, scope.node.name)
  if (scope.node.shutdown !== undefined) goOnWithShutdown(context, state, scope.node.name)
}

/** A pull is over: the pod that asked for it goes on, and the next one in the queue begins. */
function finishPull(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  const request = node === undefined ? undefined : endPull({ context }, node)
  if (node === undefined || request === undefined) return
  const next = node.pullQueue[0]
  const waiting = next === undefined ? undefined : state.workers.get(next.uid)
  if (waiting !== undefined) beginPull(context, node, waiting.pod)
  const scope = scopeOf(context, state, request.uid)
  if (scope === undefined || scope.worker.operation?.step !== 'pull') return
  context.by = node.by
  finishIf(scope, resumeAfterPull(scope, pullOutcome(scope, request)))
  pump(scope)
}
