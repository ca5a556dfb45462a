import type { Condition, Pod, PodStatus, StringMap } from '../api/types.js'
import { refuseBinding } from '../apiserver/actor-review.js'
import { writeObject } from '../apiserver/write.js'
import { timestamp } from '../clock.js'
import type { ActorContext } from '../state.js'
import { wakeAt } from '../wake.js'
import { failBinding } from './failure.js'
import { forget } from './forget.js'
import type { PlacedPod } from './node-record.js'
import { placedPod } from './placement.js'
import { Wake } from './queue/queue.js'
import { recordScheduled } from './recorder.js'
import { hasVolumes, provisioningFailure, volumePollMs } from './reserve-volumes.js'
import type { PendingBinding, SchedulerState } from './state.js'

/** Writes the bindings that are due. */
export function bindPods(context: ActorContext, state: SchedulerState): void {
  const due: [string, PendingBinding][] = []
  for (const [key, binding] of state.bindings.entries()) {
    if (binding.at > context.now) {
      wakeAt(context, Wake.bind, binding.at)
      continue
    }
    due.push([key, binding])
  }
  for (const [key, binding] of due) {
    state.bindings.delete(key)
    context.cause = binding.cause
    bindPod(context, state, key, binding)
  }
}

function bindPod(context: ActorContext, state: SchedulerState, key: string, binding: PendingBinding): void {
  const { uid, node } = binding
  const live = context.store.byUid<Pod>('Pod', key, uid)
  const placed = placedPod(state, key)
  if (live === undefined || live.metadata.deletionTimestamp !== undefined || (live.spec.nodeName ?? '') !== '') return forget(context, state, key)
  if (binding.failure !== undefined) return failBinding(context, state, key, binding.failure)
  if (placed !== undefined && binding.until !== undefined && !hasVolumes(context, live, placed.facts)) return awaitVolumes(context, state, key, binding, placed)
  const refused = refuseBinding(context, live, node)
  if (refused !== undefined) return failBinding(context, state, key, `running Bind plugin "DefaultBinder": ${refused.message}`)
  const home = context.store.get('Node', node)?.metadata.labels
  const labels = withTopology(live.metadata.labels, home)
  writeObject(context, {
    ...live,
    ...(labels === live.metadata.labels ? {} : { metadata: { ...live.metadata, labels: labels! } }),
    spec: { ...live.spec, nodeName: node },
    status: boundStatus(context, live.status),
  })
  recordScheduled(context, placed?.pod ?? live, node)
}

/** Its volumes are not bound yet: a look every second, for ten minutes by default (volumebinding PreBind, 1.36). */
function awaitVolumes(context: ActorContext, state: SchedulerState, key: string, binding: PendingBinding, { facts, pod }: PlacedPod): void {
  const failure = context.now >= binding.until! ? 'context deadline exceeded' : provisioningFailure(context, pod, facts)
  if (failure !== undefined) return failBinding(context, state, key, `running PreBind plugin "VolumeBinding": binding volumes: ${failure}`)
  const at = context.now + volumePollMs
  state.bindings.set(key, { ...binding, at })
  wakeAt(context, Wake.bind, at)
}

/** The binding subresource: PodScheduled becomes True, the nomination goes (registry/core/pod assignPod, 1.36). */
function boundStatus({ cluster }: ActorContext, status: PodStatus): PodStatus {
  const old = scheduledCondition(status)
  const lastTransitionTime = old?.status === 'True' && old.lastTransitionTime !== undefined ? old.lastTransitionTime : timestamp(cluster.clock, cluster.now)
  const condition: Condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime }
  const conditions = status.conditions === undefined ? [] : status.conditions.slice()
  if (old === undefined) conditions.push(condition)
  else conditions[conditions.indexOf(old)] = condition
  if (status.nominatedNodeName === undefined) return { ...status, conditions }
  const { nominatedNodeName: _, ...rest } = status
  return { ...rest, conditions }
}

function scheduledCondition({ conditions }: PodStatus): Condition | undefined {
  if (conditions !== undefined) for (let i = 0; i < conditions.length; i++) if (conditions[i]!.type === 'PodScheduled') return conditions[i]
  return undefined
}

const topologyKeys = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']
const merged = new WeakMap<StringMap, Map<string, StringMap>>()
const noLabels: StringMap = Object.freeze({})

/** The node's zone and region become labels of the pod (admission PodTopologyLabels, on since 1.35). Pods of one template share the result. */
function withTopology(labels: StringMap | undefined, node: StringMap | undefined): StringMap | undefined {
  // By name: nodes without a zone are the most, and asking for absent keys in turn is slow.
  if (node === undefined || (node['topology.kubernetes.io/zone'] === undefined && node['topology.kubernetes.io/region'] === undefined)) return labels
  const own = labels ?? noLabels
  const added = topologyKeys.filter((key) => node[key] !== undefined && node[key] !== own[key])
  if (added.length === 0) return labels
  let byText = merged.get(own)
  if (byText === undefined) merged.set(own, (byText = new Map()))
  const text = added.map((key) => `${key}=${node[key]}`).join()
  let known = byText.get(text)
  if (known === undefined) byText.set(text, (known = Object.freeze({ ...own, ...Object.fromEntries(added.map((key) => [key, node[key]!])) })))
  return known
}
