/** The grammar of POSIX XCU 2.10 as plain data, with what ash and bash add to it. Nothing is evaluated here. */
export interface Word {
  readonly parts: readonly Part[]
}

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'parameter'; readonly name: string; readonly operator: string; readonly word: Word | undefined; readonly second?: Word; readonly isQuoted: boolean }
  | { readonly kind: 'command'; readonly body: List; readonly isQuoted: boolean }
  | { readonly kind: 'arithmetic'; readonly word: Word; readonly isQuoted: boolean }

export interface Assignment {
  readonly name: string
  readonly word: Word
  readonly isAppending: boolean
  /** bash's `name=(words)`. */
  readonly elements?: readonly Word[]
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
  readonly redirects: readonly Redirect[]
  readonly line: number
}
export interface Pipeline {
  readonly kind: 'pipeline'
  readonly commands: readonly Command[]
  readonly isNegated: boolean
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
export interface CaseCommand {
  readonly kind: 'case'
  readonly word: Word
  readonly items: readonly { readonly patterns: readonly Word[]; readonly body: List; readonly fallsThrough: boolean }[]
  /** bash's `[[ … ]]` and `(( … ))`, which come out by the words they hold. */
  readonly special?: { readonly kind: 'condition' | 'compute'; readonly words: readonly Word[] }
  readonly redirects: readonly Redirect[]
  readonly line: number
}
export interface FunctionDefinition {
  readonly kind: 'function'
  readonly name: string
  readonly body: Command
}
/** bash's `[[ … ]]` as its words, operators as bare text; `(( … ))` as one word. */
export interface Condition {
  readonly kind: 'condition'
  readonly words: readonly Word[]
  readonly redirects: readonly Redirect[]
  readonly line: number
}
export interface ArithmeticCommand {
  readonly kind: 'compute'
  readonly word: Word
  readonly redirects: readonly Redirect[]
  readonly line: number
}

export type Command = SimpleCommand | Pipeline | AndOr | Group | IfCommand | LoopCommand | ForCommand | CaseCommand | FunctionDefinition | Condition | ArithmeticCommand | List

/** The text of a word that has no expansion and no quote; undefined: it has. */
export const bareText = ({ parts }: Word): string | undefined => {
  if (parts.length === 0) return ''
  const [part] = parts
  return parts.length === 1 && part!.kind === 'text' && !part!.isQuoted ? part!.text : undefined
}
