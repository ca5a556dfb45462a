import type { Incoming, Plugin } from './define.js'
import type { NodeAnswers } from './node-answers.js'
import type { PodFacts } from './pod-facts.js'

/** A plugin with what its preFilter or preScore made for the template. */
export interface Prepared {
  readonly plugin: Plugin
  /** Its place in the order of the profile. */
  readonly order: number
  state: unknown
}
export interface PreparedScore extends Prepared {
  readonly weight: number
  /** Raw scores by position where a normaliser needs them. */
  readonly raws: Int32Array | undefined
  /** Whether any raw score so far was not 0. */
  isUseful: boolean
}

/** What came of the last attempts of pods of this template, valid while nothing changed. */
export interface KnownFailures {
  readonly version: number
  readonly byFacts: Map<PodFacts, KnownFailure>
}
export interface KnownFailure {
  readonly priority: number
  readonly policy: string | undefined
  readonly message: string
  readonly rejectors: number
}

/**
 * All that is known of the nodes for pods of one template and owner: what single nodes answer is shared with templates that ask the
 * same of them; states of cluster-wide plugins follow the changes.
 */
export interface Template {
  readonly incoming: Incoming
  readonly answers: NodeAnswers
  clusterFilters: readonly Prepared[] | undefined
  clusterScores: readonly PreparedScore[] | undefined
  /** How many changes are taken in. */
  seen: number
  nodesVersion: number
  failures: KnownFailures | undefined
}
