import { read } from '../../os/io.js'
import type { Task, Turn } from '../../os/state.js'
import { reap } from '../../os/tasks.js'
import { complete, pop, push } from '../control.js'
import { complain, tellOfSignal } from '../messages.js'
import type { FrameOf, Shell } from '../state.js'
import { isName } from '../variables.js'
import type { Builtin } from './builtin.js'
import { assignFields } from './variables.js'

const wait: Builtin = ({ shell, argv, isTested }) => {
  push(shell, { kind: 'builtin', argv, at: {}, isTested })
  return undefined
}

const readLine: Builtin = ({ turn, task, shell, argv, isTested }) => {
  const names = argv.slice(1).filter((text) => isName(text))
  if (names.length === 0 && shell.dialect === 'dash') {
    complain(turn, task, shell, 'arg count', 'read')
    return 2
  }
  push(shell, { kind: 'builtin', argv, at: { text: '' }, isTested })
  return undefined
}

/** A builtin that waits goes on. */
export function resumeJob(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>): void {
  if (frame.argv[0] === 'wait') resumeWait(turn, task, shell, frame)
  else resumeRead(turn, task, shell, frame)
}

function collect(turn: Turn, task: Task, shell: Shell): void {
  for (const pid of shell.jobs) {
    const endedBy = turn.machine.tasks.get(pid)?.endedBy
    const status = reap(turn, pid)
    if (status === undefined) continue
    tellOfSignal(turn, task, shell, endedBy)
    shell.ended = new Map([...shell.ended, [pid, status]])
    shell.jobs = shell.jobs.filter((job) => job !== pid)
  }
}

function resumeWait(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>): void {
  collect(turn, task, shell)
  const args = frame.argv.slice(1).filter((text) => text !== '-n' && text !== '--')
  const isAny = frame.argv.includes('-n')
  const pids = args.map((text) => (text.startsWith('%') ? jobOf(shell, text) : Number(text)))
  const running = pids.length === 0 ? shell.jobs : shell.jobs.filter((job) => pids.includes(job))
  if (running.length > 0 && !(isAny && shell.ended.size > 0)) {
    task.wait = { on: 'children', pids: running }
    return
  }
  const last = pids.at(-1)
  const status = last !== undefined ? shell.ended.get(last) ?? 127 : isAny ? [...shell.ended.values()][0] ?? 127 : 0
  shell.ended = last === undefined ? new Map() : new Map([...shell.ended].filter(([pid]) => !pids.includes(pid)))
  pop(task, shell)
  complete(turn, task, shell, status, frame.isTested)
}

/** `%1` is the first job that was begun, `%%` and `%+` the last. */
function jobOf(shell: Shell, text: string): number {
  const all = [...shell.ended.keys(), ...shell.jobs].sort((a, b) => a - b)
  const number = Number(text.slice(1))
  return (Number.isInteger(number) && number > 0 ? all[number - 1] : all.at(-1)) ?? -1
}

interface ReadOptions {
  readonly isRaw: boolean
  readonly names: readonly string[]
  readonly timeoutMs: number | undefined
  readonly count: number | undefined
  readonly prompt: string | undefined
}

function readOptions(argv: readonly string[]): ReadOptions {
  let isRaw = false
  let timeoutMs: number | undefined
  let count: number | undefined
  let prompt: string | undefined
  let at = 1
  for (; at < argv.length && /^-./.test(argv[at]!); at++) {
    for (const [index, letter] of [...argv[at]!.slice(1)].entries()) {
      const rest = argv[at]!.slice(index + 2)
      if (letter === 'r') isRaw = true
      if (!'tnpdu'.includes(letter)) continue
      const value = rest === '' ? argv[++at] ?? '' : rest
      if (letter === 't') timeoutMs = Math.round(Number(value) * 1000)
      if (letter === 'n') count = Number(value)
      if (letter === 'p') prompt = value
      break
    }
  }
  return { isRaw, names: argv.slice(at), timeoutMs, count, prompt }
}

function resumeRead(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>): void {
  const options = readOptions(frame.argv)
  let text = String(frame.at['text'])
  for (;;) {
    const piece = read(turn, task, 0, 'line')
    if (piece.kind === 'wait') return waitForLine(turn, task, shell, frame, options, text)
    if (piece.kind === 'text') text += piece.text
    const isContinued = !options.isRaw && /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text)
    if (piece.kind === 'text' && isContinued) {
      text = text.slice(0, -2)
      continue
    }
    return finishRead(turn, task, shell, frame, options, text)
  }
}

function waitForLine(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>, options: ReadOptions, text: string): void {
  if (options.timeoutMs === undefined) {
    frame.at = { text }
    task.wait = { on: 'input', fd: 0 }
    return
  }
  const until = Number(frame.at['until'] ?? turn.now + options.timeoutMs)
  if (until <= turn.now) {
    pop(task, shell)
    return complete(turn, task, shell, shell.dialect === 'bash' ? 142 : 1, frame.isTested)
  }
  // Input is looked for again once a second, which no script can tell from being woken.
  frame.at = { text, until }
  task.wait = { on: 'time', until: Math.min(until, turn.now + 1000) }
}

function finishRead(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>, { isRaw, names }: ReadOptions, text: string): void {
  const isWhole = text.endsWith('\n')
  const line = isWhole ? text.slice(0, -1) : text
  const targets = names.length === 0 ? ['REPLY'] : names
  const { plain, escaped } = isRaw ? { plain: line, escaped: new Set<number>() } : withoutEscapes(line)
  pop(task, shell)
  assignFields(shell, targets, plain, escaped)
  complete(turn, task, shell, isWhole ? 0 : 1, frame.isTested)
}

function withoutEscapes(line: string): { readonly plain: string; readonly escaped: ReadonlySet<number> } {
  let plain = ''
  const escaped = new Set<number>()
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\' && at + 1 < line.length) {
      escaped.add(plain.length)
      at++
    }
    plain += line[at]
  }
  return { plain, escaped }
}

export const jobBuiltins: Readonly<Record<string, Builtin>> = { wait, read: readLine }
