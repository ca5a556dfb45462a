import type { Incoming, Plugin } from './define.js'
import type { Rejection } from './rejection.js'

/** A plugin with what its preFilter or preScore made for the template. */
export interface Prepared {
  readonly plugin: Plugin
  state: unknown
}
export interface PreparedScore extends Prepared {
  readonly weight: number
  /** Raw scores by position where a normaliser needs them. */
  readonly raws: Int32Array | undefined
  /** Whether any raw score so far was not 0. */
  isUseful: boolean
}

/** What came of the last attempt of a pod of this template, valid while nothing changed. */
export interface KnownFailure {
  readonly version: number
  readonly priority: number
  readonly policy: string | undefined
  readonly message: string
  readonly rejectors: number
}

export const Verdict = { unknown: 0, fits: 1, rejected: 2 } as const

/**
 * All that is known of the nodes for pods of one template and owner. Answers that rest on one node are kept until that node changes;
 * states of cluster-wide plugins follow the changes.
 */
export interface Template {
  readonly incoming: Incoming
  /** No node will do, by a preFilter. */
  readonly rejection: Rejection | undefined
  /** The only nodes worth a look, by name, and who said so. */
  readonly names: ReadonlySet<string> | undefined
  readonly narrowedBy: readonly string[]
  readonly filters: readonly Prepared[]
  readonly scores: readonly PreparedScore[]
  readonly verdicts: Uint8Array
  readonly rejections: (Rejection | undefined)[]
  /** Weighted sum of the scores that need no normaliser, by position. */
  readonly sums: Int32Array
  clusterFilters: readonly Prepared[] | undefined
  clusterScores: readonly PreparedScore[] | undefined
  /** How many changes are taken in. */
  seen: number
  nodesVersion: number
  failure: KnownFailure | undefined
}
