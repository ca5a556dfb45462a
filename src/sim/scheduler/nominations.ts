import { derivedIfKnown } from './derived.js'
import { forgetPromise, notePromise } from './promises.js'
import type { Nomination, SchedulerState } from './state.js'

/** Who is promised which node (backend/queue/nominator.go, 1.36); kept by position too, as every cycle asks. */

export function setNomination(state: SchedulerState, nomination: Nomination): void {
  const derived = derivedIfKnown(state)
  if (derived !== undefined) {
    forgetPromise(derived, state.nominations.get(nomination.uid))
    notePromise(derived, nomination)
  }
  state.nominations.set(nomination.uid, nomination)
}

export function dropNomination(state: SchedulerState, uid: string): void {
  if (state.nominations.size === 0) return
  const derived = derivedIfKnown(state)
  if (derived !== undefined) forgetPromise(derived, state.nominations.get(uid))
  state.nominations.delete(uid)
}
