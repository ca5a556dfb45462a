import type { Condition, Timestamp } from '../../api/types.js'

/** Conditions of an HPA while one sync builds them up: in order of first appearance, the time moving with the status only (setConditionInList, 1.36). */
export function withCondition(conditions: readonly Condition[], type: string, status: 'True' | 'False', reason: string, message: string, now: Timestamp): readonly Condition[] {
  const old = conditions.find((condition) => condition.type === type)
  const lastTransitionTime = old?.status === status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : now
  const next: Condition = { type, status, reason, message, lastTransitionTime }
  return old === undefined ? [...conditions, next] : conditions.map((condition) => (condition === old ? next : condition))
}
