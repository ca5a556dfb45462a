import { recordEvent } from '../apiserver/events.js'
import { updateStatus } from '../apiserver/update.js'
import type { Condition, Node } from '../api/types.js'
import { timestamp } from '../clock.js'
import type { ActorContext } from '../state.js'
import { nextRound } from './grid.js'
import type { NodeState } from './state.js'

const healthy = [
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available', event: 'NodeHasSufficientMemory' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure', event: 'NodeHasNoDiskPressure' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available', event: 'NodeHasSufficientPID' },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status', event: 'NodeReady' },
] as const

/** Posts a node status in which all is well (kubelet_node_status.go, nodestatus/setters.go 1.36), with an event for each change. */
export function postNodeStatus(context: ActorContext, node: NodeState): void {
  const object = context.store.get<Node>('Node', node.name)
  if (object === undefined) return
  const now = timestamp(context.cluster.clock, context.now)
  const changed = healthy.filter(({ type, status }) => object.status.conditions?.find((condition) => condition.type === type)?.status !== status)
  const fresh = healthy.map(({ type, status, reason, message }): Condition => {
    const old = object.status.conditions?.find((condition) => condition.type === type)
    return { type, status, lastHeartbeatTime: now, lastTransitionTime: old?.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : now, reason, message }
  })
  const others = (object.status.conditions ?? []).filter(({ type }) => !healthy.some((own) => own.type === type))
  context.by = node.by
  updateStatus(context, object, { ...object.status, conditions: [...others, ...fresh] })
  for (const { event } of changed) nodeEvent(context, node, object, event, `Node ${node.name} status is now: ${event}`)
}

/** A cordon or its end is told with the next node status (recordNodeSchedulableEvent). */
export function announceSchedulable(context: ActorContext, node: NodeState): void {
  const object = context.store.get<Node>('Node', node.name)
  const isSchedulable = object?.spec.unschedulable !== true
  if (object === undefined || !node.isUp || !node.isConnected || isSchedulable === node.isSchedulable) return
  node.isSchedulable = isSchedulable
  const event = isSchedulable ? 'NodeSchedulable' : 'NodeNotSchedulable'
  context.by = node.by
  nodeEvent(context, node, object, event, `Node ${node.name} status is now: ${event}`)
}

/** When the kubelet next posts its node's status. */
export const nextNodeStatus = (context: ActorContext, node: NodeState): number => nextRound(context.now, node.syncAnchor + context.options.latency.nodeStatusPhaseMs, nodeStatusMs)
const nodeStatusMs = 10_000

/** The events of a kubelet that begins. */
export function announceStart(context: ActorContext, node: NodeState): void {
  const object = context.store.get<Node>('Node', node.name)
  if (object === undefined) return
  context.by = node.by
  nodeEvent(context, node, object, 'Starting', 'Starting kubelet.')
}

function nodeEvent(context: ActorContext, node: NodeState, object: Node, reason: string, message: string): void {
  recordEvent(context, { regarding: object, type: 'Normal', reason, message, component: 'kubelet', host: node.name })
}
