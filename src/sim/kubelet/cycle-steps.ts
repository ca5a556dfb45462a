import { countDropped, eventsAllowedAt } from '../apiserver/event-correlation.js'
import { recordEvent } from '../apiserver/events.js'
import { replaceStatus } from '../apiserver/update.js'
import type { Millis, PodStatus } from '../api/types.js'
import { resetWake } from '../wake.js'
import { valueOf } from './cycle-pattern.js'
import type { Cycle, CycleStep, Scope } from './state.js'
import { storedPod } from './static-pods.js'
import { Wake } from './wakes.js'

const startOf = ({ since, periodMs, round }: Cycle): Millis => since + round * periodMs

/** Tells what is due of a pod whose restarts come round alike. */
export function goOnWithCycle(scope: Scope): void {
  const { worker, context, node } = scope
  const cycle = worker.cycle
  if (cycle === undefined) return
  context.by = node.by
  const start = startOf(cycle)
  tellRetries(scope, cycle, context.now - start, true)
  for (let step = cycle.steps[cycle.step]; step !== undefined && start + step.afterMs <= context.now; step = cycle.steps[cycle.step]) {
    tell(scope, cycle, step)
    cycle.step++
  }
  if (context.now - start >= cycle.periodMs) beginRound(scope, cycle)
  resetWake(context, `${Wake.Cycle}/${worker.uid}`, nextCycleWake(scope, cycle))
}

function beginRound(scope: Scope, cycle: Cycle): void {
  tellRetries(scope, cycle, cycle.periodMs, false)
  cycle.round++
  cycle.step = 0
  cycle.retry = 0
}

function tell(scope: Scope, { round }: Cycle, { said, status }: CycleStep): void {
  const { context, worker } = scope
  if (said !== undefined) return recordEvent(context, said)
  const live = storedPod(context, worker)
  if (status !== undefined && live !== undefined) replaceStatus(context, 'Pod', worker.key, live, valueOf(status, round) as PodStatus)
}

/** Retries up to a time of the round: those that the spam filter drops are counted; with `isDue`, the one at that time says so if it may. */
export function tellRetries({ context, node, worker }: Scope, cycle: Cycle, upToMs: Millis, isDue: boolean): void {
  const { retries, refusal } = cycle
  let dropped = 0
  for (; cycle.retry < retries.length && retries[cycle.retry]! <= upToMs; cycle.retry++) {
    const isSaid = isDue && retries[cycle.retry] === upToMs && eventsAllowedAt(context, 'kubelet', node.name, worker.uid, 'Warning') <= context.now
    if (!isSaid) dropped++
    else {
      if (dropped > 0) countDropped(context, refusal, dropped)
      dropped = 0
      recordEvent(context, refusal)
    }
  }
  if (dropped > 0) countDropped(context, refusal, dropped)
}

/** When the next step is due, or the first retry that the spam filter lets through before it, or the next round. */
export function nextCycleWake({ context, node, worker }: Scope, cycle: Cycle): Millis {
  const start = startOf(cycle)
  const stepMs = cycle.steps[cycle.step]?.afterMs ?? cycle.periodMs
  if (cycle.retry >= cycle.retries.length || cycle.retries[cycle.retry]! > stepMs) return start + stepMs
  const allowedAt = eventsAllowedAt(context, 'kubelet', node.name, worker.uid, 'Warning')
  const retry = cycle.retries.find((afterMs, i) => i >= cycle.retry && afterMs < stepMs && start + afterMs >= allowedAt)
  return start + (retry ?? stepMs)
}
