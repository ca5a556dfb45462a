import { read, write } from '../os/io.js'
import type { Task, Turn } from '../os/state.js'
import { endTask, reap } from '../os/tasks.js'
import { resumeJob } from './builtins/jobs.js'
import { complete, endShell, exitShell, giveOutput, pop, push, top } from './control.js'
import { stepAndOr, stepCase, stepFor, stepIf, stepList, stepLoop, stepRedirect } from './compound.js'
import { stepCheck, stepCount } from './computing.js'
import { syntaxReport, type SyntaxFault } from './syntax-fault.js'
import { scriptOf } from './script.js'
import { tellTime } from './timing.js'
import { stepSimple } from './simple.js'
import type { Frame, FrameOf, Shell } from './state.js'
import { complain, tellOfSignal } from './messages.js'

/** One step of a shell: its top frame goes on. */
export function stepShell(turn: Turn, task: Task): void {
  const shell = task.shell!
  const frame = top(shell)
  if (frame === undefined) return exitShell(turn, task, shell, shell.status)
  if (shell.pendingTraps.length > 0 && !isWaiting(frame)) return runTrap(task, shell, frame)
  stepFrame(turn, task, shell, frame)
}

/** A shell acts on its traps only when the command that it waits for has ended. */
const isWaiting = ({ kind }: Frame): boolean => kind === 'child' || kind === 'output' || kind === 'pipeline'

function runTrap(task: Task, shell: Shell, frame: Frame): void {
  const [signal = '', ...rest] = shell.pendingTraps
  if (frame.kind === 'builtin') interrupt(task, shell, signal)
  shell.pendingTraps = rest
  push(shell, { kind: 'trap', status: shell.status, isTested: true })
  push(shell, { kind: 'script', text: shell.traps.get(signal) ?? '', next: 0, line: 1, role: 'eval', isTested: false })
}

const numbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, USR1: 10, USR2: 12, ALRM: 14, TERM: 15, CHLD: 17 }

/** `wait` returns at once with 128 + signal; whatever else waits goes on afterwards. */
function interrupt(task: Task, shell: Shell, signal: string): void {
  const frame = top(shell)
  if (frame?.kind !== 'builtin' || frame.argv[0] !== 'wait') return
  pop(task, shell)
  shell.status = 128 + (numbers[signal] ?? 0)
}

function stepFrame(turn: Turn, task: Task, shell: Shell, frame: Frame): void {
  switch (frame.kind) {
    case 'script': return stepScript(turn, task, shell, frame)
    case 'list': return stepList(turn, task, shell, frame)
    case 'andor': return stepAndOr(turn, task, shell, frame)
    case 'simple': return stepSimple(turn, task, shell, frame)
    case 'redirect': return stepRedirect(turn, task, shell, frame)
    case 'if': return stepIf(task, shell, frame)
    case 'loop': return stepLoop(task, shell, frame)
    case 'for': return stepFor(turn, task, shell, frame)
    case 'count': return stepCount(turn, task, shell, frame)
    case 'case': return stepCase(turn, task, shell, frame)
    case 'check': return stepCheck(turn, task, shell, frame)
    case 'child': return stepChild(turn, task, shell, frame)
    case 'pipeline': return stepPipeline(turn, task, shell, frame)
    case 'output': return stepOutput(turn, task, shell, frame)
    case 'builtin': return resumeJob(turn, task, shell, frame)
    case 'call': {
      pop(task, shell)
      return complete(turn, task, shell, shell.status, frame.isTested)
    }
    case 'restore': case 'opened': return pop(task, shell)
    case 'linger': return endTask(turn, task, frame.status)
    case 'trap': return endOfTrap(turn, task, shell, frame)
  }
}

function endOfTrap(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'trap'>): void {
  if (shell.isExiting && shell.frames.length === 1) return endShell(turn, task, shell, frame.status)
  pop(task, shell)
  if (frame.isFatal === true) exitShell(turn, task, shell, frame.status)
}

/** Commands are run line by line: what stands in front of a line that breaks the grammar is done. */
function stepScript(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'script'>): void {
  const { commands, fault } = scriptOf(frame.text, shell.dialect, frame.line, shell.options.has('extglob'))
  const list = commands[frame.next]
  if (list === undefined && fault !== undefined) {
    shell.line = fault.line
    refuseScript(turn, task, shell, frame, fault)
    if (shell.dialect !== 'bash' || (frame.role !== 'eval' && frame.role !== 'dot')) return exitShell(turn, task, shell, 2)
    pop(task, shell)
    return complete(turn, task, shell, 2, frame.isTested)
  }
  if (list === undefined) {
    if (frame.next === 0 && frame.role !== 'main' && frame.role !== 'file') shell.status = 0
    return pop(task, shell)
  }
  frame.next++
  push(shell, { kind: 'list', items: list.items, index: 0, isTested: frame.isTested })
}

function refuseScript(turn: Turn, task: Task, shell: Shell, { role, text, line }: FrameOf<'script'>, fault: SyntaxFault): void {
  const origin = role === 'main' ? '-c' : role === 'eval' ? 'eval' : undefined
  const report = syntaxReport(fault, shell.dialect, shell.name, origin, text.split('\n')[fault.line - line] ?? '')
  if (shell.dialect === 'bash') write(turn, task, 2, `${report}\n`)
  else complain(turn, task, shell, report)
}

function stepChild(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'child'>): void {
  const endedBy = turn.machine.tasks.get(frame.pid)?.endedBy
  const status = reap(turn, frame.pid)
  if (status === undefined) {
    task.wait = { on: 'children', pids: [frame.pid] }
    return
  }
  pop(task, shell)
  tellOfSignal(turn, task, shell, endedBy)
  complete(turn, task, shell, status, frame.isTested)
}

function stepPipeline(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'pipeline'>): void {
  if (frame.isAlone) {
    pop(task, shell)
    if (frame.timing !== undefined) tellTime(turn, task, shell, frame)
    if (frame.isNegated) shell.status = shell.status === 0 ? 1 : 0
    return
  }
  const open: number[] = []
  const statuses = new Map(frame.statuses)
  for (const pid of frame.pids) {
    if (statuses.has(pid)) continue
    const status = reap(turn, pid)
    if (status === undefined) open.push(pid)
    else statuses.set(pid, status)
  }
  frame.statuses = statuses
  if (open.length > 0) {
    task.wait = { on: 'children', pids: open }
    return
  }
  pop(task, shell)
  if (frame.timing !== undefined) tellTime(turn, task, shell, frame)
  const inOrder = frame.pids.map((pid) => statuses.get(pid) ?? 0)
  const failed = shell.options.has('pipefail') ? inOrder.findLast((status) => status !== 0) : undefined
  const status = failed ?? inOrder.at(-1) ?? 0
  if (frame.isNegated) shell.status = status === 0 ? 1 : 0
  else complete(turn, task, shell, status, frame.isTested)
  shell.pipeStatuses = inOrder
}

function stepOutput(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'output'>): void {
  for (;;) {
    const piece = read(turn, task, frame.fd)
    if (piece.kind === 'end') break
    if (piece.kind === 'wait') {
      task.wait = { on: 'input', fd: frame.fd }
      return
    }
    frame.text += piece.text
  }
  const status = reap(turn, frame.pid)
  if (status === undefined) {
    task.wait = { on: 'children', pids: [frame.pid] }
    return
  }
  pop(task, shell)
  shell.substitutionStatus = status
  giveOutput(shell, frame.text)
}
