import type { LogEntry } from '../../sim/view.js'

/** Why something is as it is: sentences, and the revisions of the entries that prove them, the most telling first. */
export interface Reason {
  readonly hints: readonly string[]
  readonly revisions: readonly number[]
}

export const noReason: Reason = { hints: [], revisions: [] }

export const reason = (hint: string, ...proof: readonly (LogEntry | undefined)[]): Reason =>
  ({ hints: [hint], revisions: proof.flatMap((entry) => entry?.revision ?? []) })

export const together = (reasons: readonly Reason[]): Reason =>
  ({ hints: [...new Set(reasons.flatMap(({ hints }) => hints))], revisions: [...new Set(reasons.flatMap(({ revisions }) => revisions))] })
