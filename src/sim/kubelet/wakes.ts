import type { Millis } from '../api/types.js'
import { cancelWake, resetWake, wakeAt } from '../wake.js'
import { nextRound } from './grid.js'
import type { PodWorker, Scope, WakeKeys } from './state.js'

/** What a worker waits for; the first letter of the wake-up's key. */
export const Wake = { Operation: 'o', Relist: 'r', RelistNow: 'd', Queue: 'q', Mount: 'm', Probe: 'p', StatusSync: 's', Deadline: 'l', Process: 't', Shared: 'h', Contents: 'v', Cycle: 'g' } as const
/** What a node waits for. */
export const NodeWake = { Pull: 'n', Boot: 'b', Ready: 'y', Reconnect: 'c', Schedulable: 'u', Clock: 'k', Evict: 'e', Cleanup: 'w', Memory: 'a', Shutdown: 'x', Resize: 'z' } as const

const syncTickMs = 1_000
const statusSyncMs = 10_000

/** The keys of wake-ups that come again and again. */
function keysOf(worker: PodWorker): WakeKeys {
  const { uid } = worker
  return (worker.wakeKeys ??= { operation: `${Wake.Operation}/${uid}`, relist: `${Wake.Relist}/${uid}`, relistNow: `${Wake.RelistNow}/${uid}`, queue: `${Wake.Queue}/${uid}` })
}

/** Goes on with the operation under way. */
export const wakeOperation = (scope: Scope, at: Millis): void => resetWake(scope.context, keysOf(scope.worker).operation, at)

/** The global relist after `at` looks at the pod. */
export function wakeRelist(scope: Scope, at: Millis): void {
  wakeAt(scope.context, keysOf(scope.worker).relist, nextRelist(scope, at))
}

/** Relists look at the containers that end by themselves or are being ended. */
export function wakeEnds(scope: Scope): void {
  let next = Number.POSITIVE_INFINITY
  for (const { state, end } of scope.worker.runtime.containers) if (state === 'running' && end !== undefined && end.at < next) next = end.at
  if (next < Number.POSITIVE_INFINITY) wakeRelist(scope, next)
}

export const nextRelist = ({ context, node }: Scope, after: Millis): Millis => nextRound(after, node.relistAnchor, context.options.latency.relistMs)

/** A relist of this pod alone, which a sync asks for that did something. */
export function wakeRelistNow(scope: Scope): void {
  scope.worker.hasRelistRequest = true
  resetWake(scope.context, keysOf(scope.worker).relistNow, scope.context.now + scope.context.options.latency.podRelistMs)
}

/** The first tick of the sync loop after a time. */
export const nextSyncTick = ({ node }: Scope, after: Millis): Millis => nextRound(after, node.syncAnchor, syncTickMs)

/** Syncs again at the first tick of the sync loop after that time; a later call replaces an earlier one. */
export const wakeQueue = (scope: Scope, at: Millis): void => resetWake(scope.context, keysOf(scope.worker).queue, nextSyncTick(scope, at))

export const cancelQueue = (scope: Scope): void => cancelWake(scope.context, keysOf(scope.worker).queue)

export const wakeMount = (scope: Scope, at: Millis): void => resetWake(scope.context, `${Wake.Mount}/${scope.worker.uid}`, at)

/** Syncs at the first tick of the sync loop at or after the pod's deadline, whatever else the pod waits for (activeDeadlineHandler.ShouldSync). */
export const wakeDeadline = (scope: Scope, deadline: Millis): void =>
  resetWake(scope.context, `${Wake.Deadline}/${scope.worker.uid}`, nextRound(Math.max(scope.context.now, deadline - 1), scope.node.syncAnchor, syncTickMs))

/** The status manager's full pass, every 10 s. */
export const wakeStatusSync = (scope: Scope): void =>
  wakeAt(scope.context, `${Wake.StatusSync}/${scope.worker.uid}`, nextRound(scope.context.now, scope.node.syncAnchor, statusSyncMs))

export function wakeProbe(scope: Scope, index: number, at: Millis | undefined): void {
  const key = `${Wake.Probe}/${scope.worker.uid}/${index}`
  if (at === undefined) cancelWake(scope.context, key)
  else resetWake(scope.context, key, at)
}

/** Nothing of this worker wakes any more. */
export function cancelWakes(scope: Scope): void {
  const { context, worker } = scope
  for (const letter of [Wake.Operation, Wake.Relist, Wake.RelistNow, Wake.Queue, Wake.Mount, Wake.StatusSync, Wake.Deadline, Wake.Process]) cancelWake(context, `${letter}/${worker.uid}`)
  worker.probes.forEach((_, index) => cancelWake(context, `${Wake.Probe}/${worker.uid}/${index}`))
}
