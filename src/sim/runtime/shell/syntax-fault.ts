import type { Dialect } from './dialect.js'

/** What a script breaks the grammar with: a token where another was wanted, or words of its own. `line` counts from 1. */
export interface SyntaxFault {
  readonly line: number
  /** The kind of token, as dash and ash name it. */
  readonly token?: string
  /** The token as it is written, as bash names it. */
  readonly text?: string
  readonly expecting?: string
  readonly message?: string
  /** What bash looked for to the end of the file. */
  readonly unclosed?: string
}

/** The sentence of a syntax error, without the name of the shell (dash's synerror and synexpect; busybox's raise_error_syntax; bash's report_syntax_error). */
export function syntaxSentence({ token, text, expecting, message, unclosed }: SyntaxFault, dialect: Dialect): string {
  const wanted = expecting === undefined ? '' : ` (expecting ${expecting})`
  if (dialect === 'dash') return `Syntax error: ${message ?? `${token} unexpected${wanted}`}`
  if (dialect === 'ash') return `syntax error: ${message === undefined ? `unexpected ${token}${wanted}` : message.charAt(0).toLowerCase() + message.slice(1)}`
  if (unclosed !== undefined) return `unexpected EOF while looking for ${unclosed.length > 1 ? '' : 'matching '}\`${unclosed}'`
  if (message !== undefined) return message
  return token === 'end of file' ? 'syntax error: unexpected end of file' : `syntax error near unexpected token \`${text ?? token}'`
}

/** What a shell says of a script that it cannot parse. bash shows the line too. `origin`: `-c` or `eval`, which bash names in front of the line. */
export function syntaxReport(fault: SyntaxFault, dialect: Dialect, name: string, origin: string | undefined, lineText: string): string {
  const sentence = syntaxSentence(fault, dialect)
  if (dialect !== 'bash') return sentence
  const prefix = `${name}: ${origin === undefined ? '' : `${origin}: `}line ${fault.line}: `
  const isOfToken = fault.unclosed === undefined && fault.token !== 'end of file' && fault.message === undefined
  return isOfToken ? `${prefix}${sentence}\n${prefix}\`${lineText}'` : `${prefix}${sentence}`
}
