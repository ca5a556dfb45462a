import { memoryBytes, quantityValue } from '../api/quantity.js'
import type { Millis, Node } from '../api/types.js'
import type { KubeletOptions } from '../state.js'
import type { PressureType, Outsider } from './pressure.js'
import type { PodUsage } from './usage.js'

/** One threshold of a node and how near it is. Amounts in bytes or processes. */
export interface Observation {
  readonly signal: string
  readonly condition: PressureType
  readonly resource: 'memory' | 'ephemeral-storage' | 'pids'
  readonly thresholdAmount: number
  readonly available: number
  /** For how long a soft threshold must be met; undefined: a hard one. */
  readonly graceMs: Millis | undefined
}

const hardDefaults: Readonly<Record<string, string>> = { 'memory.available': '100Mi', 'nodefs.available': '10%', 'imagefs.available': '15%' }
/** Not among the defaults; it takes the place of a threshold where a fault makes pids short. */
const pidThreshold = '1000'
const diskBytes = 100 * 2 ** 30
const pidsMax = 32_768
const imageBytes = 20_000_000

const kinds: Readonly<Record<string, { readonly condition: PressureType; readonly resource: Observation['resource']; readonly short: Outsider['resource'] }>> = {
  'memory.available': { condition: 'MemoryPressure', resource: 'memory', short: 'memory' },
  'nodefs.available': { condition: 'DiskPressure', resource: 'ephemeral-storage', short: 'disk' },
  'imagefs.available': { condition: 'DiskPressure', resource: 'ephemeral-storage', short: 'disk' },
  'pid.available': { condition: 'PIDPressure', resource: 'pids', short: 'pid' },
}

/** What is known of a node's resources: its size, what its pods use, what is on its disk, and who else takes of them. */
export interface NodeUse {
  readonly node: Node
  readonly pods: readonly PodUsage[]
  readonly images: number
  readonly outsiders: readonly Outsider[]
}

/** Every threshold with what is available now; memory first (makeSignalObservations, thresholds of the KubeletConfiguration, 1.36). */
export function observe(options: KubeletOptions, use: NodeUse): readonly Observation[] {
  const given = options.evictionHard ?? hardDefaults
  const hard: Readonly<Record<string, string>> = use.outsiders.some(({ resource }) => resource === 'pid') ? { 'pid.available': pidThreshold, ...given } : given
  const found: Observation[] = []
  for (const signal in kinds) {
    const [soft, limit] = [options.evictionSoft?.[signal], hard[signal]]
    if (limit !== undefined) found.push(observation(signal, limit, undefined, use))
    if (soft !== undefined) found.push(observation(signal, soft, options.evictionSoftGracePeriodMs?.[signal] ?? 0, use))
  }
  return found
}

function observation(signal: string, threshold: string, graceMs: Millis | undefined, use: NodeUse): Observation {
  const { condition, resource, short } = kinds[signal]!
  const capacity = capacityOf(short, use.node)
  return { signal, condition, resource, graceMs, thresholdAmount: amountOf(threshold, capacity), available: Math.max(0, capacity - usedOf(short, use)) }
}

const amountOf = (threshold: string, capacity: number): number => (threshold.endsWith('%') ? Math.floor(capacity * Number.parseFloat(threshold) / 100) : quantityValue(threshold))

export function capacityOf(resource: Outsider['resource'], { status }: Node): number {
  if (resource === 'memory') return memoryBytes(status.capacity?.['memory'] ?? '0')
  if (resource === 'pid') return pidsMax
  const storage = status.capacity?.['ephemeral-storage']
  return storage === undefined ? diskBytes : quantityValue(storage)
}

/** What pods, images and others take of a resource. */
export function usedOf(resource: Outsider['resource'], { pods, images, outsiders }: NodeUse): number {
  const others = outsiders.reduce((total, outsider) => (outsider.resource === resource ? total + outsider.amount : total), 0)
  if (resource === 'memory') return pods.reduce((total, usage) => total + usage.memoryBytes, others)
  if (resource === 'pid') return pods.reduce((total, { processes }) => total + processes, others)
  return pods.reduce((total, usage) => total + usage.storageBytes, others + images * imageBytes)
}

/** A fault leaves half of what the highest threshold wants. */
export function outsiderAmount(options: KubeletOptions, resource: Outsider['resource'], use: NodeUse): number {
  const probe: Outsider = { fault: -1, resource, amount: 0 }
  const thresholds = observe(options, { ...use, outsiders: [...use.outsiders, probe] }).filter(({ signal, graceMs }) => kinds[signal]!.short === resource && graceMs === undefined)
  const least = Math.min(...thresholds.map(({ thresholdAmount }) => thresholdAmount))
  const left = Number.isFinite(least) ? Math.floor(least / 2) : 0
  return Math.max(0, capacityOf(resource, use.node) - usedOf(resource, use) - left)
}
