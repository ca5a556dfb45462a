import type { Millis, Node } from '../api/types.js'
import type { ActorContext, KubeletOptions } from '../state.js'
import { wakeAt } from '../wake.js'
import { killPod } from './kill-pod.js'
import { nodeOptions } from './node-options.js'
import { gainPower, losePower } from './node-power.js'
import { nodeEvent, postNodeStatus } from './node-status.js'
import type { KubeletState, NodeState, ShutdownGroup } from './state.js'
import { NodeWake } from './wakes.js'
import { scopeOf } from './worker.js'

const message = 'Pod was terminated in response to imminent node shutdown.'
const systemCritical = 2_000_000_000

interface PriorityGroup {
  readonly priority: number
  readonly graceMs: Millis
}

/** Groups of pods by priority, lowest first (nodeshutdown_manager.go migrateConfig, kubelet 1.36); none: the node does not shut down in order. */
function groupsOf({ shutdownGracePeriodByPodPriority: own, shutdownGracePeriodMs: total = 0, shutdownGracePeriodCriticalPodsMs: critical = 0 }: KubeletOptions): readonly PriorityGroup[] {
  if (own !== undefined && own.length > 0) return own.map(({ priority, shutdownGracePeriodSeconds }) => ({ priority, graceMs: shutdownGracePeriodSeconds * 1000 })).toSorted((a, b) => a.priority - b.priority)
  if (total === 0 || critical > total) return []
  return [{ priority: 0, graceMs: total - critical }, { priority: systemCritical, graceMs: critical }]
}

/** The machine is told to reboot. With a grace period its pods end first, group by group; without, at once. */
export function rebootNode(context: ActorContext, state: KubeletState, name: string): void {
  const [node, object] = [state.nodes.edit(name), context.store.get<Node>('Node', name)]
  const groups = groupsOf(nodeOptions(context, name))
  if (node === undefined || object === undefined || !node.isUp || groups.length === 0) return powerCycle(context, state, name)
  const members = groups.map(({ graceMs }): { uids: string[]; graceMs: Millis } => ({ uids: [], graceMs }))
  for (const uid of node.workers) {
    const worker = state.workers.get(uid)
    if (worker === undefined || (worker.stage !== 'sync' && worker.stage !== 'terminating')) continue
    const index = groups.findLastIndex(({ priority }) => priority <= (worker.pod.spec.priority ?? 0))
    members[Math.max(0, index)]!.uids.push(uid)
  }
  node.shutdown = { groups: members.filter(({ uids }) => uids.length > 0), until: context.now }
  context.by = node.by
  nodeEvent(context, node, 'Shutdown', 'Shutdown manager detected shutdown event')
  postNodeStatus(context, node)
  beginGroup(context, state, node)
}

function powerCycle(context: ActorContext, state: KubeletState, name: string): void {
  losePower(context, state, name)
  gainPower(context, state, name)
}

/** Ends the pods of the first group, or the machine when none is left (podManager.killPods). */
function beginGroup(context: ActorContext, state: KubeletState, node: NodeState): void {
  const [group] = node.shutdown?.groups ?? []
  if (node.shutdown === undefined) return
  if (group === undefined) return powerCycle(context, state, node.name)
  node.shutdown = { ...node.shutdown, until: context.now + group.graceMs }
  for (const uid of group.uids) {
    const scope = scopeOf(context, state, uid)
    const grace = Math.min(group.graceMs / 1000, scope?.worker.pod.spec.terminationGracePeriodSeconds ?? Number.POSITIVE_INFINITY)
    if (scope !== undefined) killPod(scope, { reason: 'Terminated', message, disruption: message, graceSeconds: grace })
  }
  wakeAt(context, `${NodeWake.Shutdown}/${node.name}`, node.shutdown.until)
  goOnWithShutdown(context, state, node.name)
}

const isOver = (state: KubeletState, { uids }: ShutdownGroup): boolean => uids.every((uid) => {
  const stage = state.workers.get(uid)?.stage
  return stage === undefined || stage === 'finished'
})

/** A group is done when its pods are, or when its time is over. */
export function goOnWithShutdown(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.edit(name)
  const [group, ...rest] = node?.shutdown?.groups ?? []
  if (node?.shutdown === undefined || !node.isUp || group === undefined) return
  if (!isOver(state, group) && context.now < node.shutdown.until) return
  node.shutdown = { ...node.shutdown, groups: rest }
  beginGroup(context, state, node)
}
