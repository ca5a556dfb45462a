import type { Node } from '../../api/types.js'
import { always, definePlugin, type ClusterChange, type Incoming, type Plugin, type Waiting } from '../define.js'
import { amountIn, type NodeRecord } from '../node-record.js'
import type { Rejection } from '../rejection.js'
import { factsOf } from '../pod-facts.js'
import { allocatableOf, isExtended, type Allocatable, type Resources } from '../requests.js'
import {
  isCpuAndMemory, leastAllocated, mostAllocated, ratioScore, scoredResources, usageOf, type ScoredResource, type ShapePoint, type Usage,
} from '../resource-scoring.js'

const name = 'NodeResourcesFit'

interface Filter {
  readonly ignored: ReadonlySet<string>
  readonly ignoredGroups: ReadonlySet<string>
}
interface Score {
  readonly resources: readonly ScoredResource[]
  readonly strategy: string
  readonly shape: readonly ShapePoint[]
}
interface Strategy {
  readonly type?: string
  readonly resources?: unknown
  readonly requestedToCapacityRatio?: { readonly shape?: readonly ShapePoint[] }
}

/** Requests fit what is left of the node; score by what would be left (noderesources/fit.go, 1.36). */
export const nodeResourcesFit: Plugin = definePlugin<Filter, Score>({
  name,
  weight: 1,
  preFilter: (incoming) => ({ state: { ignored: namesIn(incoming, 'ignoredResources'), ignoredGroups: namesIn(incoming, 'ignoredResourceGroups') } }),
  filter,
  preScore,
  score,
  requeue: { podDelete: always, podScaleDown: frees, nodeAdd: grows, nodeAllocatable: grows, nodeTaint: always },
})

const namesIn = (incoming: Incoming, arg: string): ReadonlySet<string> => new Set((incoming.args(name)[arg] as readonly string[] | undefined) ?? [])

function filter({ facts }: Incoming, record: NodeRecord, { ignored, ignoredGroups }: Filter): Rejection | undefined {
  const { requests } = facts
  const { allocatable } = record
  let lacks = record.pods.size + 1 > allocatable.pods ? Lack.pods : 0
  lacks |= lackOf(requests.cpuMillis, allocatable.cpuMillis, record.requestedCpuMillis, Lack.cpu)
  lacks |= lackOf(requests.memoryBytes, allocatable.memoryBytes, record.requestedMemoryBytes, Lack.memory)
  lacks |= lackOf(requests.ephemeralBytes, allocatable.ephemeralBytes, record.requestedEphemeralBytes, Lack.ephemeral)
  if (requests.scalars.size === 0) return lacks === 0 ? undefined : rejectionOf(lacks, '')
  let scalars = ''
  for (const [resource, amount] of requests.scalars) {
    if (isExtended(resource) && (ignored.has(resource) || ignoredGroups.has(resource.slice(0, resource.indexOf('/'))))) continue
    const lack = lackOf(amount, allocatable.scalars.get(resource) ?? 0, record.scalars.get(resource) ?? 0, Lack.scalar)
    if (lack === 0) continue
    lacks |= lack
    scalars += `\n${resource}`
  }
  return lacks === 0 ? undefined : rejectionOf(lacks, scalars)
}

const Lack = { pods: 1, cpu: 2, memory: 4, ephemeral: 8, scalar: 16, beyondNode: 32 } as const

const lackOf = (asked: number, capacity: number, used: number, lack: number): number =>
  asked > 0 && asked > capacity - used ? (asked > capacity ? lack | Lack.beyondNode : lack) : 0

const rejections = new Map<string, Rejection>()

/** One object for each set of reasons. Asking for more than the whole node has is nothing that preemption could help. */
function rejectionOf(lacks: number, scalars: string): Rejection {
  const key = `${lacks}${scalars}`
  const known = rejections.get(key)
  if (known !== undefined) return known
  const reasons = [
    ...((lacks & Lack.pods) === 0 ? [] : ['Too many pods']),
    ...((lacks & Lack.cpu) === 0 ? [] : ['Insufficient cpu']),
    ...((lacks & Lack.memory) === 0 ? [] : ['Insufficient memory']),
    ...((lacks & Lack.ephemeral) === 0 ? [] : ['Insufficient ephemeral-storage']),
    ...scalars.split('\n').slice(1).map((resource) => `Insufficient ${resource}`),
  ]
  const rejection = { plugin: name, reasons, isUnresolvable: (lacks & Lack.beyondNode) !== 0 }
  rejections.set(key, rejection)
  return rejection
}

