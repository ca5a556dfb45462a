import type { Pod } from '../api/types.js'
import type { Derived } from './derived.js'
import type { Profile } from './profile.js'
import type { SchedulerState } from './state.js'
import type { Template } from './template.js'

/** One pod's turn. */
export interface Cycle {
  readonly state: SchedulerState
  readonly derived: Derived
  readonly profile: Profile
  readonly template: Template
  readonly pod: Pod
  /** Position of the node that the pod itself is promised; -1 for none. */
  readonly ownPosition: number
}
