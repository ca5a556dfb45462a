import type { Condition, ContainerState } from '../api/types.js'

/** What the phase and the conditions of a pod go by. */
export interface StatusView {
  readonly name: string
  readonly state?: ContainerState | undefined
  readonly lastState?: ContainerState | undefined
  readonly ready: boolean
  readonly started?: boolean | undefined
}

/** That of the container with the name. */
export function statusNamed<T extends { readonly name: string }>(list: readonly T[] | undefined, name: string): T | undefined {
  if (list !== undefined) for (const each of list) if (each.name === name) return each
  return undefined
}

/** The condition of that type. */
export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  if (conditions !== undefined) for (const condition of conditions) if (condition.type === type) return condition
  return undefined
}
