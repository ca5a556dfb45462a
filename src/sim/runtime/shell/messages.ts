import { write } from '../os/io.js'
import type { Task, Turn } from '../os/state.js'
import type { Shell } from './state.js'

/** Writes an error in the shell's form: `sh: 1: foo: not found` (dash), `sh: foo: not found` (ash), `bash: line 1: foo: command not found`. */
export function complain(turn: Turn, task: Task, shell: Shell, text: string, builtin?: string): void {
  write(turn, task, 2, `${prefix(shell, builtin)}${text}\n`)
}

/** What is being read other than the script of the shell itself: `eval`, or a file. The action of a trap is of neither. */
export function originOf({ frames, origin }: Shell): string | undefined {
  for (let at = frames.length - 1; at >= 0; at--) {
    const frame = frames[at]!
    if (frame.kind === 'trap') return undefined
    if (frame.kind === 'script' && frame.origin !== undefined) return frame.origin
  }
  return origin
}

function prefix(shell: Shell, of: string | undefined): string {
  const { dialect, name, line, isFile } = shell
  const builtin = of ?? (dialect === 'bash' ? undefined : originOf(shell))
  const own = builtin === undefined ? '' : `${builtin}: `
  if (dialect === 'dash') return `${name}: ${line}: ${own}`
  // What functions of `-c` were read from bash calls the environment
  if (dialect === 'bash') return `${!isFile && shell.frames.some(({ kind }) => kind === 'call') ? 'environment' : name}: line ${line}: ${own}`
  if (isFile) return `${name}: ${own}line ${line}: `
  return builtin === undefined ? `${name}: ` : `${name}: ${own}line 0: `
}

const signalWords: Readonly<Record<string, string>> = { HUP: 'Hangup', QUIT: 'Quit', KILL: 'Killed', USR1: 'User defined signal 1', USR2: 'User defined signal 2',
  TERM: 'Terminated', ALRM: 'Alarm clock', SEGV: 'Segmentation fault', ABRT: 'Aborted' }

/** dash and ash say of a child that a signal ended how it ended; of SIGINT and SIGPIPE nothing. */
export function tellOfSignal(turn: Turn, task: Task, { dialect }: Shell, signal: string | undefined): void {
  const words = signal === undefined ? undefined : signalWords[signal]
  if (words !== undefined && dialect !== 'bash') write(turn, task, 2, `${words}\n`)
}
