import type { Container } from '../api/types.js'
import { runningInstance } from './containers.js'
import { probedProcess, runCommand, type CommandOutcome } from './exec-probe.js'
import type { Scope } from './state.js'

/** A day: a hook has no time-out of its own. */
const longestMs = 86_400_000

/** Runs a hook's command where the container runs a script, so that both see the same files; undefined: it runs none. */
export function scriptHook(scope: Scope, container: Container, command: readonly string[]): CommandOutcome | undefined {
  const instance = runningInstance(scope, container)
  return instance === undefined || probedProcess(scope, instance) === undefined ? undefined : runCommand(scope, instance.id, command, longestMs)
}
