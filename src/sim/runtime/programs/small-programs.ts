import { reap, spawn } from '../os/tasks.js'
import { read, write } from '../os/io.js'
import { evaluateExpr } from './expr.js'
import { echoText } from './echo.js'
import { decodeBase64, encodeBase64, md5, sha256 } from './digests.js'
import { fileFacts } from './file-facts.js'
import { filter, linesOf, type Fed } from './filter.js'
import { fail, isBusybox, nameOf, optionsOf, out } from './options.js'
import { formatText } from './printf-format.js'
import { exit, instant, success, waitFor, type Call, type Program } from './program.js'
import { missingOperand } from './sleep-time.js'
import { holds } from './test-expression.js'
import { textKept } from './text-filters.js'

const echo = instant((call) => {
  out(call, echoText(call.argv.slice(1), 'bash'))
  return 0
})

const printf = instant((call) => {
  const [, format, ...args] = call.argv
  if (format === undefined) return missingOperand(call)
  const { text, faults } = formatText(format, args)
  for (const fault of faults) fail(call, isBusybox(call) ? `invalid number '${fault}'` : `'${fault}': expected a numeric value`)
  out(call, text)
  return faults.length > 0 ? 1 : 0
})

const test = instant((call) => {
  const isBracket = nameOf(call.argv) === '['
  if (isBracket && call.argv.at(-1) !== ']') return fail(call, "missing ']'", 2)
  const result = holds(isBracket ? call.argv.slice(1, -1) : call.argv.slice(1), fileFacts(call.turn, call.task), isBusybox(call) ? 'ash' : 'bash')
  return typeof result === 'string' ? fail(call, result, 2) : result ? 0 : 1
})

const seq = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1).map((text) => (/^-[\d.]/.test(text) ? `\0${text}` : text)), 'ws:f:', { 'separator=': 's', 'equal-width': 'w' })
  const numbers = operands.map((text) => Number(text.replace('\0', '')))
  if (numbers.length === 0) return missingOperand(call)
  const bad = numbers.findIndex(Number.isNaN)
  if (bad >= 0) return fail(call, isBusybox(call) ? `invalid number '${operands[bad]}'` : `invalid floating point argument: '${operands[bad]}'`)
  const [first, step, last] = numbers.length === 1 ? [1, 1, numbers[0]!] : numbers.length === 2 ? [numbers[0]!, 1, numbers[1]!] : [numbers[0]!, numbers[1]!, numbers[2]!]
  const decimals = Math.max(...operands.map((text) => text.split('.')[1]?.length ?? 0))
  const count = step === 0 ? 0 : Math.min(1_000_000, Math.floor((last - first) / step + 1e-9) + 1)
  const values = Array.from({ length: Math.max(0, count) }, (_, i) => (first + i * step).toFixed(decimals))
  const width = given.has('w') ? Math.max(0, ...values.map((value) => value.length)) : 0
  const format = given.get('f')
  if (values.length > 0) out(call, `${values.map((value) => (format === undefined ? value.padStart(width, '0') : formatText(format, [value]).text)).join(given.get('s') ?? '\n')}\n`)
  return 0
})

/** Writes for as long as somebody reads. */
const yes: Program = {
  step: (call) => {
    out(call, `${call.argv.slice(1).join(' ') || 'y'}\n`.repeat(512))
    return { kind: 'again', at: {} }
  },
}

const expr = instant((call) => {
  const result = evaluateExpr(call.argv.slice(1))
  if (result.fault !== undefined) return fail(call, isBusybox(call) ? 'syntax error' : result.fault, 2)
  out(call, `${result.value}\n`)
  return result.value === '' || result.value === '0' ? 1 : 0
})

const digest = (of: (text: string) => string): Program => filter<undefined>({
  parse: (call) => ({ ok: true, options: undefined, files: call.argv.slice(1).filter((text) => !/^--?\w/.test(text)) }),
  feed: (_options, kept, { text, file, isEnd }): Fed => {
    const all = textKept(kept, 'all') + text
    return isEnd ? { kept: {}, output: `${of(all)}  ${file ?? '-'}\n` } : { kept: { all } }
  },
})

const base64 = filter<ReadonlyMap<string, string>>({
  parse: (call) => {
    const { given, operands } = optionsOf(call.argv.slice(1), 'dDiw:', { decode: 'd', 'wrap=': 'w' })
    return { ok: true, options: given, files: operands }
  },
  feed: (_given, kept, { text }): Fed => ({ kept: { all: textKept(kept, 'all') + text } }),
  end: (given, kept, call) => {
    const all = textKept(kept, 'all')
    if (given.has('d') || given.has('D')) {
      const decoded = decodeBase64(all)
      return decoded === undefined ? { status: fail(call, isBusybox(call) ? 'truncated input' : 'invalid input') } : { output: decoded }
    }
    const width = Number(given.get('w') ?? 76)
    const encoded = encodeBase64(all)
    return { output: width === 0 ? encoded : `${encoded.replaceAll(new RegExp(`(.{${width}})(?=.)`, 'g'), '$1\n')}${encoded === '' ? '' : '\n'}` }
  },
})

interface Xargs {
  readonly input: string
  readonly queue: readonly (readonly string[])[] | undefined
  readonly pid: number | undefined
  readonly status: number
}

