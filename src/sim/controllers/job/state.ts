import type { Millis } from '../../api/types.js'
import { CowMap } from '../../cow-map.js'
import type { BackoffRecord } from './backoff.js'
import type { End } from './outcome.js'

export interface JobState {
  /** By the key of the Job. */
  readonly backoffs: CowMap<string, BackoffRecord>
  /** Syncs that wait for the API server's answer to their first status, by the key of the Job. */
  readonly work: CowMap<string, Work>
}

/** The second half of a sync: finalizers go once the status names the pods, and only then are the pods counted. */
export interface Work {
  readonly uid: string
  readonly until: Millis
  readonly untracked: readonly { readonly key: string; readonly uid: string }[]
  readonly end: End | undefined
  /** Something happened meanwhile: sync again right after. */
  readonly isWanted: boolean
}

export const createJobState = (): JobState => ({ backoffs: new CowMap(), work: new CowMap() })
export const forkJobState = (state: JobState): JobState => ({ backoffs: state.backoffs.fork(), work: state.work.fork() })
