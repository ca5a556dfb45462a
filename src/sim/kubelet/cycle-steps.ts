import { allowedAt } from '../apiserver/event-correlation.js'
import type { Millis } from '../api/types.js'
import { dropInCycle, filterOf, openedIn, sayInCycle, showInCycle, type CycleRun } from './cycle-tell.js'
import type { Cycle, SpamFilters } from './cycle-state.js'

/** When the round began that is told now. */
export const startOf = ({ since, periodMs, round }: Cycle): Millis => since + round * periodMs

/** Tells what is due of a pod whose restarts come round alike. */
export function goOnWithCycle(run: CycleRun, cycle: Cycle): void {
  const { now } = run.context
  const start = startOf(cycle)
  tellRetries(run, cycle, now - start)
  const { times, periodMs } = cycle
  for (let step = cycle.step; step < times.length && start + times[step]! <= now; step = ++cycle.step) tellStep(run, cycle, step, start + times[step]!)
  if (now - start >= periodMs) {
    cycle.round++
    cycle.step = 0
    cycle.retry = 0
  }
  cycle.dueAt = nextDueOf(cycle, openedIn(run, cycle).filters, now)
}

function tellStep(run: CycleRun, cycle: Cycle, step: number, dueAt: Millis): void {
  const type = cycle.types[step]
  if (type === undefined) return showInCycle(run, cycle, step)
  const { now } = run.context
  // Nobody was woken for what the spam filter drops.
  if (dueAt < now || allowedAt(filterOf(openedIn(run, cycle).filters, type), now) > now) dropInCycle(run, cycle, step, type, 1)
  else sayInCycle(run, cycle, step, type)
}

/** Retries up to a time of the round: the one at that time says so if it may, those before it were dropped as spam. */
function tellRetries(run: CycleRun, cycle: Cycle, upToMs: Millis): void {
  const { retries, times } = cycle
  if (cycle.retry >= retries.length || retries[cycle.retry]! > upToMs) return
  const { now } = run.context
  let dropped = 0
  let isSaid = false
  const filter = openedIn(run, cycle).filters.warning
  for (; cycle.retry < retries.length && retries[cycle.retry]! <= upToMs; cycle.retry++) {
    if (retries[cycle.retry] === upToMs && allowedAt(filter, now) <= now) isSaid = true
    else dropped++
  }
  if (dropped > 0) dropInCycle(run, cycle, times.length, 'Warning', dropped)
  if (isSaid) sayInCycle(run, cycle, times.length, 'Warning')
}

/** When the next step is due that shows, or the first retry that the spam filter lets through before it, or the next round. */
export function nextDueOf(cycle: Cycle, filters: SpamFilters, now: Millis): Millis {
  const start = startOf(cycle)
  const stepMs = nextStepMs(cycle, filters, start, now)
  const { retries } = cycle
  if (cycle.retry >= retries.length || retries[cycle.retry]! > stepMs) return start + stepMs
  const allowedMs = allowedAt(filters.warning, now) - start
  for (let i = cycle.retry; i < retries.length && retries[i]! < stepMs; i++) if (retries[i]! >= allowedMs) return start + retries[i]!
  return start + stepMs
}

/** A status, the end of the round, or an Event that the spam filter lets through. */
function nextStepMs({ times, types, step: first, periodMs }: Cycle, filters: SpamFilters, start: Millis, now: Millis): Millis {
  for (let i = first; i < times.length; i++) {
    const afterMs = times[i]!
    const type = types[i]
    if (type === undefined || afterMs === periodMs || allowedAt(filterOf(filters, type), now) <= start + afterMs) return afterMs
  }
  return periodMs
}
