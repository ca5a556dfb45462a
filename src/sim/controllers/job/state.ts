import type { Job, Millis } from '../../api/types.js'
import { CowMap } from '../../cow-map.js'
import type { BackoffRecord } from './backoff.js'
import { createLedgers, type Ledgers } from './ledger.js'
import type { Look } from './look.js'
import type { Managed } from './manage.js'
import type { End } from './outcome.js'

export interface JobState {
  /** By the key of the Job. */
  readonly backoffs: CowMap<string, BackoffRecord>
  /** By the key of the Job. */
  readonly work: CowMap<string, Work>
  readonly ledgers: Ledgers
  /** When the turn of the next new Job is, under `next`. */
  readonly turns: CowMap<'next', Millis>
}

/** The rest of a sync that waits for answers of the API server. Until it is done no other one of the same Job begins. */
export interface Work {
  readonly rest: Starting | Counting
  /** Something happened meanwhile: sync again right after. */
  readonly isWanted: boolean
}

/** Pods are being made. */
export interface Starting {
  readonly sync: Sync
  readonly managed: Managed
}

/** Finalizers go once the status names the pods, and only then are the pods counted. */
export interface Counting {
  readonly uid: string
  readonly untracked: readonly { readonly key: string; readonly uid: string }[]
  readonly end: End | undefined
}

/** What a sync began with. */
export interface Sync {
  readonly stored: Job
  readonly look: Look
  readonly early: End | undefined
}

export const createJobState = (): JobState => ({ backoffs: new CowMap(), work: new CowMap(), ledgers: createLedgers(), turns: new CowMap() })
export const forkJobState = (state: JobState): JobState => ({ backoffs: state.backoffs.fork(), work: state.work.fork(), ledgers: state.ledgers.fork(), turns: state.turns.fork() })
