import type { Json, JsonObject } from '../api/types.js'
import type { ActorContext, Cluster } from '../state.js'

/** Where a fault looks for its victims. */
export interface FaultScope {
  readonly cluster: Cluster
  readonly namespace: string
}

/** A value, or a sentence for the person who wrote the scenario. */
export type Wanted<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string }

export const wanted = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const problem = (text: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem: text })

/**
 * A fault changes conditions that actors consult, never actors. One file a fault, one line in the registry. Order: `parse` at the door
 * (shape alone, without a cluster), `begin` when it is injected, `after` once the conditions hold.
 */
export interface Fault<Request = unknown> {
  /** As scenarios write it. */
  readonly name: string
  /** One sentence for the reference page. */
  readonly summary: string
  /** Over in the instant it begins; there is nothing to heal. */
  readonly isOneShot: boolean
  /** The condition that actors see, where it is not the fault's own name. */
  readonly condition?: string
  readonly parse: (params: Json) => Wanted<Request>
  /** Names the victims: the params that every reader of the condition sees. Draws come from the cluster's stream. */
  readonly begin: (scope: FaultScope, request: Request) => Wanted<JsonObject>
  /** What the fault writes besides. */
  readonly after?: (context: ActorContext, params: JsonObject) => void
}

/** A fault whatever it asks for, as the registry lists them. */
export type AnyFault = Omit<Fault<never>, 'parse'> & { readonly parse: (params: Json) => Wanted<unknown> }

export const defineFault = <Request>(fault: Omit<Fault<Request>, 'isOneShot'> & { readonly isOneShot?: boolean }): Fault<Request> => ({ isOneShot: false, ...fault })
