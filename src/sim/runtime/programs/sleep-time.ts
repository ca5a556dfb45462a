import { dayNumber } from '../../api/calendar.js'
import { civil } from '../civil.js'
import { nodeOf } from '../os/files.js'
import { signalName } from '../os/signal-names.js'
import { sendSignal } from '../os/signal-names.js'
import { reap, spawn } from '../os/tasks.js'
import { write } from '../os/io.js'
import { fail, isBusybox, optionsOf, out } from './options.js'
import { exit, instant, success, waitFor, type Call, type Program } from './program.js'

const units: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `5`, `1.5m`, `inf`; undefined: it is none. */
function durationOf(text: string): number | undefined {
  if (/^inf(?:inity)?$/i.test(text)) return Number.POSITIVE_INFINITY
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text)
  return match === null ? undefined : Math.round(Number(match[1]) * units[match[2]!]!)
}

const sleep: Program = {
  step: (call, at) => {
    if (at['slept'] === true) return success
    const args = call.argv.slice(1).filter((text) => text !== '--')
    if (args.length === 0) return exit(missingOperand(call))
    let total = 0
    for (const text of args) {
      const duration = durationOf(text)
      if (duration === undefined) return exit(invalid(call, text))
      total += duration
    }
    return waitFor(Number.isFinite(total) ? { on: 'time', until: call.turn.now + total } : { on: 'forever' }, { slept: true })
  },
}

function invalid(call: Call, text: string): number {
  if (isBusybox(call)) return fail(call, `invalid number '${text}'`)
  fail(call, `invalid time interval '${text}'`)
  write(call.turn, call.task, 2, "Try 'sleep --help' for more information.\n")
  return 1
}

export function missingOperand(call: Call, words: string = 'missing operand'): number {
  const [name = ''] = call.argv
  if (isBusybox(call)) {
    write(call.turn, call.task, 2, `BusyBox v1.37.0 multi-call binary.\n\nUsage: ${name}\n`)
    return 1
  }
  fail(call, words)
  write(call.turn, call.task, 2, `Try '${name} --help' for more information.\n`)
  return 1
}

const usleep: Program = { step: (call, at) => (at['slept'] === true ? success : waitFor({ on: 'time', until: call.turn.now + Math.ceil(Number(call.argv[1] ?? 0) / 1000) }, { slept: true })) }

/** timeout [-s SIGNAL] [-k KILL] DURATION COMMAND. */
const timeout: Program = {
  step: (call, at) => {
    const { turn, task } = call
    if (typeof at['pid'] !== 'number') return beginTimeout(call)
    const { pid, until, signal, killAfterMs, hasFired } = at as { readonly pid: number; readonly until: number; readonly signal: string; readonly killAfterMs: number; readonly hasFired?: boolean }
    const child = turn.machine.tasks.get(pid)
    if (child === undefined || child.status !== undefined) {
      const status = reap(turn, pid) ?? 0
      return exit(hasFired === true ? (isBusybox(call) ? 143 : signal === 'KILL' || status === 137 ? 137 : 124) : status)
    }
    if (turn.now < until) return waitFor({ on: 'time', until: Math.min(until, turn.now + pollMs) }, at)
    sendSignal(child, hasFired === true ? 'KILL' : signal)
    void task
    return waitFor({ on: 'time', until: turn.now + (killAfterMs > 0 ? killAfterMs : pollMs) }, { ...at, hasFired: true, until: killAfterMs > 0 ? turn.now + killAfterMs : Number.MAX_SAFE_INTEGER })
  },
  onSignal: (call, at, signal) => {
    const child = typeof at['pid'] === 'number' ? call.turn.machine.tasks.get(at['pid']) : undefined
    if (child !== undefined) sendSignal(child, signal)
    return undefined
  },
}
/** Between two looks whether the child has ended. */
const pollMs = 100

