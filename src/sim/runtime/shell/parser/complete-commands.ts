import { forEachChild, type ParsedScript, type ParseError, type Statement, type SyntaxNode } from 'unbash'
import type { List } from '../ast.js'
import type { Dialect } from '../dialect.js'
import type { SyntaxFault } from '../syntax-fault.js'
import { statementsOf } from './commands.js'
import { refusalOf } from './faults.js'
import { readAs } from './reading.js'
import { lineAt, Refusal, sourceOf, type CommandReaders, type Source, type Surroundings } from './source.js'
import { tokenAt } from './tokens.js'

/** A text as its complete commands, each what stands on one line with what that line leaves open, up to the first that breaks the grammar. */
export interface Script {
  readonly commands: readonly List[]
  readonly fault: SyntaxFault | undefined
  /** What comes behind the last line with a command, its newline included. */
  readonly rest: string
}

const readers: CommandReaders = {
  statements: statementsOf,
  text: (text, around, at) => {
    const { commands, fault } = scriptIn(text, around, lineAt(around, at))
    if (fault !== undefined) throw new Refusal(around, at, fault)
    return commands.flatMap(({ items }) => items)
  },
  refusal: (source, script, end, closer) => {
    const [error] = script.errors ?? []
    return error === undefined ? undefined : refusalOf(source, error, { script, end, ...(closer === undefined ? {} : { closer }) })
  },
}

/** Parses a text whose first line has this number. `isExtended`: bash's `shopt -s extglob`. Never throws: what is nested too deeply is a fault too. */
export function parseScript(text: string, dialect: Dialect, line: number, isExtended: boolean = false): Script {
  try {
    return scriptIn(text, { dialect, isExtended, depth: 0, commands: readers }, line)
  } catch (error) {
    if (error instanceof Refusal) return { commands: [], fault: error.fault, rest: '' }
    if (error instanceof RangeError) return { commands: [], fault: { line, message: 'Word too deeply nested' }, rest: '' }
    throw error
  }
}

function scriptIn(original: string, around: Surroundings, line: number): Script {
  const { text, script } = readAs(original, around.dialect)
  const source = sourceOf(text, around, line)
  const error = firstError(source, script)
  const commands: List[] = []
  const lines = linesOf(text, script.commands)
  for (const [index, each] of lines.entries()) {
    const isBroken = error !== undefined && breaks(error, each, lines[index + 1], text, script)
    const built = build(source, each)
    const given = isBroken ? refusalOf(source, error, { script, end: text.length }) : undefined
    const refusal = built instanceof Refusal && (given === undefined || built.at <= given.at) ? built : given
    if (refusal !== undefined) return { commands, fault: refusal.fault, rest: '' }
    if (!(built instanceof Refusal)) commands.push(built)
  }
  const fault = error === undefined ? undefined : refusalOf(source, error, { script, end: text.length }).fault
  return { commands, fault, rest: restOf(text, lines.at(-1)) }
}

function restOf(text: string, last: Line | undefined): string {
  const newline = last === undefined ? -1 : text.indexOf('\n', last.end)
  return newline < 0 ? '' : text.slice(newline)
}

function build(source: Source, { statements }: Line): List | Refusal {
  try {
    return { kind: 'list', items: statementsOf(source, statements) }
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** The first error. Of what is open at the end the innermost counts, for in that one the end was met; dash ends words with the quotes around them. */
function firstError(source: Source, { errors = [] }: ParsedScript): ParseError | undefined {
  const isOpen = (error: ParseError | undefined): boolean => error?.message.startsWith('unterminated') === true
  let first: ParseError | undefined
  for (const error of errors) {
    const isInner = isOpen(error) && isOpen(first) && (source.dialect === 'bash' || error.message.includes('command'))
    if (!isSimpleBody(source, error) && (first === undefined || (isInner ? error.pos > first.pos : error.pos < first.pos))) first = error
  }
  return first
}

/** dash and ash take a simple command for the body of a function, which unbash reads and calls an error. */
const isSimpleBody = (source: Source, { message, pos }: ParseError): boolean =>
  source.dialect !== 'bash' && message === 'expected compound command as function body' && !/[;&|]/.test(source.text[pos - 1] ?? '') && tokenAt(source, pos).token === 'word'

/** Statements with no newline between them, which a shell parses before it runs the first. */
interface Line {
  readonly statements: Statement[]
  readonly start: number
  end: number
  /** Where the last of its here-documents ends; 0 without any. */
  documentsEnd: number
}

function linesOf(text: string, statements: readonly Statement[]): readonly Line[] {
  const lines: Line[] = []
  const mayHaveDocuments = text.includes('<<')
  for (const statement of statements) {
    let line = lines.at(-1)
    if (line === undefined || hasNewline(text, line.end, statement.pos)) lines.push((line = { statements: [], start: statement.pos, end: 0, documentsEnd: 0 }))
    line.statements.push(statement)
    line.end = statement.end
    if (mayHaveDocuments) line.documentsEnd = Math.max(line.documentsEnd, documentsEnd(statement))
  }
  return lines
}

const hasNewline = (text: string, from: number, to: number): boolean => text.slice(from, to).replaceAll('\\\n', '').includes('\n')

function documentsEnd(node: SyntaxNode): number {
  let end = node.type === 'HereDoc' ? (node.closing?.end ?? node.body.end) : 0
  forEachChild(node, (child) => { end = Math.max(end, documentsEnd(child)) })
  return end
}

/** Whether an error is of a line, or of what stands before it; else it is of a line without any statement. */
function breaks(error: ParseError, line: Line, following: Line | undefined, text: string, { errors = [] }: ParsedScript): boolean {
  if (error.pos <= line.end || error.pos < line.documentsEnd) return true
  if (following !== undefined && error.pos >= following.start) return false
  const isOpen = line.statements.some(({ pos, end }) => end <= pos) || error.message.startsWith('expected command after')
  return isOpen || (following === undefined && errors.some(({ message }) => message.includes('to close'))) || !hasNewline(text, line.end, error.pos)
}
