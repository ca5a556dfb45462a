import { newPipe } from '../os/io.js'
import type { Descriptor, Task, Turn } from '../os/state.js'
import type { AndOr, CaseCommand, Command, ListItem, Pipeline, Redirect } from './ast.js'
import { complete, exitShell, isFinalCommand, pop, push } from './control.js'
import { expandFields, expandPattern, expandText } from './expand.js'
import { ExpansionFault, matchesIn, NeedsOutput, type ExpansionScope } from './expansion-scope.js'
import { forkShell, startOutput, startProcess } from './fork.js'
import { complain } from './messages.js'
import { redirect, targetsOf } from './redirects.js'
import { commit, expansionOf, type Expansion } from './scope.js'
import type { FrameOf, Shell } from './state.js'
import { assign } from './variables.js'

/** Begins a command: its frame goes on top, or it is done at once. */
export function start(turn: Turn, task: Task, shell: Shell, command: Command, isTested: boolean): void {
  if ('redirects' in command && command.kind !== 'simple' && command.redirects.length > 0) {
    return push(shell, { kind: 'redirect', saved: new Map(), pending: { command, outputs: [] }, isTested })
  }
  startBare(turn, task, shell, command, isTested)
}

function startBare(turn: Turn, task: Task, shell: Shell, command: Command, isTested: boolean): void {
  switch (command.kind) {
    case 'simple': return push(shell, { kind: 'simple', node: command, outputs: [], isTested })
    case 'list': return push(shell, { kind: 'list', items: command.items, index: 0, isTested })
    case 'group': return push(shell, { kind: 'list', items: command.body.items, index: 0, isTested })
    case 'andor': return startAndOr(turn, task, shell, command, isTested)
    case 'pipeline': return startPipeline(turn, task, shell, command, isTested)
    case 'subshell': {
      const child = forkShell(turn, task, shell, command.body, task.fds, isTested, shell.serves && isFinalCommand(shell))
      return push(shell, { kind: 'child', pid: child.pid, isTested })
    }
    case 'if': return push(shell, { kind: 'if', node: command, index: -1, isInBody: false, isTested })
    case 'loop': return push(shell, { kind: 'loop', node: command, stage: 'begin', status: 0, isTested })
    case 'for': return push(shell, { kind: 'for', node: command, words: undefined, outputs: [], index: 0, isTested })
    case 'count': return push(shell, { kind: 'count', node: command, outputs: [], stage: 'begin', isTested })
    case 'case': return push(shell, { kind: 'case', node: command, outputs: [], isRunning: false, isTested })
    case 'function': {
      shell.functions.set(command.name, command.body)
      shell.status = 0
      return
    }
    case 'condition': case 'compute': return push(shell, { kind: 'check', node: command, outputs: [], isTested })
  }
}

function startAndOr(turn: Turn, task: Task, shell: Shell, node: AndOr, isTested: boolean): void {
  push(shell, { kind: 'andor', node, index: -1, isTested })
  start(turn, task, shell, node.first, true)
}

export function stepAndOr(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'andor'>): void {
  const { rest } = frame.node
  let index = Math.max(frame.index, 0)
  while (index < rest.length && (rest[index]!.operator === '&&') !== (shell.status === 0)) index++
  const next = rest[index]
  if (next === undefined) return pop(task, shell)
  frame.index = index + 1
  const isLast = frame.index >= rest.length
  start(turn, task, shell, next.command, !isLast || frame.isTested)
}

