import { become } from '../os/become.js'
import { findExecutable, type Executable } from '../os/executable.js'
import { errnoText } from '../os/files.js'
import { write } from '../os/io.js'
import { charactersPerStep, elementsPerStep } from '../os/limits.js'
import type { Descriptor, Task, Turn } from '../os/state.js'
import { textOf, type ArrayValue, type Value } from './array.js'
import { builtins, lookUp, specialBuiltins } from './builtins/registry.js'
import { expanding, fail, redirectStatus, start } from './compound.js'
import { complete, exitShell, isFinalCommand, pop, push } from './control.js'
import { ExpansionFault } from './expansion-scope.js'
import { forkProgram } from './fork.js'
import { invocationOf } from './invocation.js'
import { takesPlace } from './last-command.js'
import { complain } from './messages.js'
import { redirect, type Target } from './redirects.js'
import type { FrameOf, Shell, Variable } from './state.js'
import { traceLine } from './trace.js'
import { assign, environmentOf, parameter } from './variables.js'

/** A simple command whose words are expanded. */
export interface Invocation {
  readonly args: readonly string[]
  readonly targets: readonly Target[]
  readonly assigned: ReadonlyMap<string, Value>
  /** bash's `declare name=(…)`. */
  readonly arrays?: ReadonlyMap<string, ArrayValue>
}

/** Expands a simple command (XCU 2.9.1) and begins it. */
export function stepSimple(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'simple'>): void {
  shell.line = frame.node.line
  const expanded = expanding(turn, task, shell, frame.outputs, ({ scope }) => invocationOf(frame.node, scope))
  if (expanded === undefined) return
  const { value } = expanded
  turn.stepsLeft -= Math.floor(sizeOf(value) / charactersPerStep)
  pop(task, shell)
  if (shell.options.has('x')) write(turn, task, 2, traceLine(shell, parameter(turn, task, shell, 'PS4') ?? '+ ', value))
  if (shell.options.has('n')) return
  if (value.args.length === 0) return assignOnly(turn, task, shell, value, frame)
  beginCommand(turn, task, shell, value, frame)
}

function beginCommand(turn: Turn, task: Task, shell: Shell, value: Invocation, frame: Origin): void {
  const name = value.args[0]!
  if (name === 'command') return beginPlain(turn, task, shell, value, frame)
  const special = specialBuiltins.has(name) ? builtins[name] : undefined
  const body = special === undefined ? shell.functions.get(name) : undefined
  if (body !== undefined) return callFunction(turn, task, shell, value, frame, body)
  if (special !== undefined || isBuiltin(shell, name)) return callBuiltin(turn, task, shell, value, frame.isTested)
  runProgram(turn, task, shell, value, frame.isTested)
}

/** `command name …`: no function, and an error does not end the shell; `command -v name`. */
function beginPlain(turn: Turn, task: Task, shell: Shell, { args, targets, assigned }: Invocation, { isTested }: Origin): void {
  const flag = args[1]
  if (flag === '-v' || flag === '-V') {
    if (!pushRedirects(turn, task, shell, targets, isTested, false)) return
    return complete(turn, task, shell, lookUp({ turn, task, shell, argv: args, isTested }), isTested)
  }
  const rest = args.slice(flag === '-p' || flag === '--' ? 2 : 1)
  if (rest.length === 0) return complete(turn, task, shell, 0, isTested)
  const inner = { args: rest, targets, assigned }
  if (isBuiltin(shell, rest[0]!)) callBuiltin(turn, task, shell, inner, isTested)
  else runProgram(turn, task, shell, inner, isTested)
}

/** Long words take their time. */
const sizeOf = ({ args, assigned }: Invocation): number => {
  let size = 0
  for (const text of args) size += text.length
  for (const value of assigned.values()) {
    if (typeof value === 'string') size += value.length
    else {
      size += value.elements.size * (charactersPerStep / elementsPerStep)
      for (const text of value.elements.values()) size += text.length
    }
  }
  return size
}

const onlyBash = new Set(['declare', 'typeset', 'mapfile', 'readarray', 'pushd', 'popd', 'dirs', 'shopt', 'enable', 'caller'])
const notDash = new Set(['let', 'source', '[[', 'help', 'history'])

const isBuiltin = ({ dialect }: Shell, name: string): boolean =>
  Object.hasOwn(builtins, name) && !(dialect !== 'bash' && onlyBash.has(name)) && !(dialect === 'dash' && notDash.has(name))

type Origin = FrameOf<'simple'>

function assignOnly(turn: Turn, task: Task, shell: Shell, { targets, assigned }: Invocation, { outputs, isTested }: Origin): void {
  const fault = redirect(turn, task, new Map(task.fds), targets, shell.dialect)
  if (fault !== undefined) {
    complain(turn, task, shell, fault)
    return complete(turn, task, shell, redirectStatus(shell), isTested)
  }
  for (const [name, value] of assigned) if (!assign(shell, name, value)) return refuseReadOnly(turn, task, shell, name)
  complete(turn, task, shell, outputs.length > 0 ? shell.substitutionStatus : 0, isTested)
}

const refuseReadOnly = (turn: Turn, task: Task, shell: Shell, name: string): void =>
  fail(turn, task, shell, new ExpansionFault(`${name}: ${shell.dialect === 'bash' ? 'readonly variable' : 'is read only'}`))

