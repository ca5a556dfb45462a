import type { ActorContext } from '../state.js'
import { passTo } from '../quiet.js'
import { resetWake } from '../wake.js'
import { goOnWithCycle } from './cycle-steps.js'
import { closeCycles, newCycleRun } from './cycle-tell.js'
import type { Rotation } from './rotation.js'
import type { KubeletState } from './state.js'
import { Wake } from './wakes.js'

/** So many entries are gathered before others come to their turn, who may want to say how far the run is. */
const gatheredMax = 250_000

/** Tells what is due of all pods whose restarts come round alike: in this instant, and in those after it as long as nothing else happens and nobody looks. */
export function tellCycles(context: ActorContext, state: KubeletState): void {
  const { rotation } = state
  const run = newCycleRun(context, state)
  for (let cycle = rotation.first(); cycle !== undefined && cycle.dueAt <= run.until; cycle = rotation.first()) {
    passTo(context, Math.max(cycle.dueAt, context.now))
    goOnWithCycle(run, cycle)
    context.cluster.handledEvents++
    rotation.moveFirst()
    if ((run.stretch?.length ?? 0) >= gatheredMax) break
  }
  closeCycles(run)
  wakeForCycles(context, rotation)
}

export function wakeForCycles(context: ActorContext, rotation: Rotation): void {
  const first = rotation.first()
  if (first !== undefined) resetWake(context, Wake.Cycle, first.dueAt)
}
