import type { Node, Pod } from '../api/types.js'
import { CowMap } from '../cow-map.js'
import type { Actor, ActorContext, ClusterOptions } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { wakeAt } from '../wake.js'
import { attemptMount } from './volumes.js'
import { beginPull, endPull, pullOutcome } from './image-pull.js'
import { changeFaults } from './faults.js'
import { bootNode, reconnectNode, reportReady, tellClock } from './node-power.js'
import { announceSchedulable, nextNodeStatus } from './node-status.js'
import { atNode } from './node-clock.js'
import { newNode } from './node.js'
import { wakeScripts } from './exec-wake.js'
import { deliverConfig, noteChangedPod } from './contents-renewal.js'
import { addPod, changePod, removePod } from './pod-config.js'
import { wakeProbeWorker } from './probe-run.js'
import { requestSync } from './operation.js'
import { resumeAfterPull } from './start-containers.js'
import { cloneNode, cloneWorker, type KubeletState } from './state.js'
import { writeStatus } from './status-writer.js'
import { finishIf, lookAtPod, pump, resumeOperation } from './worker-loop.js'
import { scopeOf } from './worker.js'
import { NodeWake, Wake } from './wakes.js'

/**
 * The kubelets of all nodes of the scenario (kubelet 1.36): pod workers, status manager, PLEG, probes, image puller. Nodes that come
 * from manifests have none. Only instants at which something changes are visited.
 */
export const kubelet: Actor<KubeletState> = {
  name: 'kubelet',
  watches: ['Pod', 'Node', 'ConfigMap', 'Secret'],
  create,
  fork: (state) => ({ nodes: state.nodes.fork(), workers: state.workers.fork(), disks: state.disks.fork(), contentful: state.contentful.fork() }),
  deliver,
  wake,
  conditionsChanged: changeFaults,
}

function create(options: ClusterOptions): KubeletState {
  const state: KubeletState = { nodes: new CowMap(cloneNode), workers: new CowMap(cloneWorker), disks: new CowMap(), contentful: new CowMap() }
  for (const { name } of options.nodes) state.nodes.set(name, newNode(name, options.latency))
  return state
}

function deliver(context: ActorContext, state: KubeletState, entry: LogEntry): void {
  if (entry.kind === 'Pod') {
    deliverPod(context, state, entry)
    noteChangedPod(context, state, entry.object.metadata.uid)
  } else if (entry.kind !== 'Node') deliverConfig(context, state, entry)
  else if ((entry.object as Node).spec.unschedulable !== (entry.previous as Node | undefined)?.spec.unschedulable) {
    const node = state.nodes.get(entry.object.metadata.name)
    if (node !== undefined) wakeAt(context, `${NodeWake.Schedulable}/${node.name}`, nextNodeStatus(context, node))
  }
}

function deliverPod(common: ActorContext, state: KubeletState, { type, object, by }: LogEntry): void {
  const pod = object as Pod
  const { nodeName } = pod.spec
  if (nodeName === undefined || nodeName === '') return
  const known = state.nodes.get(nodeName)
  if (known === undefined || !known.isUp || !known.isConnected) return
  const { uid } = pod.metadata
  if (type === 'MODIFIED' && by === known.by && adoptOwn(state, pod)) return
  const context = atNode(common, nodeName)
  if (type === 'DELETED') return removePod(context, state, uid, pod)
  const scope = scopeOf(context, state, uid)
  if (scope !== undefined) return changePod(scope, pod, by === known.by)
  const node = state.nodes.edit(nodeName)
  // News of a pod that is gone again already.
  if (node !== undefined && context.store.byUid('Pod', `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`, uid) !== undefined) addPod(context, state, node, pod, context.options.latency.podSyncMs)
}

/** What the kubelet wrote itself is news to it in nothing but the object. */
function adoptOwn(state: KubeletState, pod: Pod): boolean {
  const worker = state.workers.edit(pod.metadata.uid)
  if (worker === undefined || worker.pod.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp) return false
  worker.pod = pod
  return true
}

function wake(context: ActorContext, state: KubeletState, key: string): void {
  const letter = key[0]
  const end = letter === Wake.Probe ? key.lastIndexOf('/') : key.length
  const name = key.slice(2, end)
  if (letter === NodeWake.Pull) return finishPull(context, state, name)
  if (letter === NodeWake.Boot) return bootNode(atNode(context, name), state, name)
  if (letter === NodeWake.Ready) return reportReady(atNode(context, name), state, name)
  if (letter === NodeWake.Reconnect) return reconnectNode(atNode(context, name), state, name)
  if (letter === NodeWake.Clock) return tellClock(atNode(context, name), state, name)
  if (letter === NodeWake.Schedulable) {
    const node = state.nodes.edit(name)
    return node === undefined ? undefined : announceSchedulable(atNode(context, name), node)
  }
  const scope = scopeOf(context, state, name)
  if (scope === undefined) return
  context.by = scope.node.by
  if (letter === Wake.Operation) resumeOperation(scope)
  else if (letter === Wake.Relist || letter === Wake.RelistNow) lookAtPod(scope)
  else if (letter === Wake.Probe) wakeProbeWorker(scope, Number(key.slice(end + 1)))
  else if (letter === Wake.Mount) attemptMount(scope)
  else if (letter === Wake.Process || letter === Wake.Shared || letter === Wake.Contents) wakeScripts(scope, letter)
  else if (letter === Wake.StatusSync) writeStatus(scope)
  else {
    scope.worker.settled = undefined
    requestSync(scope.worker)
  }
  pump(scope)
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
