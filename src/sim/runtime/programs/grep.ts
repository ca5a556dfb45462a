import { errnoText } from '../os/files.js'
import { filter, linesOf, type Fed } from './filter.js'
import { findPaths } from './walk.js'
import { readText } from '../os/files.js'
import { fail, isBusybox, optionsOf } from './options.js'
import { posixExpression } from './posix-expression.js'
import type { Call, Program } from './program.js'
import { descriptorAt, write } from '../os/io.js'
import { numberKept } from './text-filters.js'

interface Search {
  readonly given: ReadonlyMap<string, string>
  readonly matches: (line: string) => readonly string[] | undefined
  readonly hasNames: boolean
}

const letters = 'EFGPiIvcnlLqsowxhHrRe:f:m:A:B:C:z'
const long: Readonly<Record<string, string>> = {
  'ignore-case': 'i', 'invert-match': 'v', count: 'c', 'line-number': 'n', quiet: 'q', silent: 'q', 'only-matching': 'o', 'word-regexp': 'w', 'extended-regexp': 'E', 'fixed-strings': 'F',
  'no-messages': 's', recursive: 'r', 'regexp=': 'e', 'max-count=': 'm', 'files-with-matches': 'l', color: 'z', 'after-context=': 'A', 'before-context=': 'B', 'line-buffered': 'z',
}

function searchOf(call: Call): { readonly search: Search; readonly files: readonly string[] } | number {
  const args = call.argv.slice(1)
  const { given, operands, unknown } = optionsOf(args, letters, long)
  const isFixed = given.has('F') || call.argv[0]!.endsWith('fgrep')
  const isExtended = given.has('E') || given.has('P') || call.argv[0]!.endsWith('egrep')
  const patterns = args.flatMap((text, index) => (text === '-e' ? [args[index + 1] ?? ''] : []))
  const all = patterns.length > 0 ? patterns : given.has('e') ? [given.get('e')!] : operands.slice(0, 1)
  if (unknown !== undefined || all.length === 0) return usage(call)
  let files = given.has('e') ? operands : operands.slice(1)
  if (given.has('r') || given.has('R')) files = (files.length === 0 ? ['.'] : files).flatMap((path) => findPaths(call, path).filter(({ node }) => node.kind === 'file').map((found) => found.path))
  const sources = all.flatMap((pattern) => pattern.split('\n'))
  const expressions = sources.map((source) => expressionOf(isFixed ? source.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&') : source, isFixed || isExtended, given))
  const bad = expressions.findIndex((expression) => expression === undefined)
  if (bad >= 0) return fail(call, isBusybox(call) ? `bad regex '${sources[bad]}'` : 'Invalid regular expression', 2)
  return { search: { given, matches: (line) => matchOf(expressions as readonly RegExp[], line), hasNames: given.has('H') || (!given.has('h') && (files.length > 1 || given.has('r')
    || given.has('R'))) }, files }
}

function expressionOf(source: string, isExtended: boolean, given: Search['given']): RegExp | undefined {
  const bounded = given.has('x') ? (isExtended ? `^(${source})$` : `^\\(${source}\\)$`) : given.has('w') ? (isExtended ? `\\b(${source})\\b` : `\\b\\(${source}\\)\\b`) : source
  return posixExpression(bounded, isExtended, given.has('i') ? 'gi' : 'g')
}

function matchOf(expressions: readonly RegExp[], line: string): readonly string[] | undefined {
  for (const expression of expressions) {
    const found = line.match(expression)
    if (found !== null) return found
  }
  return undefined
}

function usage(call: Call): number {
  write(call.turn, call.task, 2, isBusybox(call)
    ? 'BusyBox v1.37.0 multi-call binary.\n\nUsage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\n'
      : "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n")
  return 2
}

const plain = filter<Search>({
  parse: (call) => {
    const found = searchOf(call)
    return typeof found === 'number' ? { ok: false, status: found } : { ok: true, options: found.search, files: found.files.filter((file) => isSearched(call, file, found.search)) }
  },
  feed: ({ given, matches, hasNames }, kept, { text, file, isEnd }): Fed => {
    const name = file ?? '(standard input)'
    const prefix = hasNames ? `${name}:` : ''
    const isSame = kept['file'] === name
    let number = isSame ? numberKept(kept, 'number') : 0
    let count = isSame ? numberKept(kept, 'count') : 0
    let found = kept['found'] === true
    let output = ''
    const limit = given.has('m') ? Number(given.get('m')) : Number.POSITIVE_INFINITY
    const lines = linesOf(text)
    const context = contextOf(given)
    let shownTo = -1
    for (const [index, line] of lines.entries()) {
      number++
      const match = matches(line)
      if ((match !== undefined) === given.has('v') || count >= limit) continue
      count++
      found = true
      if (given.has('q')) return { kept, status: 0 }
      if (given.has('c') || given.has('l') || given.has('L')) continue
      if (given.has('o') && match !== undefined) {
        for (const piece of match) if (piece !== '') output += `${prefix}${given.has('n') ? `${number}:` : ''}${piece}\n`
        continue
      }
      const from = Math.max(shownTo + 1, index - context.before)
      const to = Math.min(lines.length - 1, index + context.after)
      if (context.before + context.after > 0 && shownTo >= 0 && from > shownTo + 1) output += '--\n'
      for (let at = from; at <= to; at++) {
        if (at > index && (matches(lines[at]!) !== undefined) !== given.has('v')) break
        const mark = at === index ? ':' : '-'
        output += `${hasNames ? `${name}${mark}` : ''}${given.has('n') ? `${number - index + at}${mark}` : ''}${lines[at]}\n`
        shownTo = at
      }
    }
    if (isEnd && given.has('c')) output += `${prefix}${count}\n`
    if (isEnd && ((given.has('l') && count > 0) || (given.has('L') && count === 0))) output += `${name}\n`
    return { kept: { file: name, number, count, found }, output }
  },
  end: (_search, kept) => ({ status: kept['found'] === true ? 0 : 1 }),
  missingStatus: 2,
})

const contextOf = (given: Search['given']): { readonly before: number; readonly after: number } =>
  ({ before: Number(given.get('B') ?? given.get('C') ?? 0), after: Number(given.get('A') ?? given.get('C') ?? 0) })

/** Files that cannot be read are said at once, unless -s; nothing is found in them. */
function isSearched(call: Call, file: string, { given }: Search): boolean {
  if (file === '-' || descriptorAt(call.task, file) !== undefined) return true
  const found = readText(call.turn, call.task, file)
  if (found.ok) return true
  if (!given.has('s') && found.errno !== 'EISDIR') fail(call, `${file}: ${errnoText[found.errno]}`)
  return false
}

/** With files of which none can be read, standard input is not asked instead. */
export const grep: Program = {
  step: (call, at) => {
    if ('kept' in at) return plain.step(call, at)
    const found = searchOf(call)
    if (typeof found === 'number') return { kind: 'exit', status: found }
    const missing = found.files.filter((file) => descriptorAt(call.task, file) === undefined && !isSearched({ ...call, task: { ...call.task, fds: new Map() } }, file, found.search))
    if (missing.length === 0) return plain.step(call, at)
    if (missing.length === found.files.length) {
      for (const file of found.files) isSearched(call, file, found.search)
      return { kind: 'exit', status: 2 }
    }
    const step = plain.step(call, at)
    return step.kind === 'exit' ? { kind: 'exit', status: 2 } : step
  },
}