function beginTimeout(call: Call): ReturnType<Program['step']> {
  const args = call.argv.slice(1)
  let signal = 'TERM'
  let killAfterMs = 0
  while (args[0]?.startsWith('-') === true) {
    const option = args.shift()!
    if (option === '-s' || option === '-k') {
      const value = args.shift() ?? ''
      if (option === '-s') signal = signalName(value) ?? 'TERM'
      else killAfterMs = durationOf(value) ?? 0
    } else if (/^-(?:s|-signal=)/.test(option)) signal = signalName(option.replace(/^-(?:s|-signal=)/, '')) ?? 'TERM'
  }
  const [text = '', ...command] = args
  const duration = durationOf(text)
  if (duration === undefined || command.length === 0) return exit(duration === undefined ? fail(call, `invalid time interval '${text}'`, 125) : missingOperand(call))
  const child = spawn(call.turn, call.task, { argv: command })
  return { kind: 'again', at: { pid: child.pid, until: duration === 0 ? Number.MAX_SAFE_INTEGER : call.turn.now + duration, signal, killAfterMs } }
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const pad = (value: number, width: number = 2, fill: string = '0'): string => String(value).padStart(width, fill)

/** strftime(3) in UTC, the C locale. */
export function formatDate(epochMs: number, format: string): string {
  const { year, month, day, hour, minute, second, millis, weekday, yearDay } = civil(epochMs)
  const of = (letter: string): string => formatDate(epochMs, letter)
  const values: Readonly<Record<string, () => string>> = {
    Y: () => String(year), m: () => pad(month), d: () => pad(day), H: () => pad(hour), M: () => pad(minute), S: () => pad(second), y: () => pad(year % 100), e: () => pad(day, 2, ' '),
    N: () => `${pad(millis, 3)}000000`, s: () => String(Math.floor(epochMs / 1000)), j: () => pad(yearDay, 3), u: () => String(weekday || 7), w: () => String(weekday), Z: () => 'UTC', z: () => '+0000',
    a: () => weekdays[weekday]!.slice(0, 3), A: () => weekdays[weekday]!, b: () => months[month - 1]!.slice(0, 3), h: () => months[month - 1]!.slice(0, 3), B: () => months[month - 1]!,
    I: () => pad(hour % 12 || 12), l: () => pad(hour % 12 || 12, 2, ' '), k: () => pad(hour, 2, ' '), p: () => (hour < 12 ? 'AM' : 'PM'), P: () => (hour < 12 ? 'am' : 'pm'), C: () => pad(Math.floor(year / 100)),
    F: () => of('%Y-%m-%d'), T: () => of('%H:%M:%S'), R: () => of('%H:%M'), D: () => of('%m/%d/%y'), c: () => of('%a %b %e %H:%M:%S %Y'), x: () => of('%m/%d/%y'), X: () => of('%H:%M:%S'), r: () => of('%I:%M:%S %p'),
    n: () => '\n', t: () => '\t', '%': () => '%',
  }
  return format.replaceAll(/%[-_0^]?([A-Za-z%])/g, (all, letter: string) => values[letter]?.() ?? all)
}

const date = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 'uRI::d:r:s:D:', { utc: 'u', 'date=': 'd', 'iso-8601': 'I', 'rfc-3339=': '3', 'reference=': 'r' })
  call.turn.touched.clock = true
  const now = call.turn.epochMs + call.turn.now
  const text = given.get('d')
  const reference = given.get('r') === undefined ? undefined : nodeOf(call.turn, call.task, given.get('r')!)
  const instantMs = text !== undefined ? dateOf(text, now) : reference !== undefined ? call.turn.epochMs + reference.at : now
  if (instantMs === undefined) return fail(call, isBusybox(call) ? `invalid date '${text}'` : `invalid date '${text}'`)
  const format = operands.find((operand) => operand.startsWith('+'))?.slice(1)
  const iso = given.has('I') ? (given.get('I')!.startsWith('s') ? '%Y-%m-%dT%H:%M:%S+00:00' : '%Y-%m-%d') : undefined
  out(call, `${formatDate(instantMs, format ?? iso ?? (given.has('R') ? '%a, %d %b %Y %H:%M:%S +0000' : given.has('3') ? '%Y-%m-%d %H:%M:%S+00:00' : '%a %b %e %H:%M:%S UTC %Y'))}\n`)
  return 0
})

const relative: Readonly<Record<string, number>> = { second: 1_000, sec: 1_000, minute: 60_000, min: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }

function dateOf(text: string, now: number): number | undefined {
  if (/^@-?\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text.slice(1)) * 1000)
  if (text === 'now' || text === 'today') return now
  if (text === 'yesterday' || text === 'tomorrow') return now + (text === 'tomorrow' ? 1 : -1) * 86_400_000
  const shift = /^(?:now )?([+-]?\s*\d+) ?(second|sec|minute|min|hour|day|week)s?( ago)?$/.exec(text)
  if (shift !== null) return now + Number(shift[1]!.replaceAll(' ', '')) * relative[shift[2]!]! * (shift[3] === undefined ? 1 : -1)
  const absolute = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(?:Z| UTC|\+00:?00)?)?$/.exec(text)
  if (absolute === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = absolute
  return dayNumber(Number(year), Number(month), Number(day)) * 86_400_000 + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000
}

/** busybox's time [-p] COMMAND: what passed until it ended; nothing of that is spent by a processor. */
const time: Program = {
  step: (call, at) => {
    const { turn, task } = call
    const { given, operands } = optionsOf(call.argv.slice(1), 'vpao:f:', {}, true)
    if (operands.length === 0) return exit(missingOperand(call))
    if (typeof at['pid'] !== 'number') return { kind: 'again', at: { pid: spawn(turn, task, { argv: operands }).pid, since: turn.now } }
    const child = turn.machine.tasks.get(at['pid'])
    if (child !== undefined && child.status === undefined) return waitFor({ on: 'children', pids: [at['pid']] }, at)
    const status = reap(turn, at['pid']) ?? 0
    turn.touched.clock = true
    const ms = turn.now - Number(at['since'])
    const seconds = `${given.has('p') ? Math.floor(ms / 1000) : Math.floor(ms / 1000) % 60}.${String(Math.floor((ms % 1000) / 10)).padStart(2, '0')}`
    const lines = given.has('p') ? `real ${seconds}\nuser 0.00\nsys 0.00\n` : `real\t${Math.floor(ms / 60_000)}m ${seconds}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`
    write(turn, task, 2, lines)
    return exit(status)
  },
}

export const timePrograms: Readonly<Record<string, Program>> = { sleep, usleep, timeout, date, time }
