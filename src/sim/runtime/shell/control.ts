import type { Task, Turn } from '../os/state.js'
import { endTask } from '../os/tasks.js'
import { scriptOf } from './script.js'
import type { Frame, Shell } from './state.js'
import { restoreVariables } from './variables.js'

export const top = (shell: Shell): Frame | undefined => shell.frames.at(-1)

export function push(shell: Shell, frame: Frame): void {
  shell.frames.push(frame)
}

/** Takes the top frame away and undoes what it stood for. */
export function pop(task: Task, shell: Shell): void {
  const frame = shell.frames.pop()
  if (frame?.kind === 'redirect') {
    for (const [fd, descriptor] of frame.saved) {
      if (descriptor === undefined) task.fds.delete(fd)
      else task.fds.set(fd, descriptor)
    }
  } else if (frame?.kind === 'call') {
    shell.positional = frame.positional
    restoreVariables(shell, frame.locals)
  } else if (frame?.kind === 'restore') restoreVariables(shell, frame.variables)
  else if (frame?.kind === 'output' || frame?.kind === 'opened') task.fds.delete(frame.fd)
  else if (frame?.kind === 'trap' && !shell.isExiting) shell.status = frame.status
}

/** What a substitution came to goes to the frame whose words need it, which is now on top. */
export function giveOutput(shell: Shell, text: string): void {
  const frame = top(shell)
  if (frame === undefined) return
  if ('outputs' in frame) frame.outputs = [...frame.outputs, text]
  else if (frame.kind === 'redirect' && frame.pending !== undefined) frame.pending = { ...frame.pending, outputs: [...frame.pending.outputs, text] }
}

/** A command came out: `set -e` ends the shell unless something around tests the failure. */
export function complete(turn: Turn, task: Task, shell: Shell, status: number, isTested: boolean): void {
  shell.status = status & 255
  shell.pipeStatuses = shell.status
  if (shell.status === 0 || isTested) return
  const action = shell.traps.get('ERR')
  if (action !== undefined && action !== '' && trapsErrors(shell)) return runErrorTrap(shell, action)
  if (shell.options.has('e')) exitShell(turn, task, shell, shell.status)
}

/** Functions do not have bash's ERR trap, unless `set -E`; nor has the trap itself. */
const trapsErrors = ({ frames, options }: Shell): boolean => !frames.some(({ kind }) => kind === 'trap' || (kind === 'call' && !options.has('E')))

function runErrorTrap(shell: Shell, action: string): void {
  push(shell, { kind: 'trap', status: shell.status, isTested: true, ...(shell.options.has('e') ? { isFatal: true } : {}) })
  push(shell, { kind: 'script', text: action, next: 0, line: shell.line, role: 'eval', isTested: false })
}

/** Ends the shell, by way of its EXIT trap. */
export function exitShell(turn: Turn, task: Task, shell: Shell, status: number): void {
  const action = shell.traps.get('EXIT')
  while (shell.frames.length > 0) pop(task, shell)
  shell.status = status & 255
  if (shell.isExiting || action === undefined || action === '') return endShell(turn, task, shell, status)
  shell.isExiting = true
  push(shell, { kind: 'trap', status: shell.status, isTested: true })
  push(shell, { kind: 'script', text: action, next: 0, line: 1, role: 'eval', isTested: true })
}

/** With the first process of a container all others end: those that process substitutions of it began are given a millisecond to write what they read. */
export function endShell(turn: Turn, task: Task, shell: Shell, status: number): void {
  if (task.pid !== 1 || !shell.substitutions.some((pid) => turn.machine.tasks.get(pid)?.status === undefined && turn.machine.tasks.has(pid))) return endTask(turn, task, status)
  shell.frames = []
  push(shell, { kind: 'linger', status, isTested: true })
  task.wait = { on: 'time', until: turn.now + 1 }
}

const isLoop = ({ kind }: Frame): boolean => kind === 'loop' || kind === 'for' || kind === 'count'

/** Unwinds to the loop that `break n` ends or `continue n` goes on with; without a loop nothing happens. */
export function leaveLoop(task: Task, shell: Shell, count: number, isContinuing: boolean): void {
  const from = shell.frames.findLastIndex(({ kind }) => kind === 'call')
  const loops = shell.frames.flatMap((frame, index) => (index > from && isLoop(frame) ? [index] : []))
  const target = loops.at(-Math.min(count, loops.length))
  if (target === undefined || loops.length === 0) return
  while (shell.frames.length > target + 1) pop(task, shell)
  shell.status = 0
  const frame = shell.frames[target]!
  if (!isContinuing) pop(task, shell)
  else if (frame.kind === 'loop') frame.stage = 'begin'
}

/** Unwinds to the function or sourced file that `return` leaves; false: there is none. */
export function leaveFunction(task: Task, shell: Shell): boolean {
  const target = shell.frames.findLastIndex((frame) => frame.kind === 'call' || (frame.kind === 'script' && frame.role === 'dot'))
  if (target < 0) return false
  while (shell.frames.length > target) pop(task, shell)
  return true
}

/** Whether nothing of the script comes behind the present command. */
export const isFinalCommand = ({ frames, dialect, options }: Shell): boolean => frames.every((frame) => {
  switch (frame.kind) {
    case 'list': return frame.index >= frame.items.length
    case 'andor': return frame.index >= frame.node.rest.length
    case 'if': return frame.isInBody
    case 'case': return frame.isRunning
    case 'script': {
      const { commands, fault } = scriptOf(frame.text, dialect, frame.line, options.has('extglob'))
      return frame.next >= commands.length && fault === undefined
    }
    case 'redirect': case 'call': return true
    default: return false
  }
})
