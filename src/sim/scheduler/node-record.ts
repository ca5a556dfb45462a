import type { Node, ObjectKey, Pod } from '../api/types.js'
import { normalizedImage, type PodFacts } from './pod-facts.js'
import { allocatableOf, type Allocatable, type Resources } from './requests.js'
import { occupy, release } from './host-ports.js'

/** A pod on a node, bound or about to be. Replaced as a whole when the pod changes. */
export interface PlacedPod {
  readonly key: ObjectKey
  readonly pod: Pod
  readonly facts: PodFacts
  readonly node: string
  /** Chosen by the scheduler, but the watch has not shown it bound yet. */
  readonly isAssumed: boolean
  /** Whether the containers of `facts.openMemory` run. */
  readonly isRunning: boolean
}

/** Whether all containers that ask for no memory are running, as the pod's status says. */
export function hasReported({ openMemory }: PodFacts, { status }: Pod): boolean {
  if (openMemory.length === 0 || status.containerStatuses === undefined) return false
  const all = [...status.containerStatuses, ...(status.initContainerStatuses ?? [])]
  return openMemory.every((name) => all.some((one) => one.name === name && one.state?.running !== undefined))
}

/** Terminating pods hold their resources, but do not count for spreading. */
export const isTerminating = (placed: PlacedPod): boolean => placed.pod.metadata.deletionTimestamp !== undefined
export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0

/**
 * A node with the sums over its pods (kube-scheduler framework NodeInfo). Changed in place through `CowMap.edit` only. `node` is
 * undefined while pods name a node that is not there.
 */
export interface NodeRecord {
  readonly name: string
  node: Node | undefined
  allocatable: Allocatable
  requestedCpuMillis: number
  requestedMemoryBytes: number
  requestedEphemeralBytes: number
  nonZeroCpuMillis: number
  nonZeroMemoryBytes: number
  /** Requested amounts of other resources. */
  readonly scalars: Map<string, number>
  /** Occupied host ports: `TCP/80` -> addresses. */
  readonly ports: Map<string, readonly string[]>
  readonly pods: Map<ObjectKey, PlacedPod>
  /** The least priority of the pods, at most; exact after `lowestPriority`. */
  lowest: number
  isLowestExact: boolean
  /** How many of the pods have affinity terms, and how many required anti-affinity. */
  podsWithAffinity: number
  podsWithRequiredAnti: number
  /** Images by normalised name, with their size in bytes. */
  images: ReadonlyMap<string, number>
}

export const emptyNodeRecord = (name: string): NodeRecord => ({
  name, node: undefined, allocatable: allocatableOf(undefined),
  requestedCpuMillis: 0, requestedMemoryBytes: 0, requestedEphemeralBytes: 0, nonZeroCpuMillis: 0, nonZeroMemoryBytes: 0,
  scalars: new Map(), ports: new Map(), pods: new Map(), lowest: Number.POSITIVE_INFINITY, isLowestExact: true, podsWithAffinity: 0, podsWithRequiredAnti: 0, images: noImages,
})

export const cloneNodeRecord = (record: NodeRecord): NodeRecord =>
  ({ ...record, scalars: new Map(record.scalars), ports: new Map(record.ports), pods: new Map(record.pods) })

export function setNode(record: NodeRecord, node: Node): void {
  if (record.node?.status.images !== node.status.images) record.images = imagesOf(node)
  record.node = node
  record.allocatable = allocatableOf(node.status.allocatable)
}

export function addPod(record: NodeRecord, placed: PlacedPod): void {
  record.pods.set(placed.key, placed)
  record.lowest = Math.min(record.lowest, priorityOf(placed.pod))
  count(record, placed, 1)
  occupy(record.ports, placed.facts.hostPorts)
}

export function removePod(record: NodeRecord, placed: PlacedPod): void {
  record.pods.delete(placed.key)
  if (priorityOf(placed.pod) <= record.lowest) record.isLowestExact = false
  count(record, placed, -1)
  release(record.ports, placed.facts.hostPorts)
}

/** The least priority of the pods on the node; infinite without any. */
export function lowestPriority(record: NodeRecord): number {
  if (record.isLowestExact) return record.lowest
  let lowest = Number.POSITIVE_INFINITY
  for (const { pod } of record.pods.values()) if (priorityOf(pod) < lowest) lowest = priorityOf(pod)
  record.lowest = lowest
  record.isLowestExact = true
  return lowest
}

function count(record: NodeRecord, { facts, isRunning }: PlacedPod, sign: 1 | -1): void {
  const { requests, affinity } = facts
  const nonZeroRequests = isRunning ? facts.runningRequests : facts.nonZeroRequests
  record.requestedCpuMillis += sign * requests.cpuMillis
  record.requestedMemoryBytes += sign * requests.memoryBytes
  record.requestedEphemeralBytes += sign * requests.ephemeralBytes
  record.nonZeroCpuMillis += sign * nonZeroRequests.cpuMillis
  record.nonZeroMemoryBytes += sign * nonZeroRequests.memoryBytes
  for (const [resource, amount] of requests.scalars) record.scalars.set(resource, (record.scalars.get(resource) ?? 0) + sign * amount)
  if (affinity === undefined) return
  record.podsWithAffinity += sign
  if (affinity.requiredAnti.length > 0) record.podsWithRequiredAnti += sign
}

/** What a resource offers and what of it is taken, by name. */
export function allocatableAmount({ allocatable }: NodeRecord, resource: string): number {
  return amountIn(allocatable, resource)
}

export function requestedAmount(record: NodeRecord, resource: string): number {
  switch (resource) {
    case 'cpu': return record.requestedCpuMillis
    case 'memory': return record.requestedMemoryBytes
    case 'ephemeral-storage': return record.requestedEphemeralBytes
    default: return record.scalars.get(resource) ?? 0
  }
}

export function amountIn(resources: Resources, resource: string): number {
  switch (resource) {
    case 'cpu': return resources.cpuMillis
    case 'memory': return resources.memoryBytes
    case 'ephemeral-storage': return resources.ephemeralBytes
    default: return resources.scalars.get(resource) ?? 0
  }
}

const noImages: ReadonlyMap<string, number> = new Map()

function imagesOf(node: Node): ReadonlyMap<string, number> {
  const images = node.status.images ?? []
  if (images.length === 0) return noImages
  const sizes = new Map<string, number>()
  for (const { names = [], sizeBytes = 0 } of images) for (const name of names) sizes.set(normalizedImage(name), sizeBytes)
  return sizes
}
