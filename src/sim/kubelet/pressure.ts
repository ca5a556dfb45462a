import { qosClass } from '../api/qos.js'
import type { Pod } from '../api/types.js'
import { isCriticalPod } from './critical.js'
import type { NodeState } from './state.js'

/** Conditions of a node that runs short of something. */
export const pressureTypes = ['MemoryPressure', 'DiskPressure', 'PIDPressure'] as const
export type PressureType = (typeof pressureTypes)[number]

/** What eviction does of a node's kubelet, besides the pods (eviction_manager.go managerImpl, 1.36). Replaced as a whole. */
export interface Pressure {
  /** When a condition was last found to be true; it stays for a while after that. */
  readonly lastObservedAt: Readonly<Partial<Record<PressureType, number>>>
  /** Since when a threshold is met, by signal. */
  readonly firstObservedAt: Readonly<Record<string, number>>
  /** What something beside the pods takes of a resource, by the fault that says so. */
  readonly outsiders: readonly Outsider[]
}
export interface Outsider {
  readonly fault: number
  readonly resource: 'memory' | 'disk' | 'pid'
  readonly amount: number
}

export const noPressure: Pressure = { lastObservedAt: {}, firstObservedAt: {}, outsiders: [] }

/** The conditions that hold, in the order in which they are told. */
export const conditionsOf = ({ lastObservedAt }: Pressure): readonly PressureType[] => pressureTypes.filter((type) => lastObservedAt[type] !== undefined)

/** A node under pressure takes critical pods; short of memory alone, it takes those that have asked for some (managerImpl.Admit). */
export function pressureRejection({ pressure }: NodeState, pod: Pod): { readonly reason: string; readonly message: string } | undefined {
  if (pressure === noPressure) return undefined
  const conditions = conditionsOf(pressure)
  if (conditions.length === 0 || isCriticalPod(pod)) return undefined
  if (conditions.length === 1 && conditions[0] === 'MemoryPressure' && (qosClass(pod.spec) !== 'BestEffort' || toleratesMemoryPressure(pod))) return undefined
  return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` }
}

const toleratesMemoryPressure = ({ spec }: Pod): boolean =>
  spec.tolerations?.some(({ key = '', operator = 'Equal', value = '', effect = '' }) =>
    (effect === '' || effect === 'NoSchedule') && (key === '' || key === 'node.kubernetes.io/memory-pressure') && (operator === 'Exists' || (operator === 'Equal' && key !== '' && value === ''))) === true