/** Puts redirections in force until the frame is popped; false: one failed. */
function pushRedirects(turn: Turn, task: Task, shell: Shell, targets: readonly Target[], isTested: boolean, isSpecial: boolean): boolean {
  if (targets.length === 0) return true
  const fds = new Map(task.fds)
  const fault = redirect(turn, task, fds, targets, shell.dialect)
  if (fault === undefined) {
    const saved = new Map<number, Descriptor | undefined>([...new Set([...task.fds.keys(), ...fds.keys()])].map((fd) => [fd, task.fds.get(fd)]))
    push(shell, { kind: 'redirect', saved, isTested })
    task.fds = fds
    return true
  }
  complain(turn, task, shell, fault)
  if (isSpecial && shell.dialect !== 'bash') exitShell(turn, task, shell, redirectStatus(shell))
  else complete(turn, task, shell, redirectStatus(shell), isTested)
  return false
}

function callFunction(turn: Turn, task: Task, shell: Shell, { args, targets, assigned }: Invocation, { isTested }: Origin, body: Parameters<typeof start>[3]): void {
  if (shell.frames.length > 5_000) {
    complain(turn, task, shell, 'Maximum function recursion depth (1000) reached')
    return exitShell(turn, task, shell, 2)
  }
  if (!pushRedirects(turn, task, shell, targets, isTested, false)) return
  const locals = savedVariables(shell, assigned)
  push(shell, { kind: 'call', name: args[0]!, positional: shell.positional, locals, isTested })
  for (const [name, value] of assigned) assign(shell, name, value, true)
  shell.positional = args.slice(1)
  start(turn, task, shell, body, isTested)
}

const savedVariables = (shell: Shell, names: ReadonlyMap<string, unknown>): ReadonlyMap<string, Variable | undefined> =>
  new Map([...names.keys()].map((name) => [name, shell.variables.get(name)]))

/** Runs a builtin; also from `command`. */
function callBuiltin(turn: Turn, task: Task, shell: Shell, { args, targets, assigned, arrays }: Invocation, isTested: boolean): void {
  const name = args[0]!
  const isSpecial = specialBuiltins.has(name)
  if (name === 'exec' && args.length === 1) return keepRedirects(turn, task, shell, targets, isTested)
  if (!pushRedirects(turn, task, shell, targets, isTested, isSpecial)) return
  if (!isSpecial && assigned.size > 0) push(shell, { kind: 'restore', variables: savedVariables(shell, assigned), isTested })
  for (const [key, value] of assigned) if (!assign(shell, key, value, !isSpecial)) return refuseReadOnly(turn, task, shell, key)
  const status = builtins[name]!({ turn, task, shell, argv: args, isTested, ...(arrays === undefined ? {} : { arrays }) })
  if (status !== undefined && task.shell === shell && task.status === undefined) complete(turn, task, shell, status, isTested)
}

/** `exec` with nothing but redirections changes the shell's own descriptors. */
function keepRedirects(turn: Turn, task: Task, shell: Shell, targets: readonly Target[], isTested: boolean): void {
  const fds = new Map(task.fds)
  const fault = redirect(turn, task, fds, targets, shell.dialect)
  if (fault !== undefined) {
    complain(turn, task, shell, fault)
    return exitShell(turn, task, shell, redirectStatus(shell))
  }
  task.fds = fds
  complete(turn, task, shell, 0, isTested)
}

/** Runs a program as a child, or in the shell's place when nothing comes behind it; also from `command`. */
function runProgram(turn: Turn, task: Task, shell: Shell, { args, targets, assigned }: Invocation, isTested: boolean): void {
  const fds = new Map(task.fds)
  const fault = redirect(turn, task, fds, targets, shell.dialect)
  if (fault !== undefined) {
    complain(turn, task, shell, fault)
    return complete(turn, task, shell, redirectStatus(shell), isTested)
  }
  const found = findExecutable(turn, task, args[0]!, textOf(assigned.get('PATH')) ?? parameter(turn, task, shell, 'PATH'))
  if (found.kind === 'fault') {
    complain(turn, { ...task, fds }, shell, notFound(shell, args[0]!, found))
    return complete(turn, task, shell, found.errno === 'ENOENT' || found.errno === 'ENOTDIR' ? 127 : 126, isTested)
  }
  const serves = shell.serves && isFinalCommand(shell)
  if (takesPlace(turn, shell, targets.length > 0)) {
    const env = environmentOf(shell)
    for (const [name, value] of assigned) if (typeof value === 'string') env.set(name, value)
    task.env = env
    task.fds = fds
    task.argv = args
    task.ignored = [...task.ignored, ...[...shell.traps].flatMap(([signal, action]) => (action === '' ? [signal] : []))]
    become(turn, task, found, serves)
    return
  }
  const child = forkProgram(turn, task, shell, args, assigned, fds)
  become(turn, child, found, serves)
  push(shell, { kind: 'child', pid: child.pid, isTested })
}

export function notFound({ dialect }: Shell, name: string, { errno }: Executable & { readonly kind: 'fault' }): string {
  if (errno !== 'ENOENT' || (dialect === 'bash' && name.includes('/'))) return `${name}: ${errnoText[errno]}`
  return dialect === 'bash' ? `${name}: command not found` : `${name}: not found`
}
