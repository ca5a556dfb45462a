import { conditionOf } from '../api/conditions.js'
import type { Condition } from '../api/types.js'

/**
 * The list with this condition in it: as it was when status and reason are the same, else at the end, with the old transition time
 * when the status is the same (deployment_util.go SetDeploymentCondition, 1.36).
 */
export function withCondition(conditions: readonly Condition[], condition: Condition): readonly Condition[] {
  const current = conditionOf(conditions, condition.type)
  if (current !== undefined && current.status === condition.status && current.reason === condition.reason) return conditions
  const kept = current?.status === condition.status && current.lastTransitionTime !== undefined ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition
  return [...withoutCondition(conditions, condition.type), kept]
}

export const withoutCondition = (conditions: readonly Condition[], type: string): readonly Condition[] =>
  conditions.some((condition) => condition.type === type) ? conditions.filter((condition) => condition.type !== type) : conditions
