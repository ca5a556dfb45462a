import { descriptorAt, read } from '../../os/io.js'
import type { Task, Turn } from '../../os/state.js'
import { reap } from '../../os/tasks.js'
import { complete, pop, push } from '../control.js'
import { complain, tellOfSignal } from '../messages.js'
import type { FrameOf, Shell } from '../state.js'
import { arrayOf, asArray, withElements, type ArrayValue } from '../array.js'
import { assign, isName } from '../variables.js'
import type { Builtin } from './builtin.js'
import { assignFields, fieldsOf } from './read-fields.js'
import { assignTo } from './references.js'

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
  switch (frame.argv[0]) {
    case 'wait': return resumeWait(turn, task, shell, frame)
    case 'read': return resumeRead(turn, task, shell, frame)
    case 'mapfile': case 'readarray': return resumeMapfile(turn, task, shell, frame)
    default: return resumeSource(turn, task, shell, frame)
  }
}

function collect(turn: Turn, task: Task, shell: Shell): void {
  for (const pid of [...shell.jobs, ...shell.substitutions]) {
    const endedBy = turn.machine.tasks.get(pid)?.endedBy
    const status = reap(turn, pid)
    if (status === undefined) continue
    tellOfSignal(turn, task, shell, endedBy)
    shell.ended = new Map([...shell.ended, [pid, status]])
    shell.jobs = shell.jobs.filter((job) => job !== pid)
    shell.substitutions = shell.substitutions.filter((job) => job !== pid)
  }
}

function resumeWait(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>): void {
  collect(turn, task, shell)
  const args = frame.argv.slice(1).filter((text) => text !== '-n' && text !== '--')
  const isAny = frame.argv.includes('-n')
  const pids = args.map((text) => (text.startsWith('%') ? jobOf(shell, text) : Number(text)))
  const children = [...shell.jobs, ...shell.substitutions.filter((pid) => pid === shell.lastBackground)]
  const running = pids.length === 0 ? children : children.filter((job) => pids.includes(job))
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
  readonly fd: number
  readonly lineEnd: string
  /** bash's `-a`: the fields go to an array. */
  readonly array: string | undefined
}

function readOptions(argv: readonly string[]): ReadOptions {
  let isRaw = false
  let timeoutMs: number | undefined
  let fd = 0
  let lineEnd = '\n'
  let array: string | undefined
  let at = 1
  for (; at < argv.length && /^-./.test(argv[at]!); at++) {
    for (const [index, letter] of [...argv[at]!.slice(1)].entries()) {
      const rest = argv[at]!.slice(index + 2)
      if (letter === 'r') isRaw = true
      if (!'tnpduaNi'.includes(letter)) continue
      const value = rest === '' ? argv[++at] ?? '' : rest
      if (letter === 't') timeoutMs = Math.round(Number(value) * 1000)
      if (letter === 'u') fd = Number(value)
      if (letter === 'd') lineEnd = value === '' ? '\0' : value.charAt(0)
      if (letter === 'a') array = value
      break
    }
  }
  return { isRaw, names: argv.slice(at), timeoutMs, fd, lineEnd, array }
}

function resumeRead(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>): void {
  const options = readOptions(frame.argv)
  let text = String(frame.at['text'])
  for (;;) {
    const piece = read(turn, task, options.fd, 'line', options.lineEnd)
    if (piece.kind === 'wait') return waitForLine(turn, task, shell, frame, options, text)
    if (piece.kind === 'text') text += piece.text
    const isContinued = !options.isRaw && options.lineEnd === '\n' && /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text)
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
    task.wait = { on: 'input', fd: options.fd }
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

function finishRead(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>, { isRaw, names, lineEnd, array }: ReadOptions, text: string): void {
  const isWhole = text.endsWith(lineEnd)
  const line = isWhole ? text.slice(0, -1) : text
  const targets = names.length === 0 ? ['REPLY'] : names
  const { plain, escaped } = isRaw ? { plain: line, escaped: new Set<number>() } : withoutEscapes(line)
  pop(task, shell)
  if (array !== undefined && shell.dialect === 'bash') assign(shell, array, arrayOf(fieldsOf(shell, plain, escaped)))
  else if (names.length === 0 && shell.dialect === 'bash') assign(shell, 'REPLY', plain)
  else assignFields(shell, targets, plain, escaped, (name, value) => void assignTo(turn, task, shell, name, value))
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

/** Reads all that comes over a descriptor; undefined: the rest is still to come. */
function readAll(turn: Turn, task: Task, frame: FrameOf<'builtin'>, fd: number): string | undefined {
  let text = String(frame.at['text'])
  for (;;) {
    const piece = read(turn, task, fd)
    if (piece.kind === 'end') return text
    if (piece.kind === 'wait') break
    text += piece.text
  }
  frame.at = { text }
  task.wait = { on: 'input', fd }
  return undefined
}

/** `source` of a pipe. */
function resumeSource(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>): void {
  const text = readAll(turn, task, frame, descriptorAt(task, frame.argv[1]!) ?? 0)
  if (text === undefined) return
  pop(task, shell)
  push(shell, { kind: 'script', text, next: 0, line: 1, role: 'dot', isTested: frame.isTested })
}

const mapfile: Builtin = ({ shell, argv, isTested }) => {
  push(shell, { kind: 'builtin', argv, at: { text: '' }, isTested })
  return undefined
}

/** bash's mapfile [-t] [-d delimiter] [-n count] [-O origin] [-s skipped] [-u fd] [array]. */
function resumeMapfile(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'builtin'>): void {
  const given = new Map<string, string>()
  let at = 1
  for (; /^-./.test(frame.argv[at] ?? ''); at++) {
    const letter = frame.argv[at]!.charAt(1)
    given.set(letter, letter === 't' ? '' : frame.argv[at]!.slice(2) || (frame.argv[++at] ?? ''))
  }
  const name = frame.argv[at] ?? 'MAPFILE'
  const text = readAll(turn, task, frame, Number(given.get('u') ?? 0))
  if (text === undefined) return
  const end = given.has('d') ? given.get('d')!.charAt(0) || '\0' : '\n'
  const lines = text.split(end).map((line) => line + end)
  const last = lines.pop()!.slice(0, -end.length)
  if (last !== '') lines.push(last)
  const skipped = Number(given.get('s') ?? 0)
  const count = Number(given.get('n') ?? 0)
  const kept = lines.slice(skipped, count > 0 ? skipped + count : undefined).map((line) => (given.has('t') && line.endsWith(end) ? line.slice(0, -end.length) : line))
  pop(task, shell)
  assign(shell, name, given.has('O') ? placed(asArray(shell.variables.get(name)?.array), Number(given.get('O')), kept) : arrayOf(kept))
  complete(turn, task, shell, 0, frame.isTested)
}

const placed = (array: ArrayValue, origin: number, texts: readonly string[]): ArrayValue => withElements(array, texts.map((text, index) => [String(origin + index), text]))

export const jobBuiltins: Readonly<Record<string, Builtin>> = { wait, read: readLine, mapfile, readarray: mapfile }
