import { write } from '../os/io.js'
import type { Task, Turn } from '../os/state.js'
import type { Shell } from './state.js'

/** Writes an error in the shell's form: `sh: 1: foo: not found` (dash), `sh: foo: not found` (ash), `bash: line 1: foo: command not found`. */
export function complain(turn: Turn, task: Task, shell: Shell, text: string, builtin?: string): void {
  write(turn, task, 2, `${prefix(shell, builtin)}${text}\n`)
}

function prefix({ dialect, name, line, isFile }: Shell, builtin: string | undefined): string {
  const own = builtin === undefined ? '' : `${builtin}: `
  if (dialect === 'dash') return `${name}: ${line}: ${own}`
  if (dialect === 'bash') return `${name}: line ${line}: ${own}`
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
