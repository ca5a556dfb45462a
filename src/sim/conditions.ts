import type { JsonObject, Millis } from './api/types.js'

/**
 * A fault that holds now. Faults change these conditions, which actors consult; they never call actors. `params` are resolved:
 * victims are named, so that every reader sees the same ones.
 */
export interface ActiveFault {
  readonly id: number
  /** The fault's registry name, e.g. `node-failure`. */
  readonly fault: string
  readonly params: JsonObject
  readonly since: Millis
  readonly cause: number
}

/** Replaced as a whole when a fault begins or ends. */
export type Conditions = readonly ActiveFault[]

/** Whether a node carries a fault; node faults keep their victims in `params.nodes`. */
export const isNodeUnder = (conditions: Conditions, fault: string, node: string): boolean =>
  conditions.some((active) => active.fault === fault && Array.isArray(active.params['nodes']) && active.params['nodes'].includes(node))

/** Faults that take a node's power away. */
const powerFaults = ['node-failure', 'zone-failure', 'node-delete'] as const

export const hasPower = (conditions: Conditions, node: string): boolean => !powerFaults.some((fault) => isNodeUnder(conditions, fault, node))

/** Told to actors that ask for it, in the instant of the change. */
export interface ConditionsChange {
  readonly began?: ActiveFault
  readonly ended?: ActiveFault
}
