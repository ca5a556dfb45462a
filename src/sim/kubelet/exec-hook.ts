import type { Container } from '../api/types.js'
import { runAlone, type CommandOutcome } from '../runtime/alone.js'
import { runningInstance } from './containers.js'
import { probedProcess, runCommand } from './exec-probe.js'
import type { Scope } from './state.js'

/** A day: a hook has no time-out of its own. */
const longestMs = 86_400_000

/** Runs a hook's command: among the processes and files of the container, where there are any. */
export function runHookCommand(scope: Scope, container: Container, command: readonly string[]): CommandOutcome {
  const instance = runningInstance(scope, container)
  return instance === undefined || probedProcess(scope, instance) === undefined ? runAlone(container, command, longestMs) : runCommand(scope, instance.id, command, longestMs)
}
