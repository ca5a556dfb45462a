import { slotOf } from '../actor-slot.js'
import { specContainer } from './containers.js'
import { profileOf } from '../runtime/profile.js'
import type { ActorContext, Cluster, ProbeRecord, Services } from '../state.js'
import { atNode } from './node-clock.js'
import { accountTicks, periodOf, tickFrom } from './probe-ticks.js'
import type { KubeletState, Scope } from './state.js'

const unknown: ProbeRecord = { outcome: 'unknown', successes: 0, failures: 0, first: undefined, last: undefined }

/** Every outcome so far of one probe; runs that changed nothing are counted here, on demand. */
export const probeRecord: Services['probeRecord'] = (cluster, { pod, container, type }) => {
  const found = kubeletOf(cluster)
  const worker = found?.state.workers.get(pod.metadata.uid)
  const node = worker === undefined ? undefined : found?.state.nodes.get(worker.node)
  const spec = specContainer(pod, container)?.[`${type}Probe`]
  if (found === undefined || worker === undefined || node === undefined || spec === undefined) return undefined
  const probe = worker.probes.find((candidate) => candidate.container === container && candidate.type === type)
  if (probe === undefined) return unknown
  const copy = { ...probe }
  const scope: Scope = { context: { ...atNode(found.context, node.name), now: cluster.now + 1 }, state: found.state, node, worker }
  if (!copy.isStopped && copy.running === undefined) accountTicks(scope, copy, spec)
  const next = copy.isStopped ? undefined : copy.running?.until ?? tickFrom(copy, periodOf(spec), cluster.now + 1)
  return { next, outcome: copy.result ?? 'unknown', successes: copy.successes, failures: copy.failures, first: copy.firstRunAt, last: copy.lastRunAt }
}

/** Which behaviour a container follows: `containers[0]` of the scenario, `manifest` or `default`. */
export const behaviourUsed: Services['behaviourUsed'] = (cluster, pod, name) => {
  const container = specContainer(pod, name)
  if (container === undefined) return 'default'
  return profileOf(cluster.options, pod, container).name
}

function kubeletOf(cluster: Cluster): { readonly state: KubeletState; readonly context: ActorContext } | undefined {
  const slot = slotOf(cluster, 'kubelet')
  return slot === undefined ? undefined : { state: slot.state as KubeletState, context: slot.context }
}
