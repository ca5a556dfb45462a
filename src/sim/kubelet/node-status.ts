import { recordEvent } from '../apiserver/events.js'
import { updateStatus } from '../apiserver/update.js'
import type { Condition, KubeObject, Node } from '../api/types.js'
import { timestamp } from '../clock.js'
import { registerAgain } from '../node-registration.js'
import type { ActorContext } from '../state.js'
import { nextRound } from './grid.js'
import { pressureTypes, type PressureType } from './pressure.js'
import type { NodeState } from './state.js'

interface NodeCondition {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
  readonly event: string
}

const pressures: Readonly<Record<PressureType, readonly [NodeCondition, NodeCondition]>> = {
  MemoryPressure: [
    { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available', event: 'NodeHasSufficientMemory' },
    { type: 'MemoryPressure', status: 'True', reason: 'KubeletHasInsufficientMemory', message: 'kubelet has insufficient memory available', event: 'NodeHasInsufficientMemory' },
  ],
  DiskPressure: [
    { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure', event: 'NodeHasNoDiskPressure' },
    { type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure', event: 'NodeHasDiskPressure' },
  ],
  PIDPressure: [
    { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available', event: 'NodeHasSufficientPID' },
    { type: 'PIDPressure', status: 'True', reason: 'KubeletHasInsufficientPID', message: 'kubelet has insufficient PID available', event: 'NodeHasInsufficientPID' },
  ],
}
const ready: NodeCondition = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status', event: 'NodeReady' }
const shuttingDown: NodeCondition = { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'node is shutting down', event: 'NodeNotReady' }

const conditionsOfNode = ({ pressure, shutdown }: NodeState): readonly NodeCondition[] =>
  [...pressureTypes.map((type) => pressures[type][pressure.lastObservedAt[type] === undefined ? 0 : 1]), shutdown === undefined ? ready : shuttingDown]

/** Posts the node's status (kubelet_node_status.go, nodestatus/setters.go 1.36), with an event for each condition that changed. */
export function postNodeStatus(context: ActorContext, node: NodeState): void {
  const object = context.store.get<Node>('Node', node.name)
  if (object === undefined) return
  const now = timestamp(context.cluster.clock, context.now)
  const own = conditionsOfNode(node)
  const changed = own.filter(({ type, status }) => object.status.conditions?.find((condition) => condition.type === type)?.status !== status)
  const fresh = own.map(({ type, status, reason, message }): Condition => {
    const old = object.status.conditions?.find((condition) => condition.type === type)
    return { type, status, lastHeartbeatTime: now, lastTransitionTime: old?.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : now, reason, message }
  })
  const others = (object.status.conditions ?? []).filter(({ type }) => !own.some((other) => other.type === type))
  context.by = node.by
  const bootID = bootIdOf(node)
  const hasRebooted = object.status.nodeInfo !== undefined && object.status.nodeInfo['bootID'] !== bootID
  updateStatus(context, object, { ...object.status, conditions: [...others, ...fresh], ...(hasRebooted ? { nodeInfo: { ...object.status.nodeInfo, bootID } } : {}) })
  if (hasRebooted) nodeEvent(context, node, 'Rebooted', `Node ${node.name} has been rebooted, boot id: ${bootID}`, 'Warning')
  for (const { event } of changed) nodeEvent(context, node, event, statusWords(node, event))
}

/** As the kernel makes a new one with every boot. */
const bootIdOf = ({ name, boots }: NodeState): string => `${name}-${boots + 1}`

/** A cordon or its end is told with the next node status (recordNodeSchedulableEvent). */
export function announceSchedulable(context: ActorContext, node: NodeState): void {
  const object = context.store.get<Node>('Node', node.name)
  const isSchedulable = object?.spec.unschedulable !== true
  if (object === undefined || !node.isUp || !node.isConnected || isSchedulable === node.isSchedulable) return
  node.isSchedulable = isSchedulable
  const event = isSchedulable ? 'NodeSchedulable' : 'NodeNotSchedulable'
  context.by = node.by
  nodeEvent(context, node, event, statusWords(node, event))
}

/** When the kubelet next posts its node's status. */
export const nextNodeStatus = (context: ActorContext, node: NodeState): number => nextRound(context.now, node.syncAnchor + context.options.latency.nodeStatusPhaseMs, nodeStatusMs)
const nodeStatusMs = 10_000

/** The events of a kubelet that begins. */
export function announceStart(context: ActorContext, node: NodeState): void {
  context.by = node.by
  nodeEvent(context, node, 'Starting', 'Starting kubelet.')
}

/** Registers a node that was deleted, as a kubelet does that begins; the events are those of a first status. */
export function register(context: ActorContext, node: NodeState): void {
  context.by = node.by
  registerAgain(context, node.name)
  node.isSchedulable = true
  for (const { type, event } of conditionsOfNode(node)) if (type !== 'Ready') nodeEvent(context, node, event, statusWords(node, event))
}

const statusWords = ({ name }: NodeState, event: string): string => `Node ${name} status is now: ${event}`

/** An event of the kubelet on its node, whose object need not be there. */
export function nodeEvent(context: ActorContext, node: NodeState, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void {
  recordEvent(context, { regarding: context.store.get<Node>('Node', node.name) ?? nameOnly(node), type, reason, message, component: 'kubelet', host: node.name })
}

const nameOnly = ({ name }: NodeState): KubeObject => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid: '', resourceVersion: '', creationTimestamp: '' } })
