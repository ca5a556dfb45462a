import { byteLength, filter, joined, linesOf, type Fed, type Kept, type Parsed } from './filter.js'
import { errnoText, type Errno } from '../os/files.js'
import { fail, isBusybox, optionsOf, refuseOption } from './options.js'
import type { Call, Program } from './program.js'

type Given = ReadonlyMap<string, string>
type Parse = (call: Call) => Parsed<Given>

/** Reads options whose unknown ones are refused. */
export const parseBy = (letters: string, long: Readonly<Record<string, string>> = {}, status: number = 1): Parse => (call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), letters, long)
  return unknown === undefined ? { ok: true, options: given, files: operands } : { ok: false, status: refuseOption(call, unknown, status) }
}

export const numberKept = (kept: Kept, name: string): number => (typeof kept[name] === 'number' ? kept[name] : 0)
export const textKept = (kept: Kept, name: string): string => (typeof kept[name] === 'string' ? kept[name] : '')

const cat = filter<Given>({
  parse: parseBy('nbeEstTuvA', { number: 'n', 'show-all': 'A' }),
  feed: (given, kept, { text }): Fed => {
    if (given.size === 0 || text === '') return { kept, output: text }
    let count = numberKept(kept, 'count')
    const lines = text.split('\n')
    const hasEnd = lines.at(-1) === ''
    if (hasEnd) lines.pop()
    const numbered = lines.map((line, index) => {
      const isCounted = given.has('n') || (given.has('b') && line !== '')
      const marked = (given.has('E') || given.has('A') || given.has('e')) && (hasEnd || index < lines.length - 1) ? `${line}$` : line
      return isCounted ? `${String(++count).padStart(6)}\t${marked}` : marked
    })
    return { kept: { count }, output: numbered.join('\n') + (hasEnd ? '\n' : '') }
  },
})

