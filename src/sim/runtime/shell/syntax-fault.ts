import type { Dialect } from './dialect.js'

/** What a script breaks the grammar with: a token where another was wanted, or words of its own. `line` counts from 1. */
export interface SyntaxFault {
  readonly line: number
  readonly token?: string
  readonly expecting?: string
  readonly message?: string
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
