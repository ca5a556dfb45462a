import type { Dialect } from '../dialect.js'
import type { SyntaxFault } from '../syntax-fault.js'
import { unhide } from './reading.js'
import { endLine, lineAt, Refusal, type Source } from './source.js'

/** A token as the words of a fault name it. */
export interface MetToken extends Required<Pick<SyntaxFault, 'line' | 'token' | 'text'>> {
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
const longest = 200

/** The token at an offset, behind blanks and comments. `end`: where the text that is looked at ends. */
export function tokenAt(source: Source, from: number, end: number = source.text.length, skipsNewlines: boolean = false): MetToken {
  const { text, dialect } = source
  const at = Math.min(beginOfToken(text, from, end, skipsNewlines), end)
  const line = lineAt(source, at)
  const named = (token: string, written: string): MetToken => ({ token, text: written, at, line })
  if (at >= end) return end === text.length ? { ...named('end of file', ''), line: endLine(source) } : named(`"${text[end]}"`, text[end]!)
  if (text[at] === '\n') return named('newline', 'newline')
  const operator = operatorsOf[dialect].find((one) => text.startsWith(one, at))
  if (operator !== undefined) return named(/^[<>]/.test(operator) ? 'redirection' : `"${operator}"`, operator)
  const word = /^[^ \t\n;&|()<>]*/.exec(unhide(text.slice(at, at + longest)))![0]
  if (/^[0-9]+[<>]/.test(text.slice(at, at + longest))) return named('redirection', word)
  return named(reserved.has(word) ? `"${word}"` : 'word', word)
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

/** `expecting`: the one token that was wanted. */
export const refuseToken = (source: Source, { at, ...met }: MetToken, expecting?: string): Refusal =>
  new Refusal(source, at, expecting === undefined ? met : { ...met, expecting: expecting === 'word' ? expecting : `"${expecting}"` })

/** The token where a word was to stand on the same line. bash ends the last line where nothing else does. */
export function tokenForWord(source: Source, from: number, end: number = source.text.length): MetToken {
  const met = tokenAt(source, from, end)
  return source.dialect === 'bash' && met.token === 'end of file' ? { token: 'newline', text: 'newline', at: met.at, line: lineAt(source, met.at) } : met
}
