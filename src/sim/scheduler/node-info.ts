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
}

/** Terminating pods hold their resources, but do not count for spreading. */
export const isTerminating = (placed: PlacedPod): boolean => placed.pod.metadata.deletionTimestamp !== undefined
export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0

/**
 * A node with the sums over its pods (kube-scheduler framework NodeInfo). Changed in place through `CowMap.edit` only. `node` is
 * undefined while pods name a node that is not there.
 */
export interface NodeInfo {
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
  /** How many of the pods have affinity terms, and how many required anti-affinity. */
  podsWithAffinity: number
  podsWithRequiredAnti: number
  /** Images by normalised name, with their size in bytes. */
  images: ReadonlyMap<string, number>
}

export const emptyNodeInfo = (name: string): NodeInfo => ({
  name, node: undefined, allocatable: allocatableOf(undefined),
  requestedCpuMillis: 0, requestedMemoryBytes: 0, requestedEphemeralBytes: 0, nonZeroCpuMillis: 0, nonZeroMemoryBytes: 0,
  scalars: new Map(), ports: new Map(), pods: new Map(), podsWithAffinity: 0, podsWithRequiredAnti: 0, images: noImages,
})

export const cloneNodeInfo = (info: NodeInfo): NodeInfo => ({ ...info, scalars: new Map(info.scalars), ports: new Map(info.ports), pods: new Map(info.pods) })

export function setNode(info: NodeInfo, node: Node): void {
  if (info.node?.status.images !== node.status.images) info.images = imagesOf(node)
  info.node = node
  info.allocatable = allocatableOf(node.status.allocatable)
}

export function addPod(info: NodeInfo, placed: PlacedPod): void {
  info.pods.set(placed.key, placed)
  count(info, placed.facts, 1)
  occupy(info.ports, placed.facts.hostPorts)
}

export function removePod(info: NodeInfo, placed: PlacedPod): void {
  info.pods.delete(placed.key)
  count(info, placed.facts, -1)
  release(info.ports, placed.facts.hostPorts)
}

function count(info: NodeInfo, { requests, nonZeroRequests, affinity }: PodFacts, sign: 1 | -1): void {
  info.requestedCpuMillis += sign * requests.cpuMillis
  info.requestedMemoryBytes += sign * requests.memoryBytes
  info.requestedEphemeralBytes += sign * requests.ephemeralBytes
  info.nonZeroCpuMillis += sign * nonZeroRequests.cpuMillis
  info.nonZeroMemoryBytes += sign * nonZeroRequests.memoryBytes
  for (const [resource, amount] of requests.scalars) info.scalars.set(resource, (info.scalars.get(resource) ?? 0) + sign * amount)
  if (affinity === undefined) return
  info.podsWithAffinity += sign
  if (affinity.requiredAnti.length > 0) info.podsWithRequiredAnti += sign
}

/** What a resource offers and what of it is taken, by name. */
export function allocatableAmount({ allocatable }: NodeInfo, resource: string): number {
  return amountIn(allocatable, resource)
}

export function requestedAmount(info: NodeInfo, resource: string): number {
  switch (resource) {
    case 'cpu': return info.requestedCpuMillis
    case 'memory': return info.requestedMemoryBytes
    case 'ephemeral-storage': return info.requestedEphemeralBytes
    default: return info.scalars.get(resource) ?? 0
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
