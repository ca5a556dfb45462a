import type { Pod } from '../api/types.js'
import type { Derived } from './derived.js'
import type { PlacedPod } from './node-record.js'
import type { Profile } from './profile.js'
import type { SchedulerState } from './state.js'
import type { Template } from './template.js'

/** Pods that are promised a node and that the incoming pod must leave room for, by the node's position. */
export type NominatedPods = ReadonlyMap<number, readonly PlacedPod[]>

/** One pod's turn. */
export interface Cycle {
  readonly state: SchedulerState
  readonly derived: Derived
  readonly profile: Profile
  readonly template: Template
  readonly pod: Pod
  readonly nominated: NominatedPods
}