function preScore(incoming: Incoming): Score {
  const strategy = (incoming.args(name)['scoringStrategy'] ?? {}) as Strategy
  return { resources: scoredResources(strategy.resources), strategy: strategy.type ?? 'LeastAllocated', shape: strategy.requestedToCapacityRatio?.shape ?? [] }
}

function score({ facts }: Incoming, record: NodeRecord, { resources, strategy, shape }: Score): number {
  if (strategy === 'LeastAllocated' && isCpuAndMemory(resources)) return leastOfBoth(facts.scoredRequests, record)
  const usage = usageOf(resources, record, facts.scoredRequests, false)
  if (strategy === 'RequestedToCapacityRatio') return ratioMean(usage, shape)
  const scoreOf = strategy === 'MostAllocated' ? mostAllocated : leastAllocated
  let [sum, weights] = [0, 0]
  for (const { weight, capacity, usedWithPod } of usage) {
    sum += scoreOf(usedWithPod, capacity) * weight
    weights += weight
  }
  return weights === 0 ? 0 : Math.trunc(sum / weights)
}

/** The default strategy over the default resources, which is nearly always what is asked for. */
function leastOfBoth({ cpuMillis, memoryBytes }: Resources, { allocatable, nonZeroCpuMillis, nonZeroMemoryBytes }: NodeRecord): number {
  const cpu = allocatable.cpuMillis === 0 ? 0 : leastAllocated(nonZeroCpuMillis + cpuMillis, allocatable.cpuMillis)
  const memory = allocatable.memoryBytes === 0 ? 0 : leastAllocated(nonZeroMemoryBytes + memoryBytes, allocatable.memoryBytes)
  return allocatable.cpuMillis === 0 || allocatable.memoryBytes === 0 ? cpu + memory : Math.trunc((cpu + memory) / 2)
}

/** Only resources that score anything enter the mean. */
function ratioMean(usage: readonly Usage[], shape: readonly ShapePoint[]): number {
  let [sum, weights] = [0, 0]
  for (const { weight, capacity, usedWithPod } of usage) {
    const points = ratioScore(shape, usedWithPod, capacity)
    if (points <= 0) continue
    sum += points * weight
    weights += weight
  }
  return weights === 0 ? 0 : Math.round(sum / weights)
}

/** The node would hold the pod if it were empty, and it is new or has more of what the pod asks for than before. */
function grows({ incoming }: Waiting, { node }: ClusterChange): boolean {
  const { requests } = incoming.facts
  if (node?.after === undefined || !holds(allocatableAt(node.after), requests)) return false
  if (node.before === undefined) return true
  const [before, after] = [allocatableAt(node.before), allocatableAt(node.after)]
  return after.pods > before.pods || resourcesIn(requests).some((resource) => amountIn(after, resource) > amountIn(before, resource))
}

const allocatableAt = (node: Node): Allocatable => allocatableOf(node.status.allocatable)
const resourcesIn = (requests: Resources): readonly string[] =>
  ['cpu', 'memory', 'ephemeral-storage', ...requests.scalars.keys()].filter((resource) => amountIn(requests, resource) > 0)
const holds = (allocatable: Allocatable, requests: Resources): boolean =>
  allocatable.pods >= 1 && resourcesIn(requests).every((resource) => amountIn(requests, resource) <= amountIn(allocatable, resource))

/** A pod asks for less than before of something that the waiting pod needs, or the waiting pod itself does. */
function frees({ pod, incoming }: Waiting, { pod: changed }: ClusterChange): boolean {
  if (changed?.before === undefined || changed.after === undefined) return false
  if (changed.after.metadata.uid === pod.metadata.uid) return true
  if (changed.after.spec.nodeName === undefined || changed.after.spec.nodeName === '') return false
  const [before, after] = [factsOf(changed.before).requests, factsOf(changed.after).requests]
  return resourcesIn(incoming.facts.requests).some((resource) => amountIn(before, resource) > amountIn(after, resource))
}