const headOrTail = (letters: string): Parse => (call) => {
  const args = call.argv.slice(1).map((text, index, all) => (/^-\d+$/.test(text) && !/^-[nc]$/.test(all[index - 1] ?? '') ? `-n${text.slice(1)}` : text))
  const { given, operands, unknown } = optionsOf(args, letters, { 'lines=': 'n', 'bytes=': 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f' })
  const bad = given.get('n') ?? given.get('c')
  if (unknown !== undefined) return { ok: false, status: refuseOption(call, unknown) }
  if (bad !== undefined && !/^[-+]?\d+[kKmM]?$/.test(bad)) return { ok: false, status: fail(call, isBusybox(call) ? `invalid number '${bad}'` : `invalid number of ${given.has('n') ? 'lines' : 'bytes'}: '${bad}'`) }
  return { ok: true, options: given, files: operands }
}

const cannotRead = (call: Call, file: string, errno: Errno): string =>
  isBusybox(call) ? (errno === 'EISDIR' ? 'read error: Is a directory' : `${file}: ${errnoText[errno]}`) : errno === 'EISDIR' ? `error reading '${file}': Is a directory` : `cannot open '${file}' for reading: ${errnoText[errno]}`

const scale = (text: string): number => Number.parseInt(text, 10) * (/[kK]$/.test(text) ? 1024 : /[mM]$/.test(text) ? 1_048_576 : 1)

const isManyFiles = ({ argv }: Call): boolean => argv.slice(1).filter((text, index, all) => !text.startsWith('-') && !/^-[nc]$/.test(all[index - 1] ?? '')).length > 1

function headline(call: Call, given: Given, kept: Kept, file: string | undefined): string {
  const isShown = given.has('v') || (isManyFiles(call) && !given.has('q'))
  return isShown && kept['open'] !== file ? `${kept['open'] === undefined ? '' : '\n'}==> ${file ?? 'standard input'} <==\n` : ''
}

const head = filter<Given>({
  parse: headOrTail('n:c:qv'),
  missing: cannotRead,
  feed: (given, kept, { text, file, isEnd }, call): Fed => {
    const title = headline(call, given, kept, file)
    const isBytes = given.has('c')
    const limit = scale(given.get('c') ?? given.get('n') ?? '10')
    if (limit < 0) {
      const all = textKept(kept, 'all') + text
      if (!isEnd) return { kept: { ...kept, all } }
      const lines = linesOf(all)
      return { kept: { open: file ?? '-' }, output: title + (isBytes ? all.slice(0, Math.max(0, all.length + limit)) : joined(lines.slice(0, Math.max(0, lines.length + limit)))) }
    }
    const seen = kept['open'] === (file ?? '-') ? numberKept(kept, 'seen') : 0
    const taken = isBytes ? text.slice(0, limit - seen) : firstLines(text, limit - seen)
    const now = seen + (isBytes ? taken.length : taken.split('\n').length - 1)
    const isFull = now >= limit && file === undefined && !isManyFiles(call)
    return { kept: { open: file ?? '-', seen: now }, output: title + taken, ...(isFull ? { status: 0 } : {}) }
  },
})

function firstLines(text: string, count: number): string {
  let end = 0
  for (let line = 0; line < count && end < text.length; line++) {
    const newline = text.indexOf('\n', end)
    end = newline < 0 ? text.length : newline + 1
  }
  return text.slice(0, end)
}

/** The part of a text that tail prints; `+3`: from the third line on. */
export function tailOf(given: Given, text: string): string {
  const isBytes = given.has('c')
  const count = given.get('c') ?? given.get('n') ?? '10'
  const size = Math.abs(scale(count))
  if (isBytes) return count.startsWith('+') ? text.slice(Math.max(0, size - 1)) : size === 0 ? '' : text.slice(-size)
  const lines = text.split(/(?<=\n)/)
  return (count.startsWith('+') ? lines.slice(Math.max(0, size - 1)) : size === 0 ? [] : lines.slice(-size)).join('')
}

export const tailOptions: Parse = headOrTail('n:c:qvfFs:')

export const plainTail: Program = filter<Given>({
  parse: tailOptions,
  missing: cannotRead,
  feed: (given, kept, { text, file, isEnd }, call): Fed => {
    const all = textKept(kept, 'all') + text
    return isEnd ? { kept: { open: file ?? '-' }, output: headline(call, given, kept, file) + tailOf(given, all) } : { kept: { ...kept, all } }
  },
})

interface Counts {
  readonly lines: number
  readonly words: number
  readonly bytes: number
  readonly characters: number
}

const countsOf = (text: string): Counts => ({ lines: text.split('\n').length - 1, words: text.split(/\s+/).filter((word) => word !== '').length, bytes: byteLength(text), characters: [...text].length })

const wc = filter<Given>({
  parse: parseBy('lwcmL', { lines: 'l', words: 'w', bytes: 'c', chars: 'm' }),
  feed: (_given, kept, { text, file, isEnd }): Fed => {
    const all = textKept(kept, 'all') + text
    const done = Array.isArray(kept['done']) ? kept['done'] as readonly (readonly [string, Counts])[] : []
    return isEnd ? { kept: { done: [...done, [file ?? '', countsOf(all)]] } } : { kept: { ...kept, all } }
  },
  end: (given, kept, call) => {
    const done = (kept['done'] ?? []) as readonly (readonly [string, Counts])[]
    const rows = done.length > 1 ? [...done, ['total', sum(done.map(([, counts]) => counts))] as const] : done
    return { output: rows.map(([name, counts]) => row(call, given, counts, name, rows)).join('') }
  },
})

const sum = (all: readonly Counts[]): Counts =>
  all.reduce((a, b) => ({ lines: a.lines + b.lines, words: a.words + b.words, bytes: a.bytes + b.bytes, characters: a.characters + b.characters }))

function row(call: Call, given: Given, counts: Counts, name: string, rows: readonly (readonly [string, Counts])[]): string {
  const isDefault = !['l', 'w', 'c', 'm'].some((letter) => given.has(letter))
  const pick = ({ lines, words, bytes, characters }: Counts): readonly number[] => [
    ...(isDefault || given.has('l') ? [lines] : []), ...(isDefault || given.has('w') ? [words] : []), ...(given.has('m') ? [characters] : []), ...(isDefault || given.has('c') ? [bytes] : []),
  ]
  const values = pick(counts)
  const isAlone = values.length === 1 && rows.length === 1
  const width = isAlone ? 0 : isBusybox(call) ? 9 : name === '' ? 7 : Math.max(...rows.flatMap(([, other]) => String(other.bytes).length))
  return `${values.map((value) => String(value).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`
}

const uniq = filter<Given>({
  parse: (call) => {
    const { given, operands } = optionsOf(call.argv.slice(1), 'cdui')
    return { ok: true, options: given, files: operands.slice(0, 1) }
  },
  feed: (given, kept, { text }): Fed => {
    let { line, count } = { line: kept['line'] as string | undefined, count: numberKept(kept, 'count') }
    let output = ''
    for (const next of linesOf(text)) {
      const isSame = line !== undefined && (given.has('i') ? line.toLowerCase() === next.toLowerCase() : line === next)
      if (isSame) count++
      else {
        output += uniqueLine(given, line, count)
        line = next
        count = 1
      }
    }
    return { kept: { line, count }, output }
  },
  end: (given, kept) => ({ output: uniqueLine(given, kept['line'] as string | undefined, numberKept(kept, 'count')) }),
})

function uniqueLine(given: Given, line: string | undefined, count: number): string {
  if (line === undefined || (given.has('d') && count < 2) || (given.has('u') && count > 1)) return ''
  return given.has('c') ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`
}

const rev = filter<Given>({
  parse: parseBy(''),
  feed: (_given, kept, { text }) => {
    const output = joined(linesOf(text).map((line) => [...line].reverse().join('')))
    return { kept, output: text.endsWith('\n') ? output : output.slice(0, -1) }
  },
})

const tac = filter<Given>({
  parse: parseBy(''),
  feed: (_given, kept, { text, isEnd }): Fed => {
    const all = textKept(kept, 'all') + text
    return isEnd ? { kept: {}, output: joined([...linesOf(all)].reverse()) } : { kept: { all } }
  },
})

const nl = filter<Given>({
  parse: parseBy('b:w:s:v:'),
  feed: (given, kept, { text }): Fed => {
    let count = kept['count'] === undefined ? Number(given.get('v') ?? 1) - 1 : numberKept(kept, 'count')
    const lines = linesOf(text).map((line) => (line === '' && given.get('b') !== 'a' ? '       ' : `${String(++count).padStart(Number(given.get('w') ?? 6))}${given.get('s') ?? '\t'}${line}`))
    return { kept: { count }, output: joined(lines) }
  },
})

/** Lines of at most so many characters; -s breaks them behind a blank. */
const fold = filter<Given>({
  parse: parseBy('w:sbc', { 'width=': 'w', spaces: 's' }),
  feed: (given, kept, { text }): Fed => {
    const width = Number(given.get('w') ?? 80)
    return { kept, output: width > 0 ? text.replaceAll(/[^\n]+/g, (line) => folded(line, width, given.has('s'))) : text }
  },
})

function folded(line: string, width: number, atBlanks: boolean): string {
  const pieces: string[] = []
  for (let rest = line; rest !== '';) {
    const blank = atBlanks && rest.length > width ? rest.lastIndexOf(' ', width - 1) : -1
    const length = blank < 0 ? width : blank + 1
    pieces.push(rest.slice(0, length))
    rest = rest.slice(length)
  }
  return pieces.join('\n')
}

export const textFilters: Readonly<Record<string, Program>> = { cat, head, wc, uniq, rev, tac, nl, fold }
