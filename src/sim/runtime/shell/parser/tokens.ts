import type { Dialect } from '../dialect.js'
import type { SyntaxFault } from '../syntax-fault.js'
import { unhide } from './reading.js'
import { lineAt, type Source } from './source.js'

/** A token as the words of a fault name it. */
export interface MetToken extends Pick<SyntaxFault, 'line'> {
  readonly token: string
  readonly at: number
}

const posixOperators = ['<<-', '&&', '||', ';;', '<<', '>>', '<&', '>&', '<>', '>|', '&', '|', ';', '<', '>', '(', ')']
const operatorsOf: Readonly<Record<Dialect, readonly string[]>> = {
  dash: posixOperators,
  ash: ['&>>', '&>', ...posixOperators],
  bash: [';;&', ';&', '&>>', '&>', '<<<', '|&', ...posixOperators],
}
const reserved = new Set(['!', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'if', 'in', 'then', 'until', 'while', '{', '}'])

/** The longest stretch that is looked at to name a token. */
const longest = 40

/** The token at an offset, behind blanks and comments. `end`: where the text that is looked at ends. */
export function tokenAt(source: Source, from: number, end: number = source.text.length, skipsNewlines: boolean = false): MetToken {
  const { text, dialect } = source
  const at = Math.min(beginOfToken(text, from, end, skipsNewlines), end)
  const line = lineAt(source, at)
  if (at >= end) return { token: end === text.length ? 'end of file' : `"${text[end]}"`, at, line }
  if (text[at] === '\n') return { token: 'newline', at, line }
  const operator = operatorsOf[dialect].find((one) => text.startsWith(one, at))
  if (operator !== undefined) return { token: /^[<>]/.test(operator) ? 'redirection' : `"${operator}"`, at, line }
  if (/^[0-9]+[<>]/.test(text.slice(at, at + longest))) return { token: 'redirection', at, line }
  const word = /^[^ \t\n;&|()<>]*/.exec(unhide(text.slice(at, at + longest)))![0]
  return { token: reserved.has(word) ? `"${word}"` : 'word', at, line }
}

function beginOfToken(text: string, from: number, end: number, skipsNewlines: boolean): number {
  let at = from
  while (at < end) {
    if (' \t\r'.includes(text[at]!) || (skipsNewlines && text[at] === '\n')) at++
    else if (text.startsWith('\\\n', at)) at += 2
    else if (text[at] === '#') at = text.includes('\n', at) ? text.indexOf('\n', at) : end
    else break
  }
  return at
}

/** The token that ends at an offset. */
export function tokenEndingAt(source: Source, offset: number, end: number): MetToken {
  const { text, dialect } = source
  if (text[offset - 1] === '\n') return tokenAt(source, offset - 1, end)
  const operator = operatorsOf[dialect].find((one) => text.startsWith(one, offset - one.length))
  const length = operator?.length ?? /[^ \t\n;&|()<>]*$/.exec(text.slice(Math.max(0, offset - longest), offset))![0].length
  return tokenAt(source, offset - length, end)
}
