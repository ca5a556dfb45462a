import { countDropped, eventsAllowedAt } from '../apiserver/event-correlation.js'
import { recordEvent, type EventSpec } from '../apiserver/events.js'
import { hasPolicies } from '../apiserver/admission.js'
import { replaceStatus } from '../apiserver/update.js'
import { storeDeferred } from '../apiserver/write.js'
import type { Millis, PodStatus } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { resetWake } from '../wake.js'
import { CycleEntry } from './cycle-entry.js'
import { valueOf } from './cycle-pattern.js'
import type { Cycle, CycleStep, KubeletState, Scope } from './state.js'
import { storedPod } from './static-pods.js'
import { Wake } from './wakes.js'

const startOf = ({ since, periodMs, round }: Cycle): Millis => since + round * periodMs

/** The next step that shows: a status, the end of the round, or an Event that the spam filter lets through. */
function nextStepMs(context: ActorContext, { steps, step: first, periodMs }: Cycle, start: Millis): Millis {
  for (let i = first; i < steps.length; i++) {
    const { afterMs, said } = steps[i]!
    if (said === undefined || afterMs === periodMs || !isDropped(context, said, start + afterMs)) return afterMs
  }
  return periodMs
}

const isDropped = (context: ActorContext, { component, host = '', regarding, type }: EventSpec, at: Millis): boolean =>
  eventsAllowedAt(context, component, host, regarding.metadata.uid, type) > at

/** Tells what is due of a pod whose restarts come round alike. */
export function goOnWithCycle(scope: Scope): void {
  const { worker, context, node } = scope
  const cycle = worker.cycle
  if (cycle === undefined) return
  context.by = node.by
  const start = startOf(cycle)
  tellRetries(scope, cycle, context.now - start, true)
  for (let step = cycle.steps[cycle.step]; step !== undefined && start + step.afterMs <= context.now; step = cycle.steps[cycle.step]) {
    tell(scope, cycle, step, start + step.afterMs)
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

function tell(scope: Scope, cycle: Cycle, { said, shown }: CycleStep, dueAt: Millis): void {
  const { context, worker, state } = scope
  // Nobody was woken for what the spam filter drops.
  if (said !== undefined) return dueAt < context.now ? countDropped(context, said, 1) : recordEvent(context, said)
  if (shown === undefined) return
  const stored = context.store.deferred('Pod', worker.key)
  const base = stored instanceof CycleEntry ? stored.base : storedPod(context, worker)
  if (base === undefined || base.metadata.uid !== worker.uid) return
  if (isReadAtOnce(context, state)) return void replaceStatus(context, 'Pod', worker.key, storedPod(context, worker) ?? base, valueOf(shown.status, cycle.round) as PodStatus)
  const { by, cause, cluster, now } = context
  const change = { revision: cluster.log.length + 1, at: now, type: 'MODIFIED', kind: 'Pod', key: worker.key, by, cause } as const
  cycle.latest = new CycleEntry(change, base, stored ?? base, shown, cycle.round)
  storeDeferred(context, cycle.latest)
}

/** Policies may change a status, and scripts that wait for the network and plugins of a user's own hear of it from what is delivered. */
const isReadAtOnce = ({ store, cluster }: ActorContext, { networked }: KubeletState): boolean =>
  hasPolicies(store) || networked.size > 0 || cluster.controlPlane.schedulerPlugins !== undefined

/** Retries up to a time of the round: those that the spam filter drops are counted; with `isDue`, the one at that time says so if it may. */
function tellRetries({ context, node, worker }: Scope, cycle: Cycle, upToMs: Millis, isDue: boolean): void {
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
  const stepMs = nextStepMs(context, cycle, start)
  if (cycle.retry >= cycle.retries.length || cycle.retries[cycle.retry]! > stepMs) return start + stepMs
  const allowedAt = eventsAllowedAt(context, 'kubelet', node.name, worker.uid, 'Warning')
  const retry = cycle.retries.find((afterMs, i) => i >= cycle.retry && afterMs < stepMs && start + afterMs >= allowedAt)
  return start + (retry ?? stepMs)
}
