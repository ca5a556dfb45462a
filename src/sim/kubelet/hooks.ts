import type { Container, LifecycleHandler, Millis } from '../api/types.js'
import { runHookCommand } from './exec-hook.js'
import { execSyncError } from './exec-words.js'
import { podText } from './repeated-texts.js'
import { findContainer } from './restart-policy.js'
import type { Scope } from './state.js'

export interface HookRun {
  readonly afterMs: Millis
  /** Why it failed; undefined: it worked. */
  readonly failure: string | undefined
}

/** Runs a lifecycle hook (lifecycle/handlers.go, kubelet 1.36). Requests succeed at once, and so do commands that nobody knows in a custom image. */
export function runHook(scope: Scope, container: Container, handler: LifecycleHandler): HookRun {
  if (handler.sleep !== undefined) return { afterMs: handler.sleep.seconds * 1000, failure: undefined }
  const command = handler.exec?.command
  if (command === undefined) return { afterMs: 0, failure: undefined }
  const { code, output, afterMs, fault } = runHookCommand(scope, container, command)
  const error = fault !== undefined ? execSyncError(findContainer(scope.worker.runtime, container.name)?.id ?? '', scope.context.now, fault)
    : code === 0 ? undefined : `command '${command.join(' ')}' exited with ${code}: `
  if (error === undefined) return { afterMs, failure: undefined }
  return { afterMs, failure: `Exec lifecycle hook ([${command.join(' ')}]) for Container "${container.name}" in Pod "${podText(scope)}" failed - error: ${error}, message: ${JSON.stringify(output)}` }
}
