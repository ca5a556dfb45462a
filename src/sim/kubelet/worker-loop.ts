import { isTerminalPhase } from './status-writer.js'
import { endOperation, isCacheNewer, newOperation, requestSync } from './operation.js'
import { relist } from './relist.js'
import { shortenGrace } from './shorter-grace.js'
import { resumeAfterHook, resumeAfterHookKill, resumeAfterStart } from './start-containers.js'
import type { Scope, Stage } from './state.js'
import { beginSync, endSync, resumeAfterKill, resumeAfterVolumes } from './sync-pod.js'
import { beginTerminated, beginTerminating, endTerminated, endTerminating } from './terminate.js'
import { cancelQueue, nextRelist, wakeOperation } from './wakes.js'
import { dropWorker } from './worker.js'

/**
 * A change from the API server or a reason to end (pod_workers.go UpdatePod, kubelet 1.36): decides whether the pod goes over to
 * terminating, and with what grace, and asks for a sync.
 */
export function updatePod(scope: Scope, isKill: boolean): void {
  const { worker, context } = scope
  if (worker.stage === 'finished') return
  const mustEnd = isKill || worker.pod.metadata.deletionTimestamp !== undefined || isTerminalPhase(worker.pod.status.phase)
  const becomesTerminating = worker.stage === 'sync' && mustEnd
  if (becomesTerminating) worker.stage = 'terminating'
  if (worker.stage === 'terminating') {
    const before = worker.graceSeconds
    worker.graceSeconds = effectiveGrace(scope)
    if (worker.graceSeconds < before) shortenGrace(scope)
  }
  worker.settled = undefined
  worker.refused = undefined
  requestSync(worker)
  if (becomesTerminating && worker.operation?.step === 'mount') endOperation(scope)
  if (becomesTerminating && worker.operation === undefined && isCacheNewer(scope)) {
    worker.isPending = false
    worker.operation = newOperation(scope, 'begin')
    cancelQueue(scope)
    wakeOperation(scope, context.now + context.options.latency.podKillMs)
  }
}

/** Grace only shrinks, and is never nothing (calculateEffectiveGracePeriod). */
function effectiveGrace({ worker }: Scope): number {
  const { metadata, spec } = worker.pod
  const wishes = [worker.graceSeconds === 0 ? undefined : worker.graceSeconds, metadata.deletionGracePeriodSeconds, worker.kill?.graceSeconds].filter((wish) => wish !== undefined)
  return Math.max(1, wishes.length === 0 ? spec.terminationGracePeriodSeconds ?? 0 : Math.min(...wishes))
}

/** Takes pending syncs up until none is left that can begin now. Every way into the kubelet ends here. */
export function pump(scope: Scope): void {
  const { worker } = scope
  while (worker.isPending && worker.operation === undefined && worker.stage !== 'finished') {
    if (isIdle(scope)) {
      worker.isPending = false
      worker.isPendingAgain = false
      return
    }
    worker.isPending = worker.isPendingAgain
    worker.isPendingAgain = false
    if (!isCacheNewer(scope)) {
      worker.operation = newOperation(scope, 'relist')
      if (!worker.hasRelistRequest) wakeOperation(scope, nextRelist(scope, scope.context.now))
      return
    }
    const isAwaited = worker.isPending
    runStage(scope, worker.stage)
    // What comes up in a sync that another one follows is dealt with by that one.
    if (isAwaited) worker.isPendingAgain = false
  }
  if (worker.stage === 'finished' && worker.isRemoved) dropWorker(scope)
}

/** A sync that sees what the last one saw, which left nothing to do, is not made. */
function isIdle({ worker }: Scope): boolean {
  const { settled } = worker
  return worker.stage === 'sync' && settled !== undefined && settled.cached === worker.cached && settled.spec === worker.pod.spec && worker.pod.metadata.deletionTimestamp === undefined
}

function runStage(scope: Scope, stage: Stage): void {
  if (stage === 'sync') beginSync(scope)
  else if (stage === 'terminating') beginTerminating(scope)
  else if (stage === 'terminated') beginTerminated(scope)
}

/** The time that the operation under way waited for has come. */
export function resumeOperation(scope: Scope): void {
  const { operation } = scope.worker
  switch (operation?.step) {
    case undefined: return
    case 'begin': return runStage(scope, scope.worker.stage)
    case 'relist': return lookAtPod(scope)
    case 'mount': return resumeAfterVolumes(scope)
    case 'kill': return resumeAfterKill(scope)
    case 'start': return finishIf(scope, resumeAfterStart(scope))
    case 'postStart': return finishIf(scope, resumeAfterHook(scope))
    case 'hookKill': return finishIf(scope, resumeAfterHookKill(scope))
    case 'terminate': return endTerminating(scope)
    case 'unmount': return endTerminated(scope)
    case 'pull': return
  }
}

/** Ends the sync when all containers are dealt with. */
export function finishIf(scope: Scope, isDone: boolean): void {
  if (isDone) endSync(scope)
}

/** A relist came to the pod: what changed asks for one sync, however much it is, because it is told before the worker can begin; one that waited for the look begins. */
export function lookAtPod(scope: Scope): void {
  const { worker } = scope
  const hasChanged = relist(scope)
  const { operation } = worker
  if (operation?.step === 'relist') {
    if (hasChanged) requestSync(worker)
    runStage(scope, operation.stage)
  } else if (hasChanged) requestSync(worker)
}
