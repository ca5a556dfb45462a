import type { Node, Pod } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import type { ChangeType, ClusterChange, Plugin, Waiting } from '../define.js'
import { factsOf } from '../pod-facts.js'
import { pluginBit } from '../profile.js'
import { plugins } from '../registry.js'
import { amountIn } from '../node-record.js'
import type { QueuedPod, SchedulerState } from '../state.js'
import { requeue } from './queue.js'

/** Which plugins want to hear of a change, as bits, so that most changes cost nothing. */
const interested = new Map<ChangeType, number>()
const bits: readonly { readonly plugin: Plugin; readonly bit: number }[] = plugins.map((plugin) => ({ plugin, bit: pluginBit(plugin.name) }))
for (const { plugin, bit } of bits) {
  for (const type of Object.keys(plugin.requeue ?? {}) as ChangeType[]) interested.set(type, (interested.get(type) ?? 0) | bit)
}

/** Gives the pods of the pool another try that the change may help (MoveAllToActiveOrBackoffQueue, 1.36). */
export function moveWaiting(context: ActorContext, state: SchedulerState, change: ClusterChange, concerns?: (queued: QueuedPod) => boolean): void {
  const wanted = interested.get(change.type) ?? 0
  if (state.pool.size === 0 || wanted === 0) return
  for (const key of [...state.pool.keys()]) {
    const queued = state.queued.get(key)!
    if ((queued.rejectors & wanted) === 0 || concerns?.(queued) === false || !isWorthATry(context, queued, change)) continue
    requeue(context, state, state.queued.edit(key)!)
  }
}

/** Whether any plugin that turned the pod down sees a chance now. A gated pod hears only of what its gate listens to. */
export function isWorthATry(context: ActorContext, queued: QueuedPod, change: ClusterChange): boolean {
  const wanted = interested.get(change.type) ?? 0
  if (queued.isGated && (wanted & gateBits) === 0) return false
  const waiting: Waiting = {
    pod: queued.pod, incoming: { facts: queued.facts, defaultSelector: undefined },
    namespaceLabels: (namespace) => context.store.get('Namespace', namespace)?.metadata.labels,
  }
  return bits.some(({ plugin, bit }) => (queued.rejectors & wanted & bit) !== 0 && plugin.requeue![change.type]!(waiting, change))
}

const gateBits = pluginBit('SchedulingGates') | pluginBit('DefaultPreemption')

/** What of a node's change matters for scheduling (framework/events.go NodeSchedulingPropertiesChange, 1.36). */
export function nodeChanges(before: Node, after: Node): readonly ChangeType[] {
  const types: ChangeType[] = []
  if (before.spec.unschedulable === true && after.spec.unschedulable !== true) types.push('nodeTaint')
  if (!isEqual(before.status.allocatable, after.status.allocatable)) types.push('nodeAllocatable')
  if (!isEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {})) types.push('nodeLabel')
  if (!isEqual(before.spec.taints ?? [], after.spec.taints ?? [])) types.push('nodeTaint')
  return types
}

/** The same of a pod's (PodSchedulingPropertiesChange, 1.36). Most updates are of the status alone. */
export function podChanges(before: Pod, after: Pod): readonly ChangeType[] {
  if (before.spec === after.spec && before.metadata.labels === after.metadata.labels) return nothing
  const types: ChangeType[] = []
  if (!isEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {})) types.push('podLabel')
  if (before.spec.containers !== after.spec.containers && isScaledDown(before, after)) types.push('podScaleDown')
  if ((before.spec.schedulingGates?.length ?? 0) > 0 && (after.spec.schedulingGates?.length ?? 0) === 0) types.push('podGatesGone')
  if ((before.spec.tolerations?.length ?? 0) !== (after.spec.tolerations?.length ?? 0)) types.push('podToleration')
  return types
}

const nothing: readonly ChangeType[] = []

function isScaledDown(before: Pod, after: Pod): boolean {
  const [old, now] = [factsOf(before).requests, factsOf(after).requests]
  return ['cpu', 'memory', 'ephemeral-storage', ...old.scalars.keys()].some((resource) => amountIn(old, resource) > amountIn(now, resource))
}
