import { errnoText, readText, type Errno } from '../os/files.js'
import { descriptorAt, read } from '../os/io.js'
import type { ProgramState } from '../os/state.js'
import { fail, isBusybox, out } from './options.js'
import { exit, waitFor, type Call, type Program, type Step } from './program.js'

/** What a filter keeps between two pieces of input: plain data. */
export type Kept = Readonly<Record<string, unknown>>

export interface Piece {
  /** Whole lines; only the last of an input may lack its newline. */
  readonly text: string
  /** `-` or undefined: standard input. */
  readonly file: string | undefined
  /** Nothing more comes from this input. */
  readonly isEnd: boolean
}

export interface Fed {
  readonly kept: Kept
  readonly output?: string
  /** Set: it reads no further. */
  readonly status?: number
}

export type Parsed<O> = { readonly ok: true; readonly options: O; readonly files: readonly string[] } | { readonly ok: false; readonly status: number }

/** A program that reads its files, or standard input, piece by piece. */
export interface Filter<O> {
  readonly parse: (call: Call) => Parsed<O>
  readonly feed: (options: O, kept: Kept, piece: Piece, call: Call) => Fed
  readonly end?: (options: O, kept: Kept, call: Call) => { readonly output?: string; readonly status?: number }
  /** The words for a file that cannot be read; default `can't open 'x': No such file or directory` or `x: No such file or directory`. */
  readonly missing?: (call: Call, file: string, errno: Errno) => string
  readonly missingStatus?: number
}

interface Position {
  readonly index: number
  readonly rest: string
  readonly kept: Kept
  readonly hasFailed: boolean
}

export const filter = <O>(definition: Filter<O>): Program => ({
  step: (call, at) => {
    const parsed = definition.parse(call)
    if (!parsed.ok) return exit(parsed.status)
    const files = parsed.files.length === 0 ? [undefined] : parsed.files.map((file) => (file === '-' ? undefined : file))
    return run(definition, parsed.options, files, call, positionOf(at))
  },
})

const positionOf = (at: ProgramState): Position =>
  'kept' in at ? at as unknown as Position : { index: 0, rest: '', kept: {}, hasFailed: false }

function run<O>(definition: Filter<O>, options: O, files: readonly (string | undefined)[], call: Call, from: Position): Step {
  let position = from
  while (position.index < files.length) {
    const file = files[position.index]
    const fd = file === undefined ? 0 : descriptorAt(call.task, file)
    const next = fd !== undefined ? readInput(definition, options, call, position, fd, file) : readFile(definition, options, call, position, file!)
    if ('kind' in next) return next
    position = next
  }
  const ended = definition.end?.(options, position.kept, call)
  if (ended?.output !== undefined) out(call, ended.output)
  const status = ended?.status ?? 0
  return exit(status === 0 && position.hasFailed ? definition.missingStatus ?? 1 : status)
}

function readFile<O>(definition: Filter<O>, options: O, call: Call, position: Position, file: string): Position | Step {
  const found = readText(call.turn, call.task, file)
  if (!found.ok && file.startsWith('/dev/')) return feedAll(definition, options, call, position, '', file)
  if (found.ok) return feedAll(definition, options, call, position, found.text, file)
  fail(call, definition.missing?.(call, file, found.errno) ?? cannotOpen(call, file, found.errno))
  return { ...position, index: position.index + 1, hasFailed: true }
}

const cannotOpen = (call: Call, file: string, errno: Errno): string =>
  isBusybox(call) ? errno === 'EISDIR' ? 'read error: Is a directory' : `can't open '${file}': ${errnoText[errno]}` : `${file}: ${errnoText[errno]}`

function feedAll<O>(definition: Filter<O>, options: O, call: Call, position: Position, text: string, file: string): Position | Step {
  const fed = definition.feed(options, position.kept, { text, file, isEnd: true }, call)
  if (fed.output !== undefined) out(call, fed.output)
  return fed.status === undefined ? { ...position, index: position.index + 1, kept: fed.kept } : exit(fed.status)
}

function readInput<O>(definition: Filter<O>, options: O, call: Call, position: Position, fd: number, file: string | undefined): Position | Step {
  const piece = read(call.turn, call.task, fd)
  if (piece.kind === 'wait') return waitFor({ on: 'input', fd }, { ...position })
  const all = position.rest + (piece.kind === 'text' ? piece.text : '')
  const isEnd = piece.kind === 'end'
  const cut = isEnd ? all.length : all.lastIndexOf('\n') + 1
  if (cut === 0 && !isEnd) return { kind: 'again', at: { ...position, rest: all } }
  const fed = definition.feed(options, position.kept, { text: all.slice(0, cut), file, isEnd }, call)
  if (fed.output !== undefined) out(call, fed.output)
  if (fed.status !== undefined) return exit(fed.status)
  const next: Position = { ...position, kept: fed.kept, rest: all.slice(cut), index: isEnd ? position.index + 1 : position.index }
  return isEnd ? next : { kind: 'again', at: { ...next } }
}

/** Lines without their newlines; a text that does not end in one has a last line all the same. */
export function linesOf(text: string): readonly string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

export const joined = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`)

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return bytes
}