/** xargs [-n N] [-I {}] [-r] [-0] [-t] [-P n] command: one child after another. */
const xargs: Program = {
  step: (call, at) => {
    const state: Xargs = 'status' in at ? at as unknown as Xargs : { input: '', queue: undefined, pid: undefined, status: 0 }
    if (state.queue === undefined) {
      const piece = read(call.turn, call.task, 0)
      if (piece.kind === 'wait') return waitFor({ on: 'input', fd: 0 }, { ...state })
      if (piece.kind === 'text') return { kind: 'again', at: { ...state, input: state.input + piece.text } }
      return { kind: 'again', at: { ...state, queue: batches(call, state.input) } }
    }
    if (state.pid !== undefined) {
      const status = reap(call.turn, state.pid)
      if (status === undefined) return waitFor({ on: 'children', pids: [state.pid] }, { ...state })
      return { kind: 'again', at: { ...state, pid: undefined, status: status === 127 || status === 126 ? status : status !== 0 ? 123 : state.status } }
    }
    const [next, ...rest] = state.queue
    if (next === undefined) return exit(state.status)
    const child = spawn(call.turn, call.task, { argv: next, fds: new Map(call.task.fds).set(0, { kind: 'null' }) })
    return waitFor({ on: 'children', pids: [child.pid] }, { ...state, queue: rest, pid: child.pid })
  },
}

function batches(call: Call, input: string): readonly (readonly string[])[] {
  const { given, operands } = optionsOf(call.argv.slice(1), 'n:I:r0tP:L:d:', { 'no-run-if-empty': 'r', null: '0', 'max-args=': 'n' }, true)
  const command = operands.length === 0 ? ['echo'] : operands
  const mark = given.get('I')
  const count = Number(given.get('L') ?? 0)
  if (count > 0) {
    const lines = linesOf(input).map(wordsOf).filter((line) => line.length > 0)
    return Array.from({ length: Math.ceil(lines.length / count) }, (_, i) => [...command, ...lines.slice(i * count, (i + 1) * count).flat()])
  }
  const words = given.has('0') ? input.split('\0').filter((word) => word !== '') : mark !== undefined ? linesOf(input).map((line) => line.trim()).filter((line) => line !== '') : wordsOf(input)
  if (mark !== undefined) return words.map((word) => command.map((text) => text.replaceAll(mark, word)))
  if (words.length === 0) return given.has('r') ? [] : [command]
  const size = given.has('n') ? Number(given.get('n')) : words.length
  return Array.from({ length: Math.ceil(words.length / size) }, (_, i) => [...command, ...words.slice(i * size, (i + 1) * size)])
}

const wordsOf = (input: string): readonly string[] =>
  [...input.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|\\[\s\S]|[^\s"'\\])+/g)].map(([word]) => word.replaceAll(/"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])/g, (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? ''))

const env: Program = {
  step: (call) => {
    const { task } = call
    const args = call.argv.slice(1)
    const environment = new Map(task.env)
    while (args[0] !== undefined) {
      const [text] = args
      if (text === '-i' || text === '-') environment.clear()
      else if (text === '-u') {
        args.shift()
        environment.delete(args[0] ?? '')
      } else if (/^[^=]+=/.test(text)) environment.set(text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1))
      else if (!text.startsWith('-')) break
      args.shift()
    }
    if (args.length > 0) return { kind: 'become', argv: args, env: environment }
    out(call, [...environment].map(([name, value]) => `${name}=${value}\n`).join(''))
    return success
  },
}

const printenv = instant((call) => {
  const names = call.argv.slice(1)
  if (names.length === 0) out(call, [...call.task.env].map(([name, value]) => `${name}=${value}\n`).join(''))
  let status = 0
  for (const name of names) {
    const value = call.task.env.get(name)
    if (value === undefined) status = 1
    else out(call, `${value}\n`)
  }
  return status
})

const become: Program = { step: (call) => (call.argv.length > 1 ? { kind: 'become', argv: call.argv.slice(1) } : success) }

/** `busybox name …`. */
const busybox: Program = { step: (call) => (call.argv.length > 1 ? { kind: 'become', argv: [call.argv[1]!, ...call.argv.slice(2)] } : success) }

/** Declared by the scenario's usage; here it only takes its time. */
const stress: Program = {
  step: (call, at) => {
    if (at['done'] === true) return success
    const text = call.argv[call.argv.findIndex((argument) => argument === '-t' || argument === '--timeout') + 1]
    const hasTimeout = call.argv.includes('-t') || call.argv.includes('--timeout')
    const seconds = hasTimeout ? Number.parseFloat(text ?? '0') * (text?.endsWith('m') === true ? 60 : 1) : undefined
    write(call.turn, call.task, 1, `stress: info: [${call.task.pid}] dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd\n`)
    return waitFor(seconds === undefined ? { on: 'forever' } : { on: 'time', until: call.turn.now + seconds * 1000 }, { done: true })
  },
}

export const smallPrograms: Readonly<Record<string, Program>> = {
  true: instant(() => 0), false: instant(() => 1), sync: instant(() => 0), clear: instant(() => 0), echo, printf, test, '[': test, seq, yes, expr, sha256sum: digest(sha256), md5sum: digest(md5), base64, xargs, env, printenv,
  nohup: become, nice: become, setsid: become, 'su-exec': { step: (call) => ({ kind: 'become', argv: call.argv.slice(2) }) }, gosu: { step: (call) => ({ kind: 'become', argv: call.argv.slice(2) }) }, busybox, stress,
}
