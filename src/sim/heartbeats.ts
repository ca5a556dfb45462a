import { microTimestamp, virtualTime } from './clock.js'
import type { Lease, Millis } from './api/types.js'
import { writeObject } from './apiserver/write.js'
import type { ActorContext, Cluster, Heartbeat } from './state.js'

/**
 * Node leases without ticking: a kubelet that lives renews its Lease every 10 s for ever, which changes nothing that anybody waits
 * for. The stored Lease is written when renewals begin and when they stop; in between its renewTime is computed here.
 */
export const leaseNamespace = 'kube-node-lease'
const leaseKey = (node: string): string => `${leaseNamespace}/${node}`

/** Renewals at `anchorMs`, `anchorMs` + period, …; the first is written now. */
export function startHeartbeat(context: ActorContext, node: string, anchorMs: Millis, periodMs: Millis): void {
  context.cluster.heartbeats.set(node, { anchorMs, periodMs })
  writeRenewal(context, node, anchorMs)
}

/** The last renewal before now stays in the Lease. */
export function stopHeartbeat(context: ActorContext, node: string): void {
  const { heartbeats } = context.cluster
  const beat = heartbeats.get(node)
  const last = lastHeartbeat(context.cluster, node)
  if (beat === undefined || beat.stoppedAt !== undefined || last === undefined) return
  heartbeats.set(node, { ...beat, stoppedAt: last })
  writeRenewal(context, node, last)
}

/** The node's object is gone, and its lease with it: nothing is left to renew. */
export function forgetHeartbeat(cluster: Cluster, node: string): void {
  cluster.heartbeats.delete(node)
}

/** Writes the last renewal once more, as the node's clock shows it now. */
export function restateHeartbeat(context: ActorContext, node: string): void {
  const last = hasHeartbeat(context.cluster, node) ? lastHeartbeat(context.cluster, node) : undefined
  if (last !== undefined) writeRenewal(context, node, last)
}

/** When the node's lease was last renewed; undefined without a lease. */
export function lastHeartbeat(cluster: Cluster, node: string): Millis | undefined {
  const beat = cluster.heartbeats.get(node)
  if (beat?.stoppedAt !== undefined) return beat.stoppedAt
  if (beat !== undefined) return beat.anchorMs + Math.max(0, Math.floor((cluster.now - beat.anchorMs) / beat.periodMs)) * beat.periodMs
  const renewTime = cluster.store.get<Lease>('Lease.coordination.k8s.io', leaseKey(node))?.spec.renewTime
  return renewTime === undefined ? undefined : virtualTime(cluster.clock, renewTime)
}

/** Whether renewals go on by themselves. */
export const hasHeartbeat = (cluster: Cluster, node: string): boolean => isBeating(cluster.heartbeats.get(node))

const isBeating = (beat: Heartbeat | undefined): boolean => beat !== undefined && beat.stoppedAt === undefined

function writeRenewal(context: ActorContext, node: string, at: Millis): void {
  const lease = context.store.get<Lease>('Lease.coordination.k8s.io', leaseKey(node))
  if (lease === undefined) return
  writeObject(context, { ...lease, spec: { ...lease.spec, renewTime: microTimestamp(context.cluster.clock, at) } })
}
