import { success, waitFor, type Program } from './program.js'

/** What a task does at last, and how long a server that nobody knows takes to end (scenario-format: containers that no behaviour matches). */
const taskMs = 5_000
const stopMs = 1_000

/**
 * A program that nobody knows: as what a container runs it serves, or ends with 0 after 5 s; as one command among others it succeeds
 * at once. An interpreter without a script has no input and ends at once too.
 */
export const unknown: Program = {
  step: ({ turn, task, argv }, at) => {
    if (at['ends'] === true || (argv.length === 1 && task.program?.name.startsWith('interpreter ') === true) || at['serves'] !== true) return success
    return turn.machine.spec.role === 'task' ? waitFor({ on: 'time', until: turn.now + taskMs }, { serves: true, ends: true }) : waitFor({ on: 'forever' }, at)
  },
  onSignal: ({ turn }, at, signal) =>
    at['serves'] === true && (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') ? waitFor({ on: 'time', until: turn.now + stopMs }, { serves: true, ends: true }) : undefined,
}
