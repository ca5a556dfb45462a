import { scaledValue } from '../../api/int-or-string.js'
import type { DaemonSet, IntOrString } from '../../api/types.js'

const scaled = (value: IntOrString | undefined, nodes: number): number => scaledValue(value ?? 0, nodes, true)

const rollingOf = ({ spec: { updateStrategy } }: DaemonSet): DaemonSet['spec']['updateStrategy']['rollingUpdate'] =>
  updateStrategy.type === 'RollingUpdate' ? updateStrategy.rollingUpdate : undefined

export const allowsSurge = (set: DaemonSet): boolean => scaled(rollingOf(set)?.maxSurge, 1) > 0

/** How many pods may be missing or too many during an update; one may be missing when both are 0 (updatedDesiredNodeCounts, 1.36). */
export function rollingLimits(set: DaemonSet, nodes: number): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const rolling = rollingOf(set)
  const [maxSurge, maxUnavailable] = [scaled(rolling?.maxSurge, nodes), scaled(rolling?.maxUnavailable, nodes)]
  return { maxSurge, maxUnavailable: nodes > 0 && maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable }
}
