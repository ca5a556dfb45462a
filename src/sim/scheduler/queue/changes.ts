import type { Node, Pod } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import type { ChangeType, ClusterChange, Waiting } from '../define.js'
import { defaultSelectorOf, emptySelectorCache } from '../default-selector.js'
import { factsOf } from '../pod-facts.js'
import { isResized } from '../resized-spec.js'
import { profileOf, type Profile } from '../profile.js'
import { registryOf } from '../registry.js'
import { amountIn } from '../node-record.js'
import type { QueuedPod, SchedulerState } from '../state.js'
import { requeue } from './queue.js'

/** Gives the pods of the pool another try that the change may help (MoveAllToActiveOrBackoffQueue, 1.36). */
export function moveWaiting(context: ActorContext, state: SchedulerState, change: ClusterChange, concerns?: (queued: QueuedPod) => boolean): void {
  if (state.pool.size === 0) return
  const wanted = registryOf(context.cluster.controlPlane).interested.get(change.type) ?? 0
  if (wanted === 0) return
  for (const key of [...state.pool.keys()]) {
    const queued = state.queued.get(key)!
    if ((queued.rejectors & wanted) === 0 || concerns?.(queued) === false || !isWorthATry(context, queued, change)) continue
    requeue(context, state, state.queued.edit(key)!)
  }
}

/** Whether any plugin that turned the pod down sees a chance now. A gated pod hears only of what its gate listens to. */
export function isWorthATry(context: ActorContext, queued: QueuedPod, change: ClusterChange): boolean {
  const { plugins, bits, interested } = registryOf(context.cluster.controlPlane)
  const asked = (interested.get(change.type) ?? 0) & queued.rejectors
  if (asked === 0) return false
  const waiting = waitingPod(context, queued)
  return plugins.some((plugin) => {
    if ((asked & bits.get(plugin.name)!) === 0 || (queued.isGated && plugin.preEnqueue === undefined && plugin.name !== 'DefaultPreemption')) return false
    return plugin.requeue![change.type]!(waiting, change)
  })
}

function waitingPod(context: ActorContext, { pod, facts }: QueuedPod): Waiting {
  const profile = profileOf(context, pod)
  const defaultSelector = hasOwnDefaults(profile) && facts.spread.length === 0 ? defaultSelectorOf(emptySelectorCache(), context.store, pod, facts.identity)?.matches : undefined
  return {
    pod, incoming: { pod, facts, defaultSelector, args: profile.args },
    namespaceLabels: (namespace) => context.store.get('Namespace', namespace)?.metadata.labels,
  }
}

/** Default constraints of the system turn no pod down. */
const hasOwnDefaults = ({ args }: Profile): boolean => args('PodTopologySpread')['defaultingType'] === 'List'

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
  const wasResized = isResized(before.spec, before.status)
  if (before.spec === after.spec && before.metadata.labels === after.metadata.labels && !wasResized) return nothing
  const types: ChangeType[] = []
  if (!isEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {})) types.push('podLabel')
  if ((before.spec.containers !== after.spec.containers || wasResized) && isScaledDown(before, after)) types.push('podScaleDown')
  if ((before.spec.schedulingGates?.length ?? 0) > 0 && (after.spec.schedulingGates?.length ?? 0) === 0) types.push('podGatesGone')
  if ((before.spec.tolerations?.length ?? 0) !== (after.spec.tolerations?.length ?? 0)) types.push('podToleration')
  return types
}

const nothing: readonly ChangeType[] = []

function isScaledDown(before: Pod, after: Pod): boolean {
  const [old, now] = [factsOf(before).requests, factsOf(after).requests]
  return ['cpu', 'memory', 'ephemeral-storage', ...old.scalars.keys()].some((resource) => amountIn(old, resource) > amountIn(now, resource))
}
