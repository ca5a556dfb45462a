import type { Container, Millis } from '../api/types.js'
import { existsAt, newShell, runCommand, type FileLife, type Outcome, type ShellState } from './shell-run.js'
import { parseShell, type Command } from './shell-syntax.js'

/** What a container's command does, known beforehand: when it ends, and which files it makes and removes. */
export interface Program {
  /** Since the container's start; undefined: it runs until it is killed. */
  readonly exit: { readonly atMs: Millis; readonly code: number } | undefined
  readonly files: readonly FileLife[]
  readonly knownPaths: ReadonlySet<string>
  /** A shell or `sleep` as PID 1 has no handler for SIGTERM, and the kernel then ignores it: only SIGKILL ends it. */
  readonly ignoresTerm: boolean
}

const programs = new WeakMap<Container, Program | null>()
const shells = /^(?:\/(?:usr\/)?bin\/)?(?:sh|ash|bash|dash)$/
const knownCommand = /^(?:\/(?:usr\/)?bin\/)?(?:sh|ash|bash|dash|sleep|true|false|echo|exit|cat|touch|date)$/

/** The program of a container whose command (or, for images without an entrypoint, args) is a small shell script; else undefined. */
export function programOf(container: Container): Program | undefined {
  const known = programs.get(container)
  if (known !== undefined) return known ?? undefined
  const program = compile(container)
  programs.set(container, program ?? null)
  return program
}

function compile(container: Container): Program | undefined {
  const argv = argvOf(container)
  const command = argv === undefined ? undefined : commandOf(argv)
  if (command === undefined) return undefined
  const shell = newShell()
  const outcome = runCommand(shell, command)
  return outcome.kind === 'unknown' ? undefined : programFrom(shell, outcome)
}

const programFrom = (shell: ShellState, outcome: Outcome): Program => ({
  exit: outcome.kind === 'code' || outcome.kind === 'exit' ? { atMs: shell.now, code: outcome.code } : undefined,
  files: shell.lives,
  knownPaths: shell.known,
  ignoresTerm: !shell.trapsTerm,
})

function argvOf({ command, args }: Container): readonly string[] | undefined {
  if (command !== undefined && command.length > 0) return [...command, ...(args ?? [])]
  // Arguments alone go to an entrypoint that is not known, unless they are a command themselves.
  return args !== undefined && knownCommand.test(args[0] ?? '') ? args : undefined
}

/** The command that an argument vector runs: a shell's script, or a program alone. */
export function commandOf(argv: readonly string[]): Command | undefined {
  const [name, ...rest] = argv
  if (name === undefined) return undefined
  if (!shells.test(name)) return { kind: 'simple', words: argv.map((text) => ({ text, isOpaque: false })), outputs: [] }
  const flag = rest.findIndex((text) => /^-\w*c$/.test(text))
  const script = flag < 0 ? undefined : rest[flag + 1]
  return script === undefined ? undefined : parseShell(script)
}

export const hasFileAt = (program: Program, path: string, at: Millis): boolean => existsAt(program.files, program.knownPaths, path, at)

/** When, after that time, a file next comes or goes. */
export function nextFileChangeAfter(program: Program, at: Millis): Millis | undefined {
  let next: Millis | undefined
  for (const { fromMs, toMs } of program.files) {
    for (const time of [fromMs, toMs]) if (time !== undefined && time > at && (next === undefined || time < next)) next = time
  }
  return next
}
