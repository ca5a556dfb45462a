import type { Condition, PodDisruptionBudget, StringMap, Timestamp } from '../api/types.js'
import { isEqual, updateStatus } from '../apiserver/update.js'
import { timestamp } from '../clock.js'
import type { ActorContext } from '../state.js'

export interface BudgetCounts {
  readonly currentHealthy: number
  readonly desiredHealthy: number
  readonly expectedPods: number
}
export type BudgetStatus = PodDisruptionBudget['status']

const conditionType = 'DisruptionAllowed'

/** The status that counts amount to; the same reference as before when nothing differs (disruption updatePdbStatus, 1.36). */
export function budgetStatus(budget: PodDisruptionBudget, counts: BudgetCounts, disruptedPods: StringMap, now: Timestamp): BudgetStatus {
  const { status } = budget
  const spare = counts.currentHealthy - counts.desiredHealthy
  const disruptionsAllowed = counts.expectedPods <= 0 || spare <= 0 ? 0 : spare
  const observedGeneration = budget.metadata.generation ?? 0
  const conditions = withAllowedCondition(status.conditions, disruptionsAllowed, observedGeneration, now)
  const next: BudgetStatus = { ...counts, disruptionsAllowed, ...(Object.keys(disruptedPods).length === 0 ? {} : { disruptedPods }), observedGeneration, conditions }
  return isEqual({ ...status, conditions: undefined }, { ...next, conditions: undefined }) && isUpToDate(status, disruptionsAllowed) ? status : next
}

function isUpToDate(status: BudgetStatus, disruptionsAllowed: number): boolean {
  const condition = status.conditions?.find(({ type }) => type === conditionType)
  return condition !== undefined && condition.reason === (disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods')
}

/** component-helpers UpdateDisruptionAllowedCondition, 1.36. */
export function withAllowedCondition(conditions: readonly Condition[] | undefined, disruptionsAllowed: number, observedGeneration: number, now: Timestamp): readonly Condition[] {
  const isAllowed = disruptionsAllowed > 0
  return withCondition(conditions, { status: isAllowed ? 'True' : 'False', reason: isAllowed ? 'SufficientPods' : 'InsufficientPods', message: '', observedGeneration }, now)
}

/** apimachinery meta.SetStatusCondition, 1.36: the time moves with the status only. */
function withCondition(conditions: readonly Condition[] | undefined, update: Omit<Condition, 'type'>, now: Timestamp): readonly Condition[] {
  const old = conditions?.find(({ type }) => type === conditionType)
  const lastTransitionTime = old?.status === update.status ? old.lastTransitionTime ?? now : now
  const next: Condition = { type: conditionType, ...update, lastTransitionTime }
  return old === undefined ? [...(conditions ?? []), next] : conditions!.map((condition) => (condition === old ? next : condition))
}

/** When counting failed nothing may be evicted (disruption failSafe, 1.36). */
export function failSafe(context: ActorContext, budget: PodDisruptionBudget, message: string): void {
  const { status } = budget
  const now = timestamp(context.cluster.clock, context.now)
  const conditions = withCondition(status.conditions, { status: 'False', reason: 'SyncFailed', message, observedGeneration: status.observedGeneration ?? 0 }, now)
  const next: BudgetStatus = { ...status, disruptionsAllowed: 0, conditions }
  if (!isEqual(status, next)) updateStatus(context, budget, next)
}
