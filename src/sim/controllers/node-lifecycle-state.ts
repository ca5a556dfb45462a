import type { Condition, KubeObject, Millis, Node, StringMap } from '../api/types.js'
import { virtualTime } from '../clock.js'
import { CowMap } from '../cow-map.js'
import { hasHeartbeat, lastHeartbeat } from '../heartbeats.js'
import type { ActorContext } from '../state.js'
import { createZone, type Zone } from './node-lifecycle-zones.js'

/**
 * What the node-lifecycle controller remembers. Passes over all nodes come every nodeMonitorPeriod, but only those are run that
 * change something: what the others would have seen follows from the leases and from `seenAt`.
 */
export interface NodeLifecycleState {
  /** Registered nodes by name; records are replaced, never changed. */
  readonly nodes: CowMap<string, NodeHealth>
  readonly zones: CowMap<string, Zone>
}
export interface NodeHealth {
  /** The pass that saw the last posted status, or the end of a full disruption, whichever came later. */
  readonly seenAt: Millis
  /** As the last pass left it. */
  readonly isReady: boolean
}

export const createNodeLifecycleState = (): NodeLifecycleState => ({ nodes: new CowMap(), zones: new CowMap() })
export const forkNodeLifecycleState = (state: NodeLifecycleState): NodeLifecycleState => ({ nodes: state.nodes.fork(), zones: state.zones.fork() })

/** Where the passes fell in the recordings: 3.1 s, 8.1 s, 13.1 s … */
const passPhaseMs = 3_100

/** The first pass at or after a time. */
export function passFrom(context: ActorContext, at: Millis): Millis {
  const period = context.options.controllers.nodeMonitorPeriodMs
  return passPhaseMs + Math.ceil((at - passPhaseMs) / period) * period
}

export const conditionOf = (node: Node, type: string): Condition | undefined => node.status.conditions?.find((condition) => condition.type === type)
export const readyOf = (node: Node): Condition | undefined => conditionOf(node, 'Ready')
export const isReady = (node: Node): boolean => readyOf(node)?.status === 'True'
export const nodesOf = (context: ActorContext): Iterable<Node> => context.store.list<Node>('Node')
/** For events of nodes that may be gone. */
export const nodeReference = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name } as never })

/** Grace that a node is given: the startup grace until its kubelet posted a Ready condition. */
const graceOf = (context: ActorContext, node: Node): Millis => {
  const { nodeMonitorGracePeriodMs, nodeStartupGracePeriodMs } = context.options.controllers
  return readyOf(node) === undefined ? nodeStartupGracePeriodMs : nodeMonitorGracePeriodMs
}

/**
 * The pass at which the node counts as silent; undefined while its kubelet renews its lease, or when it is known already. The
 * controller sees a renewal in the first pass after it, and gives the grace from then on (tryUpdateNodeHealth, 1.36). Real passes
 * drift apart by the time they take, so that a pass exactly at the end of the grace is already after it.
 */
export function silentAt(context: ActorContext, node: Node, health: NodeHealth): Millis | undefined {
  const { cluster } = context
  if (readyOf(node)?.status === 'Unknown' || hasHeartbeat(cluster, node.metadata.name)) return undefined
  const renewedAt = lastHeartbeat(cluster, node.metadata.name)
  const seenAt = readyOf(node) === undefined ? virtualTime(cluster.clock, node.metadata.creationTimestamp) : health.seenAt
  const probeAt = renewedAt === undefined ? seenAt : Math.max(seenAt, passFrom(context, renewedAt + context.options.latency.watchMs))
  return passFrom(context, probeAt + graceOf(context, node))
}

const label = (labels: StringMap, old: string, current: string): string => labels[old] ?? labels[current] ?? ''
const zones = new WeakMap<StringMap, string>()

/** Region and zone of a node (component-helpers GetZoneKey, 1.36). */
export function zoneOf(node: Node): string {
  const { labels } = node.metadata
  if (labels === undefined) return ''
  let zone = zones.get(labels)
  if (zone === undefined) zones.set(labels, (zone = zoneOfLabels(labels)))
  return zone
}

function zoneOfLabels(labels: StringMap): string {
  const region = label(labels, 'failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region')
  const zone = label(labels, 'failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone')
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`
}

export function zoneFor(context: ActorContext, state: NodeLifecycleState, node: Node): Zone {
  const name = zoneOf(node)
  let zone = state.zones.get(name)
  if (zone === undefined) state.zones.set(name, (zone = createZone(context.options.controllers.nodeEvictionRate, context.now)))
  return zone
}
