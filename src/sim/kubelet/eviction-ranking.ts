import { formatQuantity, quantityValue } from '../api/quantity.js'
import type { Observation } from './eviction-signals.js'
import type { PodWorker } from './state.js'
import { requestOf, type PodUsage } from './usage.js'

export interface Candidate {
  readonly worker: PodWorker
  /** Undefined: nothing is known of it. */
  readonly usage: PodUsage | undefined
}

type Compare = (a: Candidate, b: Candidate) => number

const priority: Compare = ({ worker: a }, { worker: b }) => (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0)
const unknownFirst: Compare = (a, b) => Number(a.usage !== undefined) - Number(b.usage !== undefined)

const over = ({ worker, usage }: Candidate, resource: 'memory' | 'ephemeral-storage'): number => usedOf(usage, resource) - requestOf(worker, resource)
const usedOf = (usage: PodUsage | undefined, resource: 'memory' | 'ephemeral-storage'): number => (resource === 'memory' ? usage?.memoryBytes : usage?.storageBytes) ?? 0

const exceeding = (resource: 'memory' | 'ephemeral-storage'): Compare => (a, b) =>
  (a.usage === undefined || b.usage === undefined ? unknownFirst(a, b) : Number(over(b, resource) > 0) - Number(over(a, resource) > 0))
const largest = (resource: 'memory' | 'ephemeral-storage'): Compare => (a, b) =>
  (a.usage === undefined || b.usage === undefined ? unknownFirst(a, b) : over(b, resource) - over(a, resource))
const processes: Compare = (a, b) => (a.usage === undefined || b.usage === undefined ? unknownFirst(a, b) : b.usage.processes - a.usage.processes)

/** In what order pods are evicted (helpers.go rankMemoryPressure, rankDiskPressureFunc, rankPIDPressure, kubelet 1.36). */
export function rank(candidates: readonly Candidate[], resource: Observation['resource']): readonly Candidate[] {
  const rules = resource === 'pids' ? [priority, processes] : [exceeding(resource), priority, largest(resource)]
  return candidates.toSorted((a, b) => rules.reduce((order, rule) => (order === 0 ? rule(a, b) : order), 0))
}

/** Bytes as a quantity in powers of two, e.g. `100Mi`. */
export const bytesText = (bytes: number): string => formatQuantity({ mantissa: BigInt(Math.round(bytes)), scale: 0, format: 'BinarySI' })

/** What an evicted pod is told (helpers.go evictionMessage): what was short, and which of its containers used more than they asked for. */
export function evictionMessage({ usage }: Candidate, { resource, thresholdAmount, available }: Observation): string {
  let message = `The node was low on resource: ${resource}. Threshold quantity: ${bytesText(thresholdAmount)}, available: ${bytesText(available)}. `
  if (resource === 'pids') return message
  for (const { container, memoryBytes, storageBytes } of usage?.containers ?? []) {
    const [used, request] = [resource === 'memory' ? memoryBytes : storageBytes, container.resources?.requests?.[resource] ?? '0']
    if (used > quantityValue(request)) message += `Container ${container.name} was using ${bytesText(used)}, request is ${request}, has larger consumption of ${resource}. `
  }
  return message
}
