import { lastRound } from './grid.js'
import type { Operation, PodWorker, Scope } from './state.js'

/** Asks for a sync; what asks while one is wanted already adds nothing. */
export function requestSync(worker: PodWorker): void {
  if (worker.stage !== 'finished') worker.isPending = true
}

export function newOperation({ context, worker }: Scope, step: Operation['step']): Operation {
  return {
    step, since: context.now, stage: worker.stage, seen: worker.cached, queue: none, index: 0, killsPod: false, needsSandbox: false, removesAll: false,
    failures: none, started: none, hasActed: false, outcome: undefined,
  }
}

const none: readonly [] = []

/** As `requestSync`, for what comes on its own while a sync that is wanted may already have been taken up: one more follows it. */
export function requestAnotherSync(worker: PodWorker): void {
  if (worker.stage === 'finished') return
  if (worker.isPending) worker.isPendingAgain = true
  worker.isPending = true
}

/** The operation is over; the next one must see something newer than this moment (podWorkerLoop, kubelet 1.36). */
export function endOperation({ worker, context }: Scope): void {
  worker.operation = undefined
  worker.lastSyncAt = context.now
}

/** Whether the cache of the runtime's state is newer than the last sync (pod cache GetNewerThan). */
export const isCacheNewer = ({ context, node, worker }: Scope): boolean =>
  worker.cachedAt > worker.lastSyncAt || lastRound(context.now, node.relistAnchor, context.options.latency.relistMs) > worker.lastSyncAt
