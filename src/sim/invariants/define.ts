import type { Cluster } from '../state.js'

/** A promise of the simulator to itself that was broken: our bug, never the scenario's. */
export interface Violation {
  readonly invariant: string
  /** The log entry at which it shows, if it is one. */
  readonly revision?: number
  readonly message: string
}

/** One invariant a file, one line in the registry. `check` reads the whole log and store; it changes nothing. */
export interface Invariant {
  readonly name: string
  readonly summary: string
  readonly check: (cluster: Cluster) => readonly Violation[]
}

export const defineInvariant = (invariant: Invariant): Invariant => invariant
