import { errnoText, nodeOf, readText } from '../os/files.js'
import { descriptorAt, read } from '../os/io.js'
import type { ProgramState } from '../os/state.js'
import { linesOf } from './filter.js'
import { changesBetween, type Change } from './line-changes.js'
import { fail, isBusybox, nameOf, optionsOf, out, refuseOption, type Options } from './options.js'
import { exit, waitFor, type Call, type Program, type Step } from './program.js'
import { formatDate, missingOperand } from './sleep-time.js'

type Work = (call: Call, options: Options, texts: readonly [string, string]) => number

/** A program of two files, either of which may be a pipe: both are read to their end first. */
const comparing = (letters: string, long: Readonly<Record<string, string>>, work: Work): Program => ({
  step: (call, at) => {
    const options = optionsOf(call.argv.slice(1), letters, long)
    if (options.unknown !== undefined) return exit(refuseOption(call, options.unknown, 2))
    if (options.operands.length !== 2) return exit(refuseCount(call, options.operands))
    return readBoth(call, options, at, work)
  },
})

function refuseCount(call: Call, operands: readonly string[]): number {
  if (isBusybox(call) || (operands.length === 0 && nameOf(call.argv) === 'comm')) return missingOperand(call)
  fail(call, operands.length < 2 ? `missing operand after '${operands[0] ?? nameOf(call.argv)}'` : `extra operand '${operands[2]!}'`)
  return fail(call, `Try '${nameOf(call.argv)} --help' for more information.`, 2)
}

function readBoth(call: Call, options: Options, at: ProgramState, work: Work): Step {
  const texts = [...((at['texts'] ?? []) as readonly string[])]
  let partial = String(at['partial'] ?? '')
  while (texts.length < 2) {
    const file = options.operands[texts.length]!
    const fd = file === '-' ? 0 : descriptorAt(call.task, file)
    if (fd === undefined) {
      const found = readText(call.turn, call.task, file)
      if (!found.ok) return exit(fail(call, isBusybox(call) ? `can't stat '${file}': ${errnoText[found.errno]}` : `${file}: ${errnoText[found.errno]}`, 2))
      texts.push(found.text)
      continue
    }
    const piece = read(call.turn, call.task, fd)
    if (piece.kind === 'wait') return waitFor({ on: 'input', fd }, { texts, partial })
    if (piece.kind === 'text') partial += piece.text
    else {
      texts.push(partial)
      partial = ''
    }
  }
  return exit(work(call, options, [texts[0]!, texts[1]!]))
}

const longOptions = { brief: 'q', 'report-identical-files': 's', 'unified=': 'U', 'ignore-case': 'i', 'ignore-all-space': 'w', 'ignore-space-change': 'b', text: 'a' }

/** diff [-q] [-s] [-u | -U lines] [-i] [-w] [-b]; busybox's is always that of `-u`. */
const diff = comparing('qsuU:iwbBNrad', longOptions, (call, { given, operands: [a = '', b = ''] }, [left, right]) => {
  const isSame = left === right
  const [from, to] = [markedLines(left), markedLines(right)]
  const plain = (lines: readonly string[]): readonly string[] => lines.map((line) => {
    const spaced = given.has('w') ? line.replaceAll(/\s+/g, '') : given.has('b') ? line.replaceAll(/\s+/g, ' ').trimEnd() : line
    return given.has('i') ? spaced.toLowerCase() : spaced
  })
  const changes = isSame ? [] : changesBetween(plain(from), plain(to))
  if (changes.length === 0) {
    if (given.has('s')) out(call, `Files ${a} and ${b} are identical\n`)
    return 0
  }
  const isUnified = given.has('u') || given.has('U') || isBusybox(call)
  if (given.has('q')) out(call, `Files ${a} and ${b} differ\n`)
  else out(call, isUnified ? unified(call, [a, b], from, to, changes, Number(given.get('U') ?? 3)) : changes.map((change) => normal(change, from, to)).join(''))
  return 1
})

/** A last line without a newline is another line than one with it. */
const markedLines = (text: string): readonly string[] => {
  const lines = [...linesOf(text)]
  if (text !== '' && !text.endsWith('\n')) lines.push(`${lines.pop()!}\n\\ No newline at end of file`)
  return lines
}

