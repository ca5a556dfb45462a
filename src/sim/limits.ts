/** Bounds of every loop; the error that names the culprit is made in run.ts. */
export interface Limits {
  /** Events handled in one instant of virtual time. */
  readonly eventsPerInstant: number
  /** Events handled in one run. */
  readonly eventsPerRun: number
  /** Objects of all kinds at one time. */
  readonly objects: number
}

export const defaultLimits: Limits = { eventsPerInstant: 2_000_000, eventsPerRun: 200_000_000, objects: 1_000_000 }
