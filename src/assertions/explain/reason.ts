import type { LogEntry } from '../../sim/view.js'

/** Why something is as it is: sentences, and the revisions of the entries that prove them, the most telling first. */
export interface Reason {
  readonly hints: readonly string[]
  readonly revisions: readonly number[]
  /** It may well pass by itself, and explains less than others do. */
  readonly isPassing?: true
}

export const noReason: Reason = { hints: [], revisions: [] }

export const reason = (hint: string, ...proof: readonly (LogEntry | undefined)[]): Reason =>
  ({ hints: [hint], revisions: proof.flatMap((entry) => entry?.revision ?? []) })

export const together = (reasons: readonly Reason[]): Reason =>
  ({ hints: [...new Set(reasons.flatMap(({ hints }) => hints))], revisions: [...new Set(reasons.flatMap(({ revisions }) => revisions))] })

/**
 * The most telling reasons for the ways in which things fail: ten pods that nothing fits are one reason. `names` are those of each
 * thing, which make no difference.
 */
export function distinct(found: readonly { readonly reason: Reason; readonly names: readonly string[] }[], max: number): readonly Reason[] {
  const told = new Map<string, Reason>()
  for (const { reason: each, names } of found) {
    const sort = names.reduce((text, name) => text.replaceAll(name, ''), each.hints[0] ?? '')
    if (each.hints.length > 0 && !told.has(sort)) told.set(sort, each)
  }
  const reasons = [...told.values()]
  return [...reasons.filter(({ isPassing }) => isPassing !== true), ...reasons.filter(({ isPassing }) => isPassing === true)].slice(0, max)
}
