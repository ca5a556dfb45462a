import type { Condition } from './types.js'

/** The condition of that type. */
export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  if (conditions === undefined) return undefined
  for (let i = 0; i < conditions.length; i++) if (conditions[i]!.type === type) return conditions[i]
  return undefined
}
