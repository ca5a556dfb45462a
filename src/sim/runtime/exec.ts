import type { Millis } from '../api/types.js'
import { commandOf, type Program } from './program.js'
import { newShell, runCommand, type ShellState } from './shell-run.js'
import type { Command } from './shell-syntax.js'

/** What a command run inside a container comes to. */
export interface ExecResult {
  readonly code: number
  readonly output: string
  readonly afterMs: Millis
}

/**
 * Runs a command in a container at a time since its start (probes, hooks). It sees the files of the container's own program; what it
 * does to them lasts no longer than itself. A command that is not known succeeds at once.
 */
export function execIn(program: Program | undefined, argv: readonly string[], at: Millis): ExecResult {
  const command = commandOf(argv)
  if (command === undefined) return { code: 0, output: '', afterMs: 0 }
  const shell = shellAt(program, at)
  const outcome = runCommand(shell, command)
  const code = outcome.kind === 'code' || outcome.kind === 'exit' ? outcome.code : 0
  const afterMs = outcome.kind === 'forever' ? Number.POSITIVE_INFINITY : shell.now - at
  return { code, output: code === 0 ? '' : missingFile(command), afterMs }
}

function shellAt(program: Program | undefined, at: Millis): ShellState {
  const shell = newShell(program === undefined)
  shell.now = at
  if (program === undefined) return shell
  for (const life of program.files) if (life.fromMs <= at) shell.lives.push({ ...life })
  for (const path of program.knownPaths) shell.known.add(path)
  return shell
}

/** The words of busybox's `cat`. */
const missingFile = (command: Command): string => {
  const simple = command.kind === 'list' ? command.items.at(-1)?.command : command
  if (simple?.kind !== 'simple' || simple.words[0]?.text !== 'cat') return ''
  return `cat: can't open '${simple.words.at(-1)?.text ?? ''}': No such file or directory\n`
}
