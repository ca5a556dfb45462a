import type { Container, LifecycleHandler, Millis, Probe } from '../api/types.js'
import { portError } from '../runtime/probe-outcome.js'
import { configScope } from './contents-volumes.js'
import { runHookCommand } from './exec-hook.js'
import { asksImage, requestProbe } from './exec-request.js'
import { execSyncError } from './exec-words.js'
import { podText } from './repeated-texts.js'
import { findContainer } from './restart-policy.js'
import type { Scope } from './state.js'

export interface HookRun {
  readonly afterMs: Millis
  /** Why it failed; undefined: it worked. */
  readonly failure: string | undefined
}

/**
 * Runs a lifecycle hook (lifecycle/handlers.go, kubelet 1.36). In a custom image requests succeed at once, and so do commands that nobody
 * knows; in a known one a request needs somebody who listens, whatever the answer.
 */
export function runHook(scope: Scope, container: Container, handler: LifecycleHandler): HookRun {
  if (handler.sleep !== undefined) return { afterMs: handler.sleep.seconds * 1000, failure: undefined }
  const command = handler.exec?.command
  if (command === undefined) return runRequest(scope, container, handler)
  const { code, output, afterMs, fault } = runHookCommand(scope, container, command)
  const error = fault !== undefined ? execSyncError(findContainer(scope.worker.runtime, container.name)?.id ?? '', scope.context.now, fault)
    : code === 0 ? undefined : `command '${command.join(' ')}' exited with ${code}: `
  if (error === undefined) return { afterMs, failure: undefined }
  return { afterMs, failure: `Exec lifecycle hook ([${command.join(' ')}]) for Container "${container.name}" in Pod "${podText(scope)}" failed - error: ${error}, message: ${JSON.stringify(output)}` }
}

function runRequest(scope: Scope, container: Container, { httpGet }: LifecycleHandler): HookRun {
  const error = httpGet === undefined ? undefined : portError(container, { httpGet }) ?? refusal(scope, container, httpGet)
  if (httpGet === undefined || error === undefined) return { afterMs: 0, failure: undefined }
  return { afterMs: 0, failure: `HTTP lifecycle hook (${httpGet.path ?? ''}) for Container "${container.name}" in Pod "${podText(scope)}" failed - error: ${error}` }
}

/** The words for a port of a known image on which nobody listens. */
function refusal(scope: Scope, container: Container, httpGet: NonNullable<LifecycleHandler['httpGet']>): string | undefined {
  const probe: Probe = { httpGet }
  if (!asksImage(scope, container, probe)) return undefined
  const { now } = scope.context
  const output = requestProbe(scope, container, probe, now, configScope(scope, now).podIP)?.output
  return output?.endsWith('connection refused') === true ? output : undefined
}
