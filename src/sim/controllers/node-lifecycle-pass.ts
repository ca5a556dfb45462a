import type { Condition, Millis, Node } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { updateStatus } from '../apiserver/update.js'
import { timestamp } from '../clock.js'
import { hasHeartbeat } from '../heartbeats.js'
import type { ActorContext } from '../state.js'
import { handleDisruption } from './node-lifecycle-disruption.js'
import { markPodsNotReady } from './node-lifecycle-pods.js'
import { markReachable } from './node-lifecycle-reachable.js'
import { conditionOf, isReady, nodeReference, nodesOf, readyOf, silentAt, zoneFor, zoneOf, type NodeLifecycleState } from './node-lifecycle-state.js'
import { hasTaint, notReadyKey, removeTaints, scheduleTaintPass, swapTaints, unreachableKey } from './node-lifecycle-taints.js'
import { withWaiting, type ZoneCounts } from './node-lifecycle-zones.js'

/** One pass of node-lifecycle-controller monitorNodeHealth (1.36); when the next one is due that changes anything, if ever. */
export function monitorPass(context: ActorContext, state: NodeLifecycleState): Millis | undefined {
  classifyNodes(context, state)
  const counts = new Map<string, ZoneCounts>()
  let next: Millis | undefined
  for (const observed of nodesOf(context)) {
    const health = state.nodes.get(observed.metadata.name)!
    if (health.isReady && isUneventful(context, state, observed)) {
      count(counts, observed)
      continue
    }
    const dueAt = silentAt(context, observed, health)
    const isSilent = dueAt !== undefined && dueAt <= context.now
    if (dueAt !== undefined && !isSilent) next = Math.min(next ?? dueAt, dueAt)
    const node = isSilent ? markUnknown(context, observed) : observed
    if (health.isReady !== isReady(node)) state.nodes.set(node.metadata.name, { ...health, isReady: isReady(node) })
    count(counts, node)
    followReady(context, state, node)
    if (isReady(observed) && !isReady(node)) announceSilence(context, node)
  }
  handleDisruption(context, state, counts)
  return next
}

/** Most nodes of most passes: ready and known to be, alive, neither tainted nor about to be. */
const isUneventful = (context: ActorContext, state: NodeLifecycleState, node: Node): boolean =>
  node.spec.taints === undefined && isReady(node) && hasHeartbeat(context.cluster, node.metadata.name) && state.zones.get(zoneOf(node))?.waiting.has(node.metadata.name) === false

function classifyNodes(context: ActorContext, state: NodeLifecycleState): void {
  for (const node of nodesOf(context)) {
    zoneFor(context, state, node)
    if (state.nodes.has(node.metadata.name)) continue
    nodeEvent(context, node.metadata.name, 'RegisteredNode', `Registered Node ${node.metadata.name} in Controller`)
    state.nodes.set(node.metadata.name, { seenAt: context.now, isReady: isReady(node) })
    removeTaints(context, node, 'NoExecute', [unreachableKey, notReadyKey])
  }
  if (state.nodes.size === context.store.count('Node')) return
  for (const name of [...state.nodes.keys()]) {
    if (context.store.get('Node', name) !== undefined) continue
    nodeEvent(context, name, 'RemovingNode', `Removing Node ${name} from Controller`)
    state.nodes.delete(name)
  }
}

const nodeEvent = (context: ActorContext, name: string, reason: string, text: string): void =>
  recordEvent(context, { regarding: nodeReference(name), type: 'Normal', reason, message: `Node ${name} event: ${text}`, component: 'node-controller' })

/** NetworkUnavailable stays: it is not the kubelet's. */
const kubeletConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const

function markUnknown(context: ActorContext, node: Node): Node {
  const now = timestamp(context.cluster.clock, context.now)
  const posted = (node.status.conditions ?? []).map((condition): Condition =>
    (kubeletConditions as readonly string[]).includes(condition.type) && condition.status !== 'Unknown'
      ? { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now }
      : condition)
  const never = kubeletConditions.filter((type) => conditionOf(node, type) === undefined).map((type): Condition => ({
    type, status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.',
    lastHeartbeatTime: node.metadata.creationTimestamp, lastTransitionTime: now,
  }))
  const result = updateStatus(context, node, { ...node.status, conditions: [...posted, ...never] })
  return result.ok ? result.value : node
}

function count(counts: Map<string, ZoneCounts>, node: Node): void {
  if (node.metadata.labels?.['node.kubernetes.io/exclude-disruption'] !== undefined) return
  const zone = zoneOf(node)
  const known = counts.get(zone) ?? { ready: 0, notReady: 0 }
  if (isReady(node)) known.ready++
  else known.notReady++
  counts.set(zone, known)
}

/** Queues a node for its NoExecute taint, swaps one taint for the other at once, or takes both away (processTaintBaseEviction, 1.36). */
function followReady(context: ActorContext, state: NodeLifecycleState, node: Node): void {
  const status = readyOf(node)?.status
  if (status === undefined) return
  if (status === 'True') return markReachable(context, state, node)
  const [own, other] = status === 'False' ? [notReadyKey, unreachableKey] : [unreachableKey, notReadyKey]
  if (hasTaint(node, other, 'NoExecute')) return swapTaints(context, node, 'NoExecute', [own], [other])
  if (!hasTaint(node, own, 'NoExecute')) state.zones.set(zoneOf(node), withWaiting(zoneFor(context, state, node), node.metadata.name))
}

/** Pods are marked one request after the other, and the first of them only when the taint is there: who counts them sees both. */
function announceSilence(context: ActorContext, node: Node): void {
  const { name } = node.metadata
  scheduleTaintPass(context, name)
  recordEvent(context, { regarding: node, type: 'Normal', reason: 'NodeNotReady', message: `Node ${name} status is now: NodeNotReady`, component: 'node-controller' })
  markPodsNotReady(context, context.store.podsOnNode(name))
}
