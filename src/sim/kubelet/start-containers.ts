import type { Container } from '../api/types.js'
import { profileOf } from '../runtime/profile.js'
import { refuseRestart } from './backoff.js'
import { environmentError } from './config-refs.js'
import { configScope } from './contents-volumes.js'
import { createContainer, startContainer } from './create-container.js'
import { runHook } from './hooks.js'
import { ensureImage, type ImageOutcome } from './image-pull.js'
import { killContainers } from './kill.js'
import { nonRootError } from './non-root.js'
import { containerEvent } from './pod-events.js'
import { tellBackoff } from './refused-starts.js'
import { findContainer, isSidecar } from './restart-policy.js'
import { startDelay } from './start-delay.js'
import type { Operation, Scope, StartItem, SyncFailure } from './state.js'
import { subPathError } from './sub-path.js'
import { wakeEnds, wakeOperation } from './wakes.js'

/**
 * Starts the queued containers one after another, each through image, creation, start and postStart hook (startContainer and SyncPod,
 * kuberuntime 1.36). True when the queue is through; false while it waits for a wake-up.
 */
export function startNext(scope: Scope): boolean {
  const operation = scope.worker.operation!
  for (let item = operation.queue[operation.index]; item !== undefined; item = operation.queue[operation.index]) {
    if (!begin(scope, operation, item)) return false
  }
  return true
}

/** True when this container is dealt with at once, by a failure. */
function begin(scope: Scope, operation: Operation, item: StartItem): boolean {
  const { container } = item
  const refusal = refuseRestart(scope, operation.seen, container)
  if (refusal !== undefined) {
    tellBackoff(scope, container.name)
    return fail(operation, item, { container: container.name, reason: 'CrashLoopBackOff', message: refusal.message, retryAt: refusal.retryAt })
  }
  return goOnWithImage(scope, operation, item, ensureImage(scope, container))
}

/** What follows once it is known how the image is. */
function goOnWithImage(scope: Scope, operation: Operation, item: StartItem, image: ImageOutcome): boolean {
  const { container } = item
  if (image.kind === 'pulling') {
    operation.step = 'pull'
    return false
  }
  if (image.kind === 'failed') {
    containerEvent(scope, container.name, 'Warning', 'Failed', `Error: ${image.reason}`)
    return fail(operation, item, { container: container.name, reason: image.reason, message: image.message })
  }
  const error = targetError(operation, container) ?? environmentError(scope, container) ?? subPathError(() => configScope(scope, scope.context.now), container) ?? nonRootError(scope, container)
  if (error !== undefined) {
    containerEvent(scope, container.name, 'Warning', 'Failed', `Error: ${error}`)
    return fail(operation, item, { container: container.name, reason: 'CreateContainerConfigError', message: error })
  }
  create(scope, operation, container)
  return false
}

/** An ephemeral container may look into another one, which must have been made (startSpec.getTargetID, kuberuntime 1.36). */
function targetError({ seen }: Operation, { targetContainerName: target }: Container): string | undefined {
  return target === undefined || target === '' || findContainer(seen, target) !== undefined ? undefined : `unable to find target container ${target}`
}

function create(scope: Scope, operation: Operation, container: Container): void {
  const { context, worker } = scope
  createContainer(scope, container, operation.seen)
  operation.hasActed = true
  containerEvent(scope, container.name, 'Normal', 'Created', 'Container created')
  operation.step = 'start'
  wakeOperation(scope, context.now + context.options.latency.createMs + startDelay(context, container, profileOf(context.options, worker.pod, container).startMs))
}

/** A start that failed. A regular init container that cannot start ends the whole sync, others only their own start. */
function fail(operation: Operation, { container, isInit }: StartItem, failure: SyncFailure): boolean {
  operation.failures = [...operation.failures, failure]
  operation.index = isInit && !isSidecar(container) ? operation.queue.length : operation.index + 1
  return true
}

/** The pull that the operation waited for is over. True when the queue is through. */
export function resumeAfterPull(scope: Scope, outcome: ImageOutcome): boolean {
  const operation = scope.worker.operation!
  return goOnWithImage(scope, operation, operation.queue[operation.index]!, outcome) && startNext(scope)
}

/** The container that was being started runs. */
export function resumeAfterStart(scope: Scope): boolean {
  const { context, worker } = scope
  const operation = worker.operation!
  const item = operation.queue[operation.index]!
  const { container } = item
  const error = startContainer(scope, container)
  if (error !== undefined) {
    containerEvent(scope, container.name, 'Warning', 'Failed', `Error: ${error}`)
    fail(operation, item, { container: container.name, reason: 'RunContainerError', message: error })
    return startNext(scope)
  }
  containerEvent(scope, container.name, 'Normal', 'Started', 'Container started')
  const postStart = container.lifecycle?.postStart
  wakeEnds(scope)
  if (postStart === undefined) return succeed(scope, operation, container.name)
  const hook = runHook(scope, container, postStart)
  operation.step = 'postStart'
  operation.outcome = { message: hook.failure }
  if (hook.afterMs === 0) return resumeAfterHook(scope)
  if (Number.isFinite(hook.afterMs)) wakeOperation(scope, context.now + hook.afterMs)
  return false
}

function succeed(scope: Scope, operation: Operation, name: string): boolean {
  operation.started = [...operation.started, name]
  operation.index++
  return startNext(scope)
}

/** The postStart hook is over; one that failed has its container killed. */
export function resumeAfterHook(scope: Scope): boolean {
  const operation = scope.worker.operation!
  const { container } = operation.queue[operation.index]!
  const message = operation.outcome?.message
  if (message === undefined) return succeed(scope, operation, container.name)
  containerEvent(scope, container.name, 'Warning', 'FailedPostStartHook', 'PostStartHook failed')
  const instance = findContainer(scope.worker.runtime, container.name)
  operation.step = 'hookKill'
  wakeOperation(scope, instance === undefined ? scope.context.now : killContainers(scope, [{ instance, message: 'FailedPostStartHook' }], false))
  wakeEnds(scope)
  return false
}

/** The container whose hook failed is gone. */
export function resumeAfterHookKill(scope: Scope): boolean {
  const operation = scope.worker.operation!
  const item = operation.queue[operation.index]!
  fail(operation, item, { container: item.container.name, reason: 'PostStartHookError', message: operation.outcome?.message ?? '' })
  return startNext(scope)
}
