import { allocatableAmount, amountIn, requestedAmount, type NodeRecord } from './node-record.js'
import { isScalar, type Resources } from './requests.js'

/** A resource that a strategy looks at, with its weight among the others. */
export interface ScoredResource {
  readonly name: string
  readonly weight: number
}

/** One resource of a node: what it has, what is taken, and what would be taken with the pod. Resources that do not count are left out. */
export interface Usage {
  readonly weight: number
  readonly capacity: number
  readonly used: number
  readonly usedWithPod: number
}

const cpuAndMemory: readonly ScoredResource[] = [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }]

/** cpu and memory, alike, unless the profile says otherwise. */
export function scoredResources(list: unknown): readonly ScoredResource[] {
  if (!Array.isArray(list) || list.length === 0) return cpuAndMemory
  return list.map((item: { readonly name: string; readonly weight?: number }) => ({ name: item.name, weight: item.weight ?? 1 }))
}

export const isCpuAndMemory = (resources: readonly ScoredResource[]): boolean => resources === cpuAndMemory

/**
 * Usage of the resources on a node (noderesources calculateNodeAllocatableRequest, 1.36). `isReal`: without the assumed requests of
 * containers that ask for nothing.
 */
export function usageOf(resources: readonly ScoredResource[], record: NodeRecord, asked: Resources, isReal: boolean): readonly Usage[] {
  const list: Usage[] = []
  for (const { name, weight } of resources) {
    const capacity = allocatableAmount(record, name)
    const request = amountIn(asked, name)
    if (capacity === 0 || (request === 0 && isScalar(name))) continue
    const used = isReal ? requestedAmount(record, name) : nonZeroAmount(record, name)
    list.push({ weight, capacity, used, usedWithPod: used + request })
  }
  return list
}

function nonZeroAmount(record: NodeRecord, resource: string): number {
  return resource === 'cpu' ? record.nonZeroCpuMillis : resource === 'memory' ? record.nonZeroMemoryBytes : requestedAmount(record, resource)
}

/** Free share in percent. */
export const leastAllocated = (used: number, capacity: number): number => (used > capacity ? 0 : Math.trunc(((capacity - used) * 100) / capacity))

/** Taken share in percent. */
export const mostAllocated = (used: number, capacity: number): number => Math.trunc((Math.min(used, capacity) * 100) / capacity)

export interface ShapePoint {
  readonly utilization: number
  readonly score: number
}

/** Straight lines between the points, level outside of them; scores of 0..10 count tenfold (noderesources/requested_to_capacity_ratio.go, 1.36). */
export function ratioScore(shape: readonly ShapePoint[], used: number, capacity: number): number {
  const utilization = used > capacity ? 100 : Math.trunc((used * 100) / capacity)
  for (const [i, point] of shape.entries()) {
    if (utilization > point.utilization) continue
    const before = shape[i - 1]
    if (before === undefined) return point.score * 10
    return before.score * 10 + Math.trunc(((point.score - before.score) * 10 * (utilization - before.utilization)) / (point.utilization - before.utilization))
  }
  return (shape.at(-1)?.score ?? 0) * 10
}
