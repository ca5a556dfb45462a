import { become } from '../../os/become.js'
import { findExecutable } from '../../os/executable.js'
import { readText, errnoText } from '../../os/files.js'
import { descriptorAt, write } from '../../os/io.js'
import { signalName } from '../../os/signal-names.js'
import { exitShell, leaveFunction, leaveLoop, push } from '../control.js'
import { complain } from '../messages.js'
import { environmentOf, parameter } from '../variables.js'
import { quoted } from '../trace.js'
import type { Builtin, BuiltinCall } from './builtin.js'

/** A count or status; undefined: it is none, and the shell has said so and ended. */
function numberOf({ turn, task, shell, argv: [name = '', text] }: BuiltinCall, fallback: number): number | undefined {
  if (text === undefined) return fallback
  if (/^\d+$/.test(text)) return Number(text)
  complain(turn, task, shell, shell.dialect === 'bash' ? `${text}: numeric argument required` : `Illegal number: ${text}`, name)
  exitShell(turn, task, shell, 2)
  return undefined
}

const exit: Builtin = (call) => {
  const { turn, task, shell } = call
  const trap = shell.frames.findLast(({ kind }) => kind === 'trap')
  const status = numberOf(call, trap?.kind === 'trap' ? trap.status : shell.status)
  // A status of its own is what the script says, and nothing that happened to it.
  if (call.argv.length > 1 && status !== shell.status) turn.machine.isGuess = false
  if (status !== undefined) exitShell(turn, task, shell, status)
  return undefined
}

const returnFrom: Builtin = (call) => {
  const { turn, task, shell } = call
  const status = numberOf(call, shell.status)
  if (status === undefined) return undefined
  if (leaveFunction(task, shell)) return status & 255
  if (shell.dialect === 'bash') {
    complain(turn, task, shell, "can only `return' from a function or sourced script", 'return')
    return 2
  }
  exitShell(turn, task, shell, status)
  return undefined
}

const loop = (isContinuing: boolean): Builtin => (call) => {
  const count = numberOf(call, 1)
  if (count === undefined) return undefined
  if (count < 1) {
    complain(call.turn, call.task, call.shell, `Illegal number: ${call.argv[1]}`, call.argv[0])
    exitShell(call.turn, call.task, call.shell, 2)
    return undefined
  }
  leaveLoop(call.task, call.shell, count, isContinuing)
  return 0
}

const evaluate: Builtin = ({ shell, argv, isTested }) => {
  const text = argv.slice(1).join(' ')
  if (text.trim() === '') return 0
  push(shell, { kind: 'script', text, next: 0, line: shell.line, role: 'eval', origin: 'eval', isTested })
  return undefined
}

const source: Builtin = ({ turn, task, shell, argv: [name, file], isTested }) => {
  if (file === undefined) {
    if (shell.dialect !== 'dash') complain(turn, task, shell, 'filename argument required', name)
    return 2
  }
  if (descriptorAt(task, file) !== undefined) {
    push(shell, { kind: 'builtin', argv: [name!, file], at: { text: '' }, isTested })
    return undefined
  }
  const found = readText(turn, task, file)
  if (found.ok) {
    push(shell, { kind: 'script', text: found.text, next: 0, line: 1, role: 'dot', origin: file, isTested })
    return undefined
  }
  const reason = errnoText[found.errno]
  if (shell.dialect === 'bash') {
    write(turn, task, 2, `${shell.name}: line ${shell.line}: ${file}: ${reason}\n`)
    return 1
  }
  complain(turn, task, shell, shell.dialect === 'dash' ? `cannot open ${file}: ${reason.replace(' or directory', '')}` : `can't open '${file}': ${reason}`, name)
  exitShell(turn, task, shell, 2)
  return undefined
}

const exec: Builtin = ({ turn, task, shell, argv }) => {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1)
  const [name] = args
  if (name === undefined) return 0
  const found = findExecutable(turn, task, name, parameter(turn, task, shell, 'PATH'))
  if (found.kind === 'fault') {
    const reason = found.errno === 'ENOENT' ? 'not found' : errnoText[found.errno]
    complain(turn, task, shell, `${name}: ${reason}`, 'exec')
    exitShell(turn, task, shell, found.errno === 'ENOENT' ? 127 : 126)
    return undefined
  }
  task.env = environmentOf(shell)
  task.argv = args
  task.ignored = [...task.ignored, ...[...shell.traps].flatMap(([signal, action]) => (action === '' ? [signal] : []))]
  for (const fd of task.fds.keys()) if (fd >= 1000) task.fds.delete(fd)
  become(turn, task, found, shell.serves)
  return undefined
}

/** What only bash has traps for; of these ERR alone is run. */
const pseudo = new Set(['ERR', 'DEBUG', 'RETURN'])

const trap: Builtin = ({ turn, task, shell, argv }) => {
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1)
  if (args.length === 0) {
    for (const [signal, action] of shell.traps) write(turn, task, 1, `trap -- ${quoted(action)} ${shell.dialect === 'bash' && signal !== 'EXIT' && !pseudo.has(signal) ? `SIG${signal}` : signal}\n`)
    return 0
  }
  if (args[0] === '-l') return 0
  const [action = '', ...signals] = args.length === 1 || /^\d+$/.test(args[0]!) ? ['-', ...args] : args
  let status = 0
  const traps = new Map(shell.traps)
  for (const text of signals) {
    const signal = signalName(text) ?? (shell.dialect === 'bash' && pseudo.has(text) ? text : undefined)
    if (signal === undefined) {
      if (shell.dialect === 'dash') write(turn, task, 2, `trap: ${text}: bad trap\n`)
      else complain(turn, task, shell, `${text}: invalid signal specification`, 'trap')
      status = 1
    } else if (action === '-') traps.delete(signal)
    else traps.set(signal, action)
  }
  shell.traps = traps
  return status
}

export const flowBuiltins: Readonly<Record<string, Builtin>> = {
  ':': () => 0, exit, return: returnFrom, break: loop(false), continue: loop(true), eval: evaluate, '.': source, source, exec, trap,
}
