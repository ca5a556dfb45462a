import { errnoText, find, put, readText } from '../os/files.js'
import { filter, linesOf, type Fed, type Kept } from './filter.js'
import { fail, isBusybox, optionsOf } from './options.js'
import { posixExpression } from './posix-expression.js'
import { exit, type Call, type Program } from './program.js'
import { parseSed, type SedAddress, type SedCommand } from './sed-script.js'
import { write } from '../os/io.js'

interface Script {
  readonly commands: readonly SedCommand[]
  readonly isQuiet: boolean
  readonly isExtended: boolean
  readonly isInPlace: boolean
  readonly files: readonly string[]
}

function scriptOf(call: Call): Script | number {
  const args = call.argv.slice(1).flatMap((text, index, all) => (text === '-i' || /^-i\.\w+$|^--in-place/.test(text) ? ['-i'] : text === '' && all[index - 1] === '-i' ? [] : [text]))
  const { given, operands, unknown } = optionsOf(args, 'nrEie:f:sz', { quiet: 'n', silent: 'n', 'regexp-extended': 'E', 'expression=': 'e', 'in-place': 'i' })
  if (unknown !== undefined) return fail(call, `invalid option -- '${unknown}'`)
  const expressions = args.flatMap((text, index) => (text === '-e' || /^-[nrEi]*e$/.test(text) ? [args[index + 1] ?? ''] : []))
  const texts = expressions.length > 0 ? expressions : given.has('e') ? [given.get('e')!] : operands.slice(0, 1)
  if (given.has('f')) {
    const found = readText(call.turn, call.task, given.get('f')!)
    if (!found.ok) return fail(call, `couldn't open file ${given.get('f')}: ${errnoText[found.errno]}`)
    texts.splice(0, texts.length, found.text)
  }
  if (texts.length === 0) {
    write(call.turn, call.task, 2, `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n`)
    return 1
  }
  const isExtended = given.has('r') || given.has('E')
  const commands = parseSed(texts.join('\n'), isExtended)
  if (typeof commands === 'string') return fail(call, isBusybox(call) ? commands.replace(/^unknown command: `(.)'$/, 'unsupported command $1') : `-e expression #1, char ${texts[0]!.length}: ${commands}`)
  return { commands, isQuiet: given.has('n'), isExtended, isInPlace: given.has('i'), files: given.has('e') || given.has('f') ? operands : operands.slice(1) }
}

/** The state between two lines. */
interface Pattern {
  readonly number: number
  readonly hold: string
  /** Commands whose range is open, and the line on which one with a count ends. */
  readonly ranges: Readonly<Record<number, number>>
  readonly status?: number
}

const patternOf = (kept: Kept): Pattern => ('number' in kept ? kept as unknown as Pattern : { number: 0, hold: '', ranges: {} })

interface Run {
  readonly script: Script
  readonly lines: readonly string[]
  readonly isLastPiece: boolean
  index: number
  number: number
  space: string
  hold: string
  ranges: Record<number, number>
  output: string
  appended: string
  status: number | undefined
  isDeleted: boolean
}

/** Runs the script over lines; the last line is known only with the last piece. */
function over(script: Script, before: Pattern, lines: readonly string[], isLastPiece: boolean): { readonly after: Pattern; readonly output: string } {
  const run: Run = { script, lines, isLastPiece, index: 0, number: before.number, space: '', hold: before.hold, ranges: { ...before.ranges }, output: '', appended: '', status: undefined, isDeleted: false }
  for (; run.index < lines.length && run.status === undefined; run.index++) {
    run.number++
    run.space = lines[run.index]!
    run.appended = ''
    run.isDeleted = false
    cycle(run)
    if (!run.isDeleted && !script.isQuiet) run.output += `${run.space}\n`
    run.output += run.appended
  }
  return { after: { number: run.number, hold: run.hold, ranges: run.ranges, ...(run.status === undefined ? {} : { status: run.status }) }, output: run.output }
}

function cycle(run: Run): void {
  const { commands } = run.script
  let hasReplaced = false
  for (let at = 0, steps = 0; at < commands.length && steps < 10_000; at++, steps++) {
    const command = commands[at]!
    const isChosen = selects(run, command, at) !== command.isNegated
    if (command.letter === '{') {
      if (!isChosen) at = command.end - 1
      continue
    }
    if (!isChosen) continue
    if (command.letter === 's') {
      const next = substitute(run, command)
      hasReplaced ||= next
    } else if (command.letter === 'b' || (command.letter === 't' && hasReplaced)) {
      const [label = ''] = command.parts
      hasReplaced = false
      if (label === '') return
      at = commands.findIndex(({ letter, parts }) => letter === ':' && parts[0] === label)
      if (at < 0) return
    } else if (!simple(run, command)) return
  }
}

/** False: the cycle ends here. */
function simple(run: Run, { letter, parts: [text = '', other = ''] }: SedCommand): boolean {
  switch (letter) {
    case 'p': run.output += `${run.space}\n`; break
    case 'P': run.output += `${run.space.split('\n', 1)[0]}\n`; break
    case '=': run.output += `${run.number}\n`; break
    case 'd': run.isDeleted = true; return false
    case 'D': case 'n': case 'N': return readMore(run, letter)
    case 'a': run.appended += `${text}\n`; break
    case 'i': run.output += `${text}\n`; break
    case 'c':
      run.output += `${text}\n`
      run.isDeleted = true
      return false
    case 'y': run.space = [...run.space].map((character) => (text.includes(character) ? other[text.indexOf(character)] ?? character : character)).join(''); break
    case 'h': run.hold = run.space; break
    case 'H': run.hold += `\n${run.space}`; break
    case 'g': run.space = run.hold; break
    case 'G': run.space += `\n${run.hold}`; break
    case 'x': [run.space, run.hold] = [run.hold, run.space]; break
    case 'q': run.status = Number(text || 0); return false
    case 'Q':
      run.status = Number(text || 0)
      run.isDeleted = true
      return false
    default: break
  }
  return true
}

function readMore(run: Run, letter: string): boolean {
  if (letter === 'D') {
    run.isDeleted = true
    return false
  }
  const next = run.lines[run.index + 1]
  if (next === undefined) return letter !== 'n' && run.isLastPiece
  run.index++
  run.number++
  if (letter === 'n') {
    if (!run.script.isQuiet) run.output += `${run.space}\n`
    run.space = next
  } else run.space += `\n${next}`
  return true
}

function selects(run: Run, { from, to }: SedCommand, at: number): boolean {
  if (from === undefined) return true
  if (to === undefined) return isAt(run, from)
  const open = run.ranges[at]
  if (open === undefined) {
    if (!isAt(run, from)) return false
    if (to.kind === 'plus') run.ranges[at] = run.number + to.count
    else if (!(to.kind === 'line' && to.line <= run.number)) run.ranges[at] = 0
    return true
  }
  const isEnd = to.kind === 'plus' ? run.number >= open : to.kind === 'line' ? run.number >= to.line : isAt(run, to)
  if (isEnd) delete run.ranges[at]
  return !(to.kind === 'line' && run.number > to.line)
}

function isAt(run: Run, address: SedAddress): boolean {
  switch (address.kind) {
    case 'line': return run.number === address.line
    case 'last': return run.isLastPiece && run.index === run.lines.length - 1
    case 'step': return address.step === 0 ? run.number === address.first : run.number >= address.first && (run.number - address.first) % address.step === 0
    case 'plus': return false
    case 'match': return posixExpression(address.source, run.script.isExtended, address.flags)?.test(run.space) === true
  }
}

function substitute(run: Run, { parts: [source = '', replacement = '', flags = ''] }: SedCommand): boolean {
  const expression = posixExpression(source, run.script.isExtended, `g${/[iI]/.test(flags) ? 'i' : ''}`)
  if (expression === undefined) return false
  const nth = Number(/\d+/.exec(flags)?.[0] ?? 1)
  let count = 0
  let hasReplaced = false
  expression.lastIndex = 0
  run.space = run.space.replace(expression, (...match: unknown[]) => {
    count++
    const groups = match.slice(0, match.findIndex((part) => typeof part === 'number')) as readonly (string | undefined)[]
    if (flags.includes('g') ? count < nth : count !== nth) return groups[0] ?? ''
    hasReplaced = true
    return fill(replacement, groups)
  })
  if (hasReplaced && flags.includes('p')) run.output += `${run.space}\n`
  return hasReplaced
}

const fill = (replacement: string, groups: readonly (string | undefined)[]): string =>
  replacement.replaceAll(/\\(\d)|\\([\s\S])|&/g, (all, digit: string | undefined, escaped: string | undefined) =>
    (digit !== undefined ? groups[Number(digit)] ?? '' : escaped === undefined ? groups[0] ?? '' : escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped || all))

const stream = filter<Script>({
  parse: (call) => {
    const script = scriptOf(call)
    return typeof script === 'number' ? { ok: false, status: script } : { ok: true, options: script, files: script.files }
  },
  missing: (call, file, errno) => (isBusybox(call) ? `${file}: ${errnoText[errno]}` : errno === 'EISDIR' ? `couldn't edit ${file}: not a regular file` : `can't read ${file}: ${errnoText[errno]}`),
  missingStatus: 2,
  feed: (script, kept, { text, isEnd, file }): Fed => {
    // The newest line is held back, for it may be the last.
    const before = patternOf((kept['pattern'] ?? {}) as Kept)
    const all = [...((kept['held'] ?? []) as readonly string[]), ...linesOf(text)]
    const isLast = isEnd && (file === undefined || file === script.files.at(-1))
    const lines = isLast ? all : all.slice(0, -1)
    const { after, output } = over(script, before, lines, isLast)
    const shown = isLast && text !== '' && !text.endsWith('\n') && output.endsWith('\n') ? output.slice(0, -1) : output
    return { kept: { pattern: after, held: isLast ? [] : all.slice(-1) }, output: shown, ...(after.status === undefined ? {} : { status: after.status }) }
  },
})

export const sed: Program = {
  step: (call, at) => {
    const script = 'kept' in at ? undefined : scriptOf(call)
    return typeof script === 'object' && script.isInPlace ? exit(editInPlace(call, script)) : stream.step(call, at)
  },
}

function editInPlace(call: Call, script: Script): number {
  let status = 0
  for (const file of script.files) {
    const found = find(call.turn, call.task, file)
    const text = readText(call.turn, call.task, file)
    if (!found.ok || !text.ok || found.place.node?.kind !== 'file') {
      status = fail(call, isBusybox(call) ? `${file}: No such file or directory` : `can't read ${file}: No such file or directory`, isBusybox(call) ? 1 : 2)
      continue
    }
    const { output } = over(script, patternOf({}), linesOf(text.text), true)
    const errno = put(call.turn, found.place, { ...found.place.node, text: output, at: call.turn.now })
    if (errno !== undefined) status = fail(call, `couldn't open temporary file ${file}: ${errnoText[errno]}`, 4)
  }
  return status
}
