import type { ParsedScript, Statement } from 'unbash'
import type { ListItem } from '../ast.js'
import type { Dialect } from '../dialect.js'
import type { SyntaxFault } from '../syntax-fault.js'

/** A text whose tree is being built. Positions of the nodes of unbash are offsets in `text`. */
export interface Source {
  readonly text: string
  readonly dialect: Dialect
  /** bash's `shopt -s extglob`: parentheses stand in patterns of words too. */
  readonly isExtended: boolean
  /** The line that its first character is on. */
  readonly firstLine: number
  readonly newlines: readonly number[]
  /** How many texts it stands in: substitutions in backquotes, arithmetic. */
  readonly depth: number
  /** The readers of commands, handed in: the grammar of words and that of commands need each other. */
  readonly commands: CommandReaders
}

export interface CommandReaders {
  readonly statements: (source: Source, statements: readonly Statement[]) => readonly ListItem[]
  /** The commands of a text of its own, as in backquotes that begin at an offset. Throws what it breaks the grammar with. */
  readonly text: (text: string, around: Source, at: number) => readonly ListItem[]
  /** What the first error of a nested script says. `end`: where the script ends; `closer`: the token that ends it. */
  readonly refusal: (source: Source, script: ParsedScript, end: number, closer?: string) => Refusal | undefined
}

/** A fault, and the offset at which it was met; of several the first counts. Its line is that of the offset, unless it names another. */
export class Refusal extends Error {
  readonly at: number
  readonly fault: SyntaxFault

  constructor(source: Source, at: number, fault: Omit<SyntaxFault, 'line'> & { readonly line?: number }) {
    super(fault.message ?? `${fault.token} unexpected`)
    this.at = at
    this.fault = { ...fault, line: fault.line ?? lineAt(source, at) }
  }
}

/** What the shells say of something that nothing closes: the words of dash, and what bash looks for. */
export const openFaults: Readonly<Record<'singleQuotes' | 'doubleQuotes' | 'backquotes' | 'braces' | 'arithmetic' | 'substitution', Omit<SyntaxFault, 'line'>>> = {
  singleQuotes: { message: 'Unterminated quoted string', unclosed: "'" },
  doubleQuotes: { message: 'Unterminated quoted string', unclosed: '"' },
  backquotes: { message: 'EOF in backquote substitution', unclosed: '`' },
  braces: { message: "Missing '}'", unclosed: '}' },
  arithmetic: { message: "Missing '))'", unclosed: ')' },
  substitution: { token: 'end of file', expecting: '")"', unclosed: ')' },
}

/** Texts in texts that are read, at most. */
const depthLimit = 100

/** What a text takes over from the one that it stands in. */
export type Surroundings = Pick<Source, 'dialect' | 'isExtended' | 'depth' | 'commands'>

/** `from`: the offset that `line` is the line of. */
export function sourceOf(text: string, around: Surroundings, line: number, from: number = 0): Source {
  const newlines: number[] = []
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) newlines.push(at)
  const { dialect, isExtended, depth, commands } = around
  const source = { text, dialect, isExtended, firstLine: line, newlines, depth: depth + 1, commands }
  if (depth >= depthLimit) throw new Refusal(source, from, { message: 'Word too deeply nested' })
  return source
}

/** The line of an offset: the newlines in front of it are counted by halving. */
export function lineAt({ newlines, firstLine }: Source, offset: number): number {
  let low = 0
  let high = newlines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (newlines[middle]! < offset) low = middle + 1
    else high = middle
  }
  return firstLine + low
}

/** The line that a shell is on at the end of the text: bash ends the last line where nothing else does. */
export const endLine = (source: Source): number =>
  lineAt(source, source.text.length) + (source.dialect === 'bash' && !source.text.endsWith('\n') ? 1 : 0)
