import type { Container, LifecycleHandler, Millis } from '../api/types.js'
import { execIn } from '../runtime/exec.js'
import { profileOf } from '../runtime/profile.js'
import { scriptHook } from './exec-hook.js'
import { podText } from './pod-events.js'
import type { Scope } from './state.js'

export interface HookRun {
  readonly afterMs: Millis
  /** Why it failed; undefined: it worked. */
  readonly failure: string | undefined
}

/** Runs a lifecycle hook (lifecycle/handlers.go, kubelet 1.36). Commands that are not known succeed at once, as requests do. */
export function runHook(scope: Scope, container: Container, handler: LifecycleHandler, sinceStartMs: Millis): HookRun {
  if (handler.sleep !== undefined) return { afterMs: handler.sleep.seconds * 1000, failure: undefined }
  const command = handler.exec?.command
  if (command === undefined) return { afterMs: 0, failure: undefined }
  const { code, output, afterMs } = scriptHook(scope, container, command) ?? execIn(profileOf(scope.context.options, scope.worker.pod, container).program, command, sinceStartMs)
  if (code === 0) return { afterMs, failure: undefined }
  const error = `command '${command.join(' ')}' exited with ${code}: `
  return { afterMs, failure: `Exec lifecycle hook ([${command.join(' ')}]) for Container "${container.name}" in Pod "${podText(scope)}" failed - error: ${error}, message: ${JSON.stringify(output)}` }
}
