import type { LabelSelector, Millis, ObjectKey } from '../../api/types.js'
import type { EventSpec } from '../../apiserver/events.js'
import { CowMap } from '../../cow-map.js'

/** An unstabilised recommendation of one sync. */
export interface Recommendation { readonly replicas: number; readonly at: Millis }
/** A change of scale that the HPA made; `change` is its size. */
export interface ScaleEvent { readonly change: number; readonly at: Millis }

/** What the controller keeps of one HPA in memory. Replaced as a whole, never changed. */
export interface HpaRecord {
  readonly recommendations: readonly Recommendation[]
  readonly ups: readonly ScaleEvent[]
  readonly downs: readonly ScaleEvent[]
  /** The target's selector, once a sync has seen it. */
  readonly selector: LabelSelector | undefined
  readonly syncedAt: Millis
  /** While at rest: what each sync that is left out would recommend and say. */
  readonly resting: Skipped | undefined
}
export interface Skipped { readonly proposal: number | undefined; readonly said: readonly EventSpec[] }

/**
 * Why an HPA is not synced every 15 s: the syncs after `HpaRecord.syncedAt` would all come to `HpaRecord.resting` and change nothing, until
 * something that they read changes.
 */
export interface Rest {
  readonly target: string
  readonly selector: LabelSelector | undefined
}

export interface HpaState {
  readonly records: CowMap<ObjectKey, HpaRecord>
  /** HPAs at rest, by namespace and key. */
  readonly rests: CowMap<string, ReadonlyMap<ObjectKey, Rest>>
}

export const createHpaState = (): HpaState => ({ records: new CowMap(), rests: new CowMap() })
export const forkHpaState = (state: HpaState): HpaState => ({ records: state.records.fork(), rests: state.rests.fork() })

export const emptyRecord: HpaRecord = { recommendations: [], ups: [], downs: [], selector: undefined, syncedAt: 0, resting: undefined }