function startPipeline(turn: Turn, task: Task, shell: Shell, { commands, isNegated, timing }: Pipeline, isTested: boolean): void {
  const given = { isNegated, ...(timing === undefined ? {} : { timing }), startedAt: turn.now, statuses: new Map<number, number>(), isTested }
  if (commands.length === 1) {
    push(shell, { kind: 'pipeline', pids: [], isAlone: true, ...given })
    return start(turn, task, shell, commands[0]!, isTested || isNegated)
  }
  const pids: number[] = []
  let input: Descriptor | undefined = task.fds.get(0)
  for (const [index, command] of commands.entries()) {
    const fds = new Map(task.fds)
    if (input === undefined) fds.delete(0)
    else fds.set(0, input)
    if (index < commands.length - 1) {
      const { read, write } = newPipe(turn)
      fds.set(1, write)
      input = read
    }
    pids.push(forkShell(turn, task, shell, command, fds, isTested || isNegated, false).pid)
  }
  push(shell, { kind: 'pipeline', pids, isAlone: false, ...given })
}

export function stepList(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'list'>): void {
  const item = frame.items[frame.index]
  if (item === undefined) return pop(task, shell)
  frame.index++
  if (!item.isBackground) return start(turn, task, shell, item.command, frame.isTested)
  const fds = new Map(task.fds).set(0, { kind: 'null' as const })
  const child = forkShell(turn, task, shell, item.command, fds, false, task.exec === 0)
  child.ignored = [...child.ignored, 'INT', 'QUIT']
  shell.lastBackground = child.pid
  shell.jobs = [...shell.jobs, child.pid]
  shell.status = 0
}

function begin(turn: Turn, task: Task, shell: Shell, { body, operator }: NeedsOutput, { assigned }: Expansion): void {
  if (operator === undefined) startOutput(turn, task, shell, body, assigned)
  else startProcess(turn, task, shell, body, operator, assigned)
}

/** Runs an expansion; undefined: a substitution was begun first, or the shell ended by a fault. */
export function expanding<T>(turn: Turn, task: Task, shell: Shell, outputs: readonly string[], work: (expansion: Expansion) => T): { readonly value: T } | undefined {
  const expansion = expansionOf(turn, task, shell, outputs)
  try {
    const value = work(expansion)
    const readOnly = commit(shell, expansion)
    if (readOnly === undefined) return { value }
    fail(turn, task, shell, new ExpansionFault(shell.dialect === 'bash' ? `${readOnly}: readonly variable` : `${readOnly}: is read only`))
  } catch (error) {
    if (error instanceof NeedsOutput) begin(turn, task, shell, error, expansion)
    else if (error instanceof ExpansionFault) fail(turn, task, shell, error)
    else throw error
  }
  return undefined
}

/** A fault ends the shell; of a here-document the command alone, and in bash the line unless something is not set. */
export function fail(turn: Turn, task: Task, shell: Shell, error: ExpansionFault): void {
  complain(turn, task, shell, error.message)
  const isUnset = shell.dialect === 'bash' && error.isOfUnset
  if (error.isOfDocument && !isUnset) {
    const { isTested } = shell.frames.at(-1)!
    pop(task, shell)
    return complete(turn, task, shell, redirectStatus(shell), isTested)
  }
  if (shell.dialect === 'bash' && !isUnset && shell.frames.some(({ kind }) => kind === 'script')) return leaveLine(task, shell)
  exitShell(turn, task, shell, faultStatus(shell, error))
}

/** bash goes on with the next line (DISCARD of parse_and_execute, 5.2). */
function leaveLine(task: Task, shell: Shell): void {
  while (shell.frames.at(-1)!.kind !== 'script') pop(task, shell)
  shell.status = 1
}

/** A shell of bash that was given its commands (`-c`) ends otherwise for a parameter that is not set. */
function faultStatus({ dialect, frames: [first] }: Shell, { isOfUnset }: ExpansionFault): number {
  if (dialect !== 'bash') return 2
  return isOfUnset && first?.kind === 'script' && first.role === 'main' ? 127 : 1
}