const prefixed = (prefix: string, lines: readonly string[]): string => lines.map((line) => `${prefix}${line}\n`).join('')
const range = (from: number, to: number): string => (to - from <= 1 ? String(to) : `${from + 1},${to}`)

function normal({ from, to, otherFrom, otherTo }: Change, a: readonly string[], b: readonly string[]): string {
  const letter = from === to ? 'a' : otherFrom === otherTo ? 'd' : 'c'
  const middle = letter === 'c' ? '---\n' : ''
  return `${range(from, to)}${letter}${range(otherFrom, otherTo)}\n${prefixed('< ', a.slice(from, to))}${middle}${prefixed('> ', b.slice(otherFrom, otherTo))}`
}

function unified(call: Call, names: readonly [string, string], a: readonly string[], b: readonly string[], changes: readonly Change[], context: number): string {
  const stamp = (name: string): string => {
    if (isBusybox(call)) return name
    const node = nodeOf(call.turn, call.task, name)
    return `${name}\t${formatDate(call.turn.epochMs + (node?.at ?? call.turn.now), '%Y-%m-%d %H:%M:%S')}.000000000 +0000`
  }
  let text = `--- ${stamp(names[0])}\n+++ ${stamp(names[1])}\n`
  for (let index = 0; index < changes.length;) {
    let last = index
    while (last + 1 < changes.length && changes[last + 1]!.from - changes[last]!.to <= 2 * context) last++
    text += hunk(a, b, changes.slice(index, last + 1), context)
    index = last + 1
  }
  return text
}

function hunk(a: readonly string[], b: readonly string[], changes: readonly Change[], context: number): string {
  const [first, last] = [changes[0]!, changes.at(-1)!]
  const before = Math.min(context, first.from)
  const after = Math.min(context, a.length - last.to)
  const span = (from: number, to: number): string => (to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`)
  let text = `@@ -${span(first.from - before, last.to + after)} +${span(first.otherFrom - before, last.otherTo + after)} @@\n`
  let at = first.from - before
  for (const { from, to, otherFrom, otherTo } of changes) {
    text += prefixed(' ', a.slice(at, from)) + prefixed('-', a.slice(from, to)) + prefixed('+', b.slice(otherFrom, otherTo))
    at = to
  }
  return text + prefixed(' ', a.slice(at, last.to + after))
}

/** cmp [-s]. */
const cmp = comparing('sl', { silent: 's', quiet: 's' }, (call, { given, operands: [a = '', b = ''] }, [left, right]) => {
  if (left === right) return 0
  if (given.has('s')) return 1
  let at = 0
  while (at < left.length && left[at] === right[at]) at++
  if (at < left.length && at < right.length) out(call, `${a} ${b} differ: char ${at + 1}, line ${left.slice(0, at).split('\n').length}\n`)
  else fail(call, `EOF on ${left.length < right.length ? a : b}${isBusybox(call) ? '' : endOf(left.slice(0, at))}`)
  return 1
})

function endOf(text: string): string {
  if (text === '') return ' which is empty'
  const lines = text.split('\n').length
  return ` after byte ${text.length}, ${text.endsWith('\n') ? `line ${lines - 1}` : `in line ${lines}`}`
}

/** comm [-123] of two sorted files. */
const comm = comparing('123', {}, (call, { given }, [left, right]) => {
  const [a, b] = [linesOf(left), linesOf(right)]
  const column = (number: string, line: string): string => (given.has(number) ? '' : `${['1', '2'].filter((other) => other < number && !given.has(other)).map(() => '\t').join('')}${line}\n`)
  let text = ''
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    const [x, y] = [a[i], b[j]]
    if (x !== undefined && x === y) text += column('3', x)
    else text += x !== undefined && (y === undefined || x < y) ? column('1', x) : column('2', y!)
    const isFirst = x !== undefined && (y === undefined || x <= y)
    if (y !== undefined && (x === undefined || y <= x)) j++
    if (isFirst) i++
  }
  out(call, text)
  return 0
})

export const comparePrograms: Readonly<Record<string, Program>> = { diff, cmp, comm }
