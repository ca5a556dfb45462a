import type { Redirect, Word } from './ast.js'

/** Whose grammar and words: dash (Debian's sh), ash (busybox), bash. */
export type Dialect = 'dash' | 'ash' | 'bash'

export type Token =
  | { readonly kind: 'operator'; readonly text: string; readonly line: number }
  | { readonly kind: 'word'; readonly word: Word; readonly line: number }
  /** Digits right before a redirection. */
  | { readonly kind: 'fd'; readonly fd: number; readonly line: number }
  | { readonly kind: 'newline' | 'end'; readonly line: number }

export interface PendingHere {
  readonly delimiter: string
  readonly isQuoted: boolean
  readonly stripsTabs: boolean
  readonly redirect: { -readonly [K in keyof Redirect]: Redirect[K] }
}

/** A place in a script while it is parsed. */
export interface Reader {
  readonly text: string
  readonly dialect: Dialect
  at: number
  line: number
  peeked: Token | undefined
  here: PendingHere[]
  depth: number
}

export const readerOf = (text: string, dialect: Dialect, at: number = 0, line: number = 1): Reader => ({ text, dialect, at, line, peeked: undefined, here: [], depth: 0 })

/** What a script breaks the grammar with: a token where another was wanted, or words of its own. */
export interface SyntaxFault {
  readonly line: number
  readonly token?: string
  readonly expecting?: string
  readonly message?: string
}

export class ShellSyntaxError extends Error {
  readonly fault: SyntaxFault

  constructor(fault: SyntaxFault) {
    super(fault.message ?? `${fault.token} unexpected`)
    this.fault = fault
  }
}

export const fail = (reader: Reader, message: string): never => {
  throw new ShellSyntaxError({ line: reader.line, message })
}

export const tokenText = (token: Token): string => {
  if (token.kind === 'operator') return `"${token.text}"`
  if (token.kind === 'newline') return 'newline'
  if (token.kind === 'end') return 'end of file'
  return token.kind === 'fd' ? 'redirection' : 'word'
}

/** The sentence of a syntax error, without the name of the shell (dash's synerror and synexpect; busybox's raise_error_syntax). */
export function syntaxSentence({ token, expecting, message }: SyntaxFault, dialect: Dialect): string {
  if (dialect === 'dash') return `Syntax error: ${message ?? `${token} unexpected${expecting === undefined ? '' : ` (expecting ${expecting})`}`}`
  const lowered = message === undefined ? undefined : message.charAt(0).toLowerCase() + message.slice(1)
  if (dialect === 'ash') return `syntax error: ${lowered ?? `unexpected ${token}${expecting === undefined ? '' : ` (expecting ${expecting})`}`}`
  if (message === 'Unterminated quoted string') return 'unexpected EOF while looking for matching `"\''
  if (token === 'end of file') return 'syntax error: unexpected end of file'
  return `syntax error near unexpected token \`${(token ?? lowered ?? '').replaceAll('"', '')}'`
}
