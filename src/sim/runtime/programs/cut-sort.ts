import { filter, joined, linesOf, type Fed } from './filter.js'
import { byBytes } from '../files/mounted.js'
import { write } from '../os/io.js'
import { openPath } from '../os/io.js'
import { fail, isBusybox, nameOf, optionsOf, refuseOption } from './options.js'
import type { Call, Program } from './program.js'
import { parseBy, textKept } from './text-filters.js'

type Given = ReadonlyMap<string, string>

const cut = filter<Given>({
  parse: (call) => {
    const parsed = parseBy('b:c:f:d:sn', { 'delimiter=': 'd', 'fields=': 'f', 'characters=': 'c', 'bytes=': 'b', 'only-delimited': 's', 'output-delimiter=': 'O' })(call)
    if (!parsed.ok || ['b', 'c', 'f'].some((letter) => parsed.options.has(letter))) return parsed
    if (isBusybox(call)) return { ok: false, status: fail(call, 'expected a list of bytes, characters, or fields') }
    fail(call, 'you must specify a list of bytes, characters, or fields')
    write(call.turn, call.task, 2, "Try 'cut --help' for more information.\n")
    return { ok: false, status: 1 }
  },
  feed: (given, kept, { text }): Fed => {
    const ranges = rangesOf(given.get('f') ?? given.get('c') ?? given.get('b') ?? '')
    const delimiter = given.get('d') ?? '\t'
    const isWanted = (index: number): boolean => ranges.some(([from, to]) => index >= from && index <= to)
    const output = linesOf(text).flatMap((line) => {
      if (!given.has('f')) return [[...line].filter((_, index) => isWanted(index + 1)).join('')]
      if (!line.includes(delimiter)) return given.has('s') ? [] : [line]
      return [line.split(delimiter).filter((_, index) => isWanted(index + 1)).join(given.get('O') ?? delimiter)]
    })
    return { kept, output: joined(output) }
  },
})

const rangesOf = (list: string): readonly (readonly [number, number])[] => list.split(/[, ]/).map((item) => {
  const [from = '', to] = item.split('-')
  return [Number(from || 1), to === undefined ? Number(from) : Number(to || Number.POSITIVE_INFINITY)]
})

const sort = filter<Given>({
  parse: parseBy('mnrufk:t:bVhgso:cdiMz', { unique: 'u', reverse: 'r', 'numeric-sort': 'n', 'version-sort': 'V', 'key=': 'k', 'field-separator=': 't' }, 2),
  missing: (call, file) => (isBusybox(call) ? `${file}: No such file or directory` : `cannot read: ${file}: No such file or directory`),
  missingStatus: 2,
  feed: (_given, kept, { text }): Fed => ({ kept: { all: textKept(kept, 'all') + (text === '' || text.endsWith('\n') ? text : `${text}\n`) } }),
  end: (given, kept, call) => {
    const lines = [...linesOf(textKept(kept, 'all'))].sort((a, b) => order(given, a, b))
    const unique = given.has('u') ? lines.filter((line, index) => index === 0 || byKey(given, lines[index - 1]!, line) !== 0) : lines
    const file = given.get('o')
    if (file === undefined) return { output: joined(unique) }
    const opened = openPath(call.turn, call.task, file, 'write')
    if (opened.ok) write(call.turn, { ...call.task, fds: new Map([[1, opened.descriptor]]) }, 1, joined(unique))
    return {}
  },
})

function order(given: Given, a: string, b: string): number {
  const keyed = byKey(given, a, b)
  const value = keyed !== 0 ? keyed : given.has('s') || given.has('u') ? 0 : byBytes(a, b)
  return given.has('r') ? -value : value
}

function byKey(given: Given, a: string, b: string): number {
  const key = /^(\d+)(?:\.\d+)?([a-zA-Z]*)(?:,(\d+))?(?:\.\d+)?([a-zA-Z]*)/.exec(given.get('k') ?? '')
  const separator = given.get('t')
  const field = (line: string): string => {
    if (key === null) return line
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator)
    return fields.slice(Number(key[1]) - 1, key[3] === undefined ? undefined : Number(key[3])).join(separator ?? ' ')
  }
  const flags = `${[...given.keys()].join('')}${key?.[2] ?? ''}${key?.[4] ?? ''}`
  const [left, right] = [field(a), field(b)]
  if (/[ngh]/.test(flags)) return numeric(left) - numeric(right)
  if (flags.includes('V')) return left.localeCompare(right, 'en', { numeric: true })
  const value = flags.includes('f') ? byBytes(left.toUpperCase(), right.toUpperCase()) : byBytes(left, right)
  return key?.[2]?.includes('r') === true ? -value : value
}

