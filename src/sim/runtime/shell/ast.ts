/** The grammar of POSIX XCU 2.10 as plain data, with what ash and bash add to it. Nothing is evaluated here. */
export interface Word {
  readonly parts: readonly Part[]
}

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  | ParameterPart
  | { readonly kind: 'command'; readonly body: List; readonly isQuoted: boolean }
  | { readonly kind: 'arithmetic'; readonly word: Word; readonly isQuoted: boolean }
  /** bash's `<(…)` and `>(…)`: the path of a pipe that the commands write or read. */
  | { readonly kind: 'process'; readonly operator: '<' | '>'; readonly body: List; readonly isQuoted: false }

export interface ParameterPart {
  readonly kind: 'parameter'
  readonly name: string
  /** `length`: `${#name}`; `keys` and `names`: `${!name[@]}` and `${!prefix*}`; `bad`: no substitution of the dialect. */
  readonly operator: string
  readonly word: Word | undefined
  /** bash's `name[index]`. */
  readonly index?: Word
  /** bash's `${!name}`: the parameter is the one whose name it holds. */
  readonly isIndirect?: true
  readonly isQuoted: boolean
}

export interface Assignment {
  readonly name: string
  /** bash's `name[index]=word`. */
  readonly index?: Word
  readonly word: Word
  readonly isAppending: boolean
  /** bash's `name=(elements)`. */
  readonly elements?: readonly Element[]
}

/** A word of `name=(…)`, or `[index]=word`. */
export interface Element {
  readonly index?: Word
  readonly word: Word
  readonly isAppending: boolean
}

export interface Redirect {
  readonly fd: number | undefined
  /** `<<` has its body in `word`; `&>` sends both streams. */
  readonly operator: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '<<' | '<<<' | '&>' | '&>>'
  readonly word: Word
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly ListItem[]
}
export interface ListItem {
  readonly command: Command
  readonly isBackground: boolean
}

export interface SimpleCommand {
  readonly kind: 'simple'
  readonly assignments: readonly Assignment[]
  readonly words: readonly Word[]
  /** bash's `declare name=(…)`: `before` so many words. */
  readonly declared?: readonly (Assignment & { readonly before: number })[]
  readonly redirects: readonly Redirect[]
  readonly line: number
}
export interface Pipeline {
  readonly kind: 'pipeline'
  readonly commands: readonly Command[]
  readonly isNegated: boolean
  /** bash's `time`: told in its own form, or that of POSIX (`-p`). */
  readonly timing?: 'long' | 'posix'
}
export interface AndOr {
  readonly kind: 'andor'
  readonly first: Command
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly command: Command }[]
}
export interface Group {
  readonly kind: 'group' | 'subshell'
  readonly body: List
  readonly redirects: readonly Redirect[]
}
export interface IfCommand {
  readonly kind: 'if'
  readonly clauses: readonly { readonly condition: List; readonly body: List }[]
  readonly otherwise: List | undefined
  readonly redirects: readonly Redirect[]
}
export interface LoopCommand {
  readonly kind: 'loop'
  readonly isUntil: boolean
  readonly condition: List
  readonly body: List
  readonly redirects: readonly Redirect[]
}
export interface ForCommand {
  readonly kind: 'for'
  readonly name: string
  /** undefined: the positional parameters. */
  readonly words: readonly Word[] | undefined
  readonly body: List
  readonly redirects: readonly Redirect[]
  readonly line: number
}
/** bash's `for ((begin; test; next))`: an expression that is left out is true. */
export interface CountCommand {
  readonly kind: 'count'
  readonly begin: Word | undefined
  readonly test: Word | undefined
  readonly next: Word | undefined
  readonly body: List
  readonly redirects: readonly Redirect[]
  readonly line: number
}
export interface CaseItem {
  readonly patterns: readonly Word[]
  readonly body: List
  /** `;&`: the body of the next item is run too; `;;&`: the patterns behind it are tried too. */
  readonly goesOn: 'end' | 'next' | 'match'
}
export interface CaseCommand {
  readonly kind: 'case'
  readonly word: Word
  readonly items: readonly CaseItem[]
  readonly redirects: readonly Redirect[]
  readonly line: number
}
export interface FunctionDefinition {
  readonly kind: 'function'
  readonly name: string
  readonly body: Command
}
/** What `[[ … ]]` asks. */
export type Test =
  | { readonly kind: 'unary'; readonly operator: string; readonly word: Word }
  | { readonly kind: 'binary'; readonly left: Word; readonly operator: string; readonly right: Word }
  | { readonly kind: 'and' | 'or'; readonly tests: readonly Test[] }
  | { readonly kind: 'not'; readonly test: Test }

/** bash's `[[ … ]]`. */
export interface Condition {
  readonly kind: 'condition'
  readonly test: Test
  readonly redirects: readonly Redirect[]
  readonly line: number
}
/** bash's `(( … ))`. */
export interface ArithmeticCommand {
  readonly kind: 'compute'
  readonly word: Word
  readonly redirects: readonly Redirect[]
  readonly line: number
}

export type Command = SimpleCommand | Pipeline | AndOr | Group | IfCommand | LoopCommand | ForCommand | CountCommand | CaseCommand | FunctionDefinition | Condition | ArithmeticCommand | List

/** The text of a word that has no expansion and no quote; undefined: it has. */
export const bareText = ({ parts }: Word): string | undefined => {
  if (parts.length === 0) return ''
  const [part] = parts
  return parts.length === 1 && part!.kind === 'text' && !part!.isQuoted ? part!.text : undefined
}
