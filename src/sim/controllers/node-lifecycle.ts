import type { Millis, Node, Pod } from '../api/types.js'
import type { LogEntry } from '../store/log.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'
import { mirrorLabels } from './node-lifecycle-labels.js'
import { monitorPass } from './node-lifecycle-pass.js'
import { isKnownUnready, markBoundPod } from './node-lifecycle-pods.js'
import { createNodeLifecycleState, forkNodeLifecycleState, passFrom, readyOf, zoneOf, type NodeLifecycleState } from './node-lifecycle-state.js'
import { executeTaintPass, hasTaint, notReadyKey, scheduleTaintPass, unreachableKey } from './node-lifecycle-taints.js'
import { isOtherwisePlaced } from './pod-news.js'

const monitor = 'monitor'
const execute = 'execute'
/** The queue of NoExecute taints is looked at every 100 ms; the recordings show 30 to 110 ms. */
const executeDelayMs = 60

/**
 * The node-lifecycle-controller of kube-controller-manager 1.36: silent nodes become Unknown, conditions become taints, pods of silent
 * nodes lose Ready. Runs only those of its periodic passes that change something.
 */
export const nodeLifecycle: Controller<NodeLifecycleState> = defineController<NodeLifecycleState>({
  name: 'node-lifecycle-controller',
  isPaced: true,
  watches: ['Node', 'Pod', 'Lease.coordination.k8s.io'],
  concerns: (change) => change.kind !== 'Pod' || (change.type !== 'DELETED' && isOtherwisePlaced(change)),
  create: createNodeLifecycleState,
  fork: forkNodeLifecycleState,
  start: (queue, state) => runMonitor(queue, state),
  deliver(queue, entry, state) {
    if (entry.kind === 'Pod') deliverPod(queue, entry, state)
    else if (entry.kind === 'Node') deliverNode(queue, entry, state)
    else scheduleMonitor(queue, queue.context.now)
  },
  reconcile(queue, key, state) {
    const { context } = queue
    if (key === monitor) return runMonitor(queue, state)
    if (key === execute) return runExecute(queue, state)
    const name = key.slice(key.indexOf(':') + 1)
    if (key.startsWith('pod:')) return markBoundPod(context, state, name)
    scheduleTaintPass(context, name)
    mirrorLabels(context, name)
  },
})

function deliverPod(queue: WorkQueue, entry: LogEntry, state: NodeLifecycleState): void {
  const { nodeName } = (entry.object as Pod).spec
  if (entry.type === 'DELETED' || nodeName === undefined || (entry.previous as Pod | undefined)?.spec.nodeName === nodeName) return
  if (isKnownUnready(state, nodeName)) enqueue(queue, `pod:${entry.key}`)
}

function deliverNode(queue: WorkQueue, entry: LogEntry, state: NodeLifecycleState): void {
  const [node, previous] = [entry.object as Node, entry.previous as Node | undefined]
  if (entry.type === 'MODIFIED' && previous !== undefined && !isRelevant(node, previous)) return
  if (entry.type !== 'DELETED') {
    noteStatus(queue, node, previous, state)
    enqueue(queue, `node:${entry.key}`)
  }
  if (previous === undefined || entry.type === 'DELETED' || needsPass(node, previous, state)) scheduleMonitor(queue, queue.context.now)
}

/** Whether a pass would do anything about the change; not so for the taints that the passes themselves set. */
function needsPass(node: Node, previous: Node, state: NodeLifecycleState): boolean {
  const [ready, before] = [readyOf(node), readyOf(previous)]
  if (ready?.status !== before?.status || ready?.lastHeartbeatTime !== before?.lastHeartbeatTime || node.metadata.labels !== previous.metadata.labels) return true
  const own = ready?.status === 'Unknown' ? unreachableKey : notReadyKey
  if (ready?.status === 'True') return hasTaint(node, unreachableKey, 'NoExecute') || hasTaint(node, notReadyKey, 'NoExecute')
  return !hasTaint(node, own, 'NoExecute') && state.zones.get(zoneOf(node))?.waiting.has(node.metadata.name) !== true
}

const isRelevant = (node: Node, previous: Node): boolean =>
  node.status.conditions !== previous.status.conditions || node.spec !== previous.spec || node.metadata.labels !== previous.metadata.labels

/** A newer heartbeat time in the status is a sign of life from the pass on that sees it. */
function noteStatus(queue: WorkQueue, node: Node, previous: Node | undefined, state: NodeLifecycleState): void {
  const health = state.nodes.get(node.metadata.name)
  const isPosted = previous === undefined || readyOf(node)?.lastHeartbeatTime !== readyOf(previous)?.lastHeartbeatTime
  if (health !== undefined && isPosted) state.nodes.set(node.metadata.name, { ...health, seenAt: passFrom(queue.context, queue.context.now) })
}

function runMonitor(queue: WorkQueue, state: NodeLifecycleState): void {
  const next = monitorPass(queue.context, state)
  if (next !== undefined) scheduleMonitor(queue, next)
  if ([...state.zones.values()].some((zone) => zone.rate > 0 && zone.waiting.size > 0)) requeueAfter(queue, execute, executeDelayMs)
}

function runExecute(queue: WorkQueue, state: NodeLifecycleState): void {
  const next = executeTaintPass(queue.context, state)
  if (next !== undefined) requeueAfter(queue, execute, next + executeDelayMs - queue.context.now)
}

function scheduleMonitor(queue: WorkQueue, at: Millis): void {
  requeueAfter(queue, monitor, passFrom(queue.context, at) - queue.context.now)
}