const suffixes: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }
const numeric = (text: string): number => {
  const match = /^\s*(-?\d*\.?\d*)([KMGT])?/.exec(text)
  return (Number(match?.[1] ?? 0) || 0) * (suffixes[match?.[2] ?? ''] ?? 1)
}

interface Translation {
  readonly from: string
  readonly to: string
  readonly given: Given
}

const tr = filter<Translation>({
  parse: (call) => {
    const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'cCdst', { delete: 'd', 'squeeze-repeats': 's', complement: 'c' }, true)
    if (unknown !== undefined) return { ok: false, status: refuseOption(call, unknown) }
    if (operands.length > 0) return { ok: true, options: { from: setOf(operands[0]!), to: setOf(operands[1] ?? ''), given }, files: [] }
    fail(call, 'missing operand')
    write(call.turn, call.task, 2, `Try '${nameOf(call.argv)} --help' for more information.\n`)
    return { ok: false, status: 1 }
  },
  feed: ({ from, to, given }, kept, { text }): Fed => {
    const isComplement = given.has('c') || given.has('C')
    const isIn = (character: string): boolean => from.includes(character) !== isComplement
    let last = textKept(kept, 'last')
    let output = ''
    for (const character of text) {
      const isFound = isIn(character)
      if (isFound && given.has('d')) continue
      const mapped = isFound && to !== '' && !given.has('d') ? to[isComplement ? to.length - 1 : Math.min(from.indexOf(character), to.length - 1)]! : character
      const isSqueezed = given.has('s') && mapped === last && (to === '' ? isFound : to.includes(mapped))
      if (!isSqueezed) output += mapped
      last = mapped
    }
    return { kept: { last }, output }
  },
})

const named: Readonly<Record<string, string>> = {
  upper: 'A-Z', lower: 'a-z', digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: ' \\t\\n\\v\\f\\r', blank: ' \\t', punct: '!-/:-@[-`{-~', xdigit: '0-9A-Fa-f', cntrl: '\\0-\\037', print: ' -~', graph: '!-~',
}
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', v: '\v', f: '\f', a: '\x07', b: '\b' }

/** The characters of a set of tr: ranges, classes and escapes written out. */
function setOf(text: string): string {
  const source = text.replaceAll(/\[:([a-z]+):\]/g, (_, name: string) => named[name] ?? '')
  const plain = source.replaceAll(/\\([0-7]{1,3}|.)/g, (_, escape: string) => (/^[0-7]/.test(escape) ? String.fromCharCode(Number.parseInt(escape, 8)) : escapes[escape] ?? escape))
  return plain.replaceAll(/([\s\S])-([\s\S])/g, (all, first: string, last: string) => {
    const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)]
    return to < from ? all : Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join('')
  })
}

const tee: Program = filter<Given>({
  parse: (call) => {
    const { given } = optionsOf(call.argv.slice(1), 'ai')
    return { ok: true, options: given, files: [] }
  },
  feed: (given, kept, { text }, call): Fed => {
    for (const file of optionsOf(call.argv.slice(1), 'ai').operands) append(call, file, text, given.has('a') || kept['begun'] === true)
    return { kept: { begun: true }, output: text }
  },
})

function append(call: Call, file: string, text: string, isAppending: boolean): void {
  const opened = openPath(call.turn, call.task, file, isAppending ? 'append' : 'write')
  if (opened.ok) write(call.turn, { ...call.task, fds: new Map([[1, opened.descriptor]]) }, 1, text)
  else fail(call, `${file}: ${opened.errno === 'ENOENT' ? 'No such file or directory' : 'Permission denied'}`)
}

const paste = filter<Given>({
  parse: parseBy('d:s', { 'delimiters=': 'd', serial: 's' }),
  feed: (_given, kept, { text, isEnd, file }): Fed => {
    const all = textKept(kept, 'all') + text
    const columns = (kept['columns'] ?? []) as readonly (readonly string[])[]
    void file
    return isEnd ? { kept: { columns: [...columns, linesOf(all)] } } : { kept: { ...kept, all } }
  },
  end: (given, kept) => {
    const columns = (kept['columns'] ?? []) as readonly (readonly string[])[]
    const delimiter = given.get('d') ?? '\t'
    if (given.has('s')) return { output: joined(columns.map((lines) => lines.join(delimiter))) }
    const height = Math.max(0, ...columns.map((lines) => lines.length))
    return { output: joined(Array.from({ length: height }, (_, row) => columns.map((lines) => lines[row] ?? '').join(delimiter))) }
  },
})

export const columnFilters: Readonly<Record<string, Program>> = { cut, sort, tr, tee, paste }
