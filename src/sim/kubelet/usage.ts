import { quantityValue } from '../api/quantity.js'
import type { Container } from '../api/types.js'
import type { UsageSpan } from '../behaviour.js'
import { profileOf } from '../runtime/profile.js'
import { spanAt } from '../runtime/spans.js'
import { containerUsage } from '../runtime/usage.js'
import type { ActorContext } from '../state.js'
import { specContainer } from './containers.js'
import { podRequests } from './pod-requests.js'
import type { KubeletState, NodeState, PodWorker, RuntimeContainer } from './state.js'

/** What the containers of one pod use, those that run. */
export interface PodUsage {
  readonly memoryBytes: number
  readonly storageBytes: number
  readonly processes: number
  readonly containers: readonly ContainerUse[]
}
export interface ContainerUse {
  readonly container: Container
  readonly instance: RuntimeContainer
  readonly memoryBytes: number
  readonly storageBytes: number
}

export const requestOf = ({ pod }: PodWorker, resource: string): number => podRequests(pod.spec).get(resource) ?? 0

/** The usage of a pod now, by its containers' behaviours; undefined while none of them runs. */
export function usageOf(context: ActorContext, worker: PodWorker): PodUsage | undefined {
  const containers: ContainerUse[] = []
  for (const instance of worker.runtime.containers) {
    const container = specContainer(worker.pod, instance.name)
    if (container === undefined || !runsAt(instance, context.now)) continue
    const { memoryBytes } = containerUsage(context.options, worker.pod, container.name, instance.startedAt ?? context.now, context.now)
    containers.push({ container, instance, memoryBytes, storageBytes: storageOf(context, worker, container, instance) })
  }
  if (containers.length === 0) return undefined
  return {
    containers, processes: containers.length + 1,
    memoryBytes: sum(containers, ({ memoryBytes }) => memoryBytes), storageBytes: sum(containers, ({ storageBytes }) => storageBytes),
  }
}

const sum = (list: readonly ContainerUse[], of: (use: ContainerUse) => number): number => list.reduce((total, use) => total + of(use), 0)

const runsAt = ({ state, end }: RuntimeContainer, now: number): boolean => state === 'running' && (end === undefined || end.at > now)

function storageOf(context: ActorContext, { pod }: PodWorker, container: Container, instance: RuntimeContainer): number {
  const { usage } = profileOf(context.options, pod, container)
  const storage = usage === undefined ? undefined : spanAt(usage, context.now - (instance.startedAt ?? context.now))?.storage
  return storage === undefined ? 0 : quantityValue(storage)
}

/** All pods of a node that run something, with what they use. */
export function usages(context: ActorContext, state: KubeletState, node: NodeState): readonly { readonly worker: PodWorker; readonly usage: PodUsage }[] {
  const found: { readonly worker: PodWorker; readonly usage: PodUsage }[] = []
  for (const uid of node.workers) {
    const worker = state.workers.get(uid)
    const usage = worker === undefined ? undefined : usageOf(context, worker)
    if (worker !== undefined && usage !== undefined) found.push({ worker, usage })
  }
  return found
}

/** When, after now, the usage of a running container of the node next changes: by what is declared of it, or because its script goes on. */
export function nextUsageChange(context: ActorContext, state: KubeletState, node: NodeState): number | undefined {
  let next: number | undefined
  for (const uid of node.metered) {
    const worker = state.workers.get(uid)
    for (const { next: at } of worker?.contents?.processes.values() ?? []) if (at !== undefined && at > context.now && (next === undefined || at < next)) next = at
    for (const instance of worker?.runtime.containers ?? []) {
      const container = worker === undefined ? undefined : specContainer(worker.pod, instance.name)
      const at = container === undefined || !runsAt(instance, context.now) ? undefined : changeAfter(profileOf(context.options, worker!.pod, container).usage, instance.startedAt ?? 0, context.now)
      if (at !== undefined && (next === undefined || at < next)) next = at
    }
  }
  return next
}

function changeAfter(usage: readonly UsageSpan[] | undefined, startedAt: number, now: number): number | undefined {
  let at = startedAt
  for (const { forMs } of usage ?? []) {
    if (forMs === undefined) return undefined
    at += forMs
    if (at > now) return at
  }
  return undefined
}