/** The first step applies the redirections and begins the command; the next gives the descriptors back. */
export function stepRedirect(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'redirect'>): void {
  const { pending } = frame
  if (pending === undefined) return pop(task, shell)
  const { command } = pending
  const redirects: readonly Redirect[] = 'redirects' in command ? command.redirects : []
  const expanded = expanding(turn, task, shell, pending.outputs, ({ scope }) => targetsOf(redirects, scope))
  if (expanded === undefined) return
  const fds = new Map(task.fds)
  const fault = redirect(turn, task, fds, expanded.value, shell.dialect)
  if (fault !== undefined) {
    pop(task, shell)
    complain(turn, task, shell, fault)
    return complete(turn, task, shell, redirectStatus(shell), frame.isTested)
  }
  pop(task, shell)
  const saved = new Map<number, Descriptor | undefined>([...new Set([...task.fds.keys(), ...fds.keys()])].map((fd) => [fd, task.fds.get(fd)]))
  push(shell, { kind: 'redirect', saved, isTested: frame.isTested })
  task.fds = fds
  startBare(turn, task, shell, command, frame.isTested)
}

export const redirectStatus = ({ dialect }: Shell): number => (dialect === 'dash' ? 2 : 1)

export function stepIf(task: Task, shell: Shell, frame: FrameOf<'if'>): void {
  const { clauses, otherwise } = frame.node
  if (frame.isInBody) return pop(task, shell)
  if (frame.index >= 0 && shell.status === 0) {
    frame.isInBody = true
    return push(shell, { kind: 'list', items: clauses[frame.index]!.body.items, index: 0, isTested: frame.isTested })
  }
  frame.index++
  const clause = clauses[frame.index]
  if (clause !== undefined) return push(shell, { kind: 'list', items: clause.condition.items, index: 0, isTested: true })
  frame.isInBody = true
  if (otherwise === undefined) {
    shell.status = 0
    return pop(task, shell)
  }
  push(shell, { kind: 'list', items: otherwise.items, index: 0, isTested: frame.isTested })
}

export function stepLoop(task: Task, shell: Shell, frame: FrameOf<'loop'>): void {
  const { condition, body, isUntil } = frame.node
  if (frame.stage === 'condition') {
    if ((shell.status === 0) === isUntil) {
      const { status } = frame
      pop(task, shell)
      shell.status = status
      return
    }
    frame.stage = 'body'
    return push(shell, { kind: 'list', items: body.items, index: 0, isTested: frame.isTested })
  }
  if (frame.stage === 'body') frame.status = shell.status
  frame.stage = 'condition'
  push(shell, { kind: 'list', items: condition.items, index: 0, isTested: true })
}

export function stepFor(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'for'>): void {
  const { node } = frame
  if (frame.words === undefined) {
    shell.line = node.line
    const expanded = expanding(turn, task, shell, frame.outputs, ({ scope }) => (node.words === undefined ? shell.positional : expandFields(node.words, scope)))
    if (expanded === undefined) return
    frame.words = expanded.value
    shell.status = 0
  }
  const word = frame.words[frame.index]
  if (word === undefined) return pop(task, shell)
  frame.index++
  assign(shell, node.name, word)
  push(shell, { kind: 'list', items: node.body.items, index: 0, isTested: frame.isTested })
}

export function stepCase(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'case'>): void {
  if (frame.isRunning) return pop(task, shell)
  const { node } = frame
  shell.line = node.line
  const expanded = expanding(turn, task, shell, frame.outputs, ({ scope }) => bodiesOf(node, scope))
  if (expanded === undefined) return
  frame.isRunning = true
  shell.status = 0
  push(shell, { kind: 'list', items: expanded.value, index: 0, isTested: frame.isTested })
}

/** What is run of a `case`: the body of the first item that matches, and of those that its end leads to. */
function bodiesOf({ word, items }: CaseCommand, scope: ExpansionScope): readonly ListItem[] {
  const text = expandText(word, scope)
  const run: ListItem[] = []
  let isNext = false
  for (const { patterns, body, goesOn } of items) {
    if (!isNext && !patterns.some((pattern) => matchesIn(scope, expandPattern(pattern, scope), text, scope.isExtended))) continue
    run.push(...body.items)
    if (goesOn === 'end') break
    isNext = goesOn === 'next'
  }
  return run
}
