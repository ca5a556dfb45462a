import { cloneShell } from '../os/clone.js'
import { newPipe } from '../os/io.js'
import type { Descriptor, Task, Turn } from '../os/state.js'
import { reap, spawn } from '../os/tasks.js'
import type { Value } from './array.js'
import type { Command, List } from './ast.js'
import { giveOutput, push } from './control.js'
import { originOf } from './messages.js'
import type { Shell } from './state.js'
import { assign, environmentOf } from './variables.js'

/** Descriptors from here on are the shell's own and are not inherited. */
const privateFds = 1000

/** A subshell about to run a command: a copy of everything but traps with actions, jobs and what is still to be done. */
export function forkShell(turn: Turn, task: Task, shell: Shell, command: Command, fds: ReadonlyMap<number, Descriptor>, isTested: boolean, serves: boolean): Task {
  const copy = cloneShell({ ...shell, frames: [], serves })
  copy.traps = new Map([...shell.traps].filter(([, action]) => action === ''))
  copy.pendingTraps = []
  copy.jobs = []
  copy.substitutions = []
  copy.ended = new Map()
  copy.isExiting = false
  const origin = originOf(shell)
  if (origin !== undefined) copy.origin = origin
  push(copy, { kind: 'list', items: [{ command, isBackground: false }], index: 0, isTested })
  return spawn(turn, task, { argv: task.argv, fds: inherited(fds), shell: copy, env: task.env })
}

const inherited = (fds: ReadonlyMap<number, Descriptor>): Map<number, Descriptor> => new Map([...fds].filter(([fd]) => fd < privateFds))

/** A child that becomes a program. */
export function forkProgram(turn: Turn, task: Task, shell: Shell, argv: readonly string[], assigned: ReadonlyMap<string, Value>, fds: ReadonlyMap<number, Descriptor>): Task {
  const env = environmentOf(shell)
  for (const [name, value] of assigned) if (typeof value === 'string') env.set(name, value)
  const ignored = [...shell.traps].flatMap(([signal, action]) => (action === '' ? [signal] : []))
  return spawn(turn, task, { argv, fds: inherited(fds), env, ignored: [...task.ignored, ...ignored] })
}

/** Runs a command substitution in a subshell; its output goes to the frame that is now on top. */
export function startOutput(turn: Turn, task: Task, shell: Shell, body: List, assigned: ReadonlyMap<string, Value>): void {
  const { read, write } = newPipe(turn)
  const child = forkShell(turn, task, shell, body, new Map(task.fds).set(1, write), false, false)
  for (const [name, value] of assigned) if (child.shell !== undefined) assign(child.shell, name, value)
  let fd = privateFds
  while (task.fds.has(fd)) fd++
  task.fds.set(fd, read)
  push(shell, { kind: 'output', pid: child.pid, fd, text: '', isTested: true })
}

/** The first descriptor that a process substitution is given; the next ones are below. */
const firstProcessFd = 63

/** Begins a process substitution. Its descriptor is open as long as the command whose frame is now on top; its path is an output of that frame. */
export function startProcess(turn: Turn, task: Task, shell: Shell, body: List, operator: '<' | '>', assigned: ReadonlyMap<string, Value>): void {
  const { read, write } = newPipe(turn)
  const fds = new Map(task.fds)
  for (const frame of shell.frames) if (frame.kind === 'opened') fds.delete(frame.fd)
  fds.set(operator === '<' ? 1 : 0, operator === '<' ? write : read)
  const child = forkShell(turn, task, shell, body, fds, false, false)
  for (const [name, value] of assigned) if (child.shell !== undefined) assign(child.shell, name, value)
  let fd = firstProcessFd
  while (task.fds.has(fd)) fd--
  task.fds.set(fd, operator === '<' ? read : write)
  shell.lastBackground = child.pid
  shell.substitutions = [...shell.substitutions.filter((pid) => reap(turn, pid) === undefined), child.pid]
  shell.frames.splice(-1, 0, { kind: 'opened', fd, isTested: true })
  giveOutput(shell, `/dev/fd/${fd}`)
}
