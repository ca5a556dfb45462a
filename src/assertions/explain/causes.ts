import type { ClusterView, LogEntry } from '../../sim/view.js'

export interface CauseChain {
  /** The entries that led to it, the nearest first. */
  readonly entries: readonly LogEntry[]
  /** The step at the root, from 1; undefined: the cluster itself. */
  readonly step: number | undefined
}

const lengthMax = 200

/** Follows `cause` back to a step, or to the start. */
export function causesOf({ log }: Pick<ClusterView, 'log'>, revision: number): CauseChain {
  const entries: LogEntry[] = []
  let cause = log[revision - 1]?.cause ?? 0
  while (cause > 0 && entries.length < lengthMax) {
    const entry = log[cause - 1]
    if (entry === undefined) break
    entries.push(entry)
    cause = entry.cause
  }
  return { entries, step: cause < 0 ? -cause : undefined }
}
