import type { EventSpec } from '../apiserver/events.js'
import type { Millis, ObjectKey, PodStatus } from '../api/types.js'
import type { EventCorrelation } from '../state.js'
import type { Change } from '../store/log.js'
import type { Pattern } from './cycle-pattern.js'
import type { OpenCycle } from './cycle-tell.js'
import type { PodWorker } from './state.js'

/** What a worker did since a restart, kept while its restarts may turn out to come round alike. */
export interface Tape {
  readonly rounds: Round[]
  readonly told: Told[]
  /** How often three rounds were not alike. */
  readonly misses: number
  /** Rounds since the back-off grew no more that were not kept. */
  readonly before: number
}
/** A worker as it was after a restart, and what it had told by then. */
export interface Round {
  readonly at: Millis
  readonly rest: Rest
  readonly told: number
}
/** A worker and what it waits for, without what does not move with its restarts. */
export interface Rest {
  readonly worker: Omit<PodWorker, 'pod' | 'tape' | 'texts' | 'wakeKeys'>
  /** Its wake-ups by letter. */
  readonly wakes: Readonly<Record<string, Millis>>
}
/** An Event that was said, or a status that was stored. */
export interface Told {
  readonly at: Millis
  readonly said?: EventSpec
  readonly status?: PodStatus
  readonly change?: Change
}
/** Restarts that come round alike, told step by step from what was seen of three of them. */
export interface Cycle {
  readonly uid: string
  readonly key: ObjectKey
  /** Who tells it, and because of what. */
  readonly by: string
  readonly cause: number
  /** The restart from which the pattern counts. */
  readonly since: Millis
  readonly periodMs: Millis
  readonly rest: Pattern
  readonly steps: readonly CycleStep[]
  /** Of the steps, what is asked most: their times, and the type of Event that each says. */
  readonly times: readonly Millis[]
  readonly types: readonly (EventSpec['type'] | undefined)[]
  /** Of a round, as times since its restart: the retries between the last step and the next restart, which only say that they are refused. */
  readonly retries: readonly Millis[]
  readonly refusal: EventSpec
  /** The container that comes round. */
  readonly container: string
  /** How many rounds are over since then, and how many steps and retries of this one are told. */
  round: number
  step: number
  retry: number
  /** When something is to be told next. */
  dueAt: Millis
  /** Revision of the status that was told last. */
  latest: number | undefined
  /** What was looked up of it when it last told something. */
  open: OpenCycle | undefined
}
/** An Event that is said, or a status that is stored. */
export type CycleStep = TimedStep & ({ readonly said: EventSpec; readonly shown: undefined } | { readonly said: undefined; readonly shown: ShownStep })
interface TimedStep {
  /** Since the restart that the round begins with. */
  readonly afterMs: Millis
}
/** The spam filters that the Events of a pod go through. */
export interface SpamFilters {
  readonly normal: EventCorrelation
  readonly warning: EventCorrelation
}
/** A status that is stored in each round, and a change to it that was. */
export interface ShownStep {
  readonly status: Pattern
  readonly sample: Change
}
