import { forEachChild, parse, type ParsedScript, type ParseError, type SyntaxNode } from 'unbash'
import type { SyntaxFault } from '../syntax-fault.js'
import { endLine, lineAt, openFaults, Refusal, type Source } from './source.js'
import { refuseToken, tokenAt, tokenEndingAt, tokenForWord, type MetToken } from './tokens.js'
import { afterKeyword, wantedAt } from './wanted.js'

/** The part of a text that a script is, and what ends it. */
export interface Extent {
  readonly script: ParsedScript
  readonly end: number
  /** The token behind it, when it stands in a substitution. */
  readonly closer?: string
}

/**
 * What the shells say where unbash says an error: which token was met, and which was wanted. unbash tells the latter in its messages only,
 * so these words are those of the version that package.json pins; one that is not known yet names the token alone.
 */
export function refusalOf(source: Source, { message, pos }: ParseError, extent: Extent): Refusal {
  if (message.startsWith('maximum')) return new Refusal(source, pos, { message: 'Word too deeply nested' })
  if (message.startsWith('unterminated')) return unterminated(source, message, pos, extent)
  return unexpected(source, message, pos, extent)
}

/** Something that is open at the end of the text: the words of dash with the line that they name, and what bash looks for. */
function unterminated(source: Source, message: string, pos: number, extent: Extent): Refusal {
  const { text, dialect } = source
  const last = dialect === 'bash' ? lineAt(source, pos) : lineAt(source, text.length)
  const open = (fault: Omit<SyntaxFault, 'line'>, line: number): Refusal => new Refusal(source, pos, { ...fault, line })
  if (/single|ANSI-C/.test(message)) return open(openFaults.singleQuotes, lineAt(source, pos))
  if (message.includes('double')) return open(openFaults.doubleQuotes, last)
  if (message.includes('backtick')) return open(openFaults.backquotes, lineAt(source, pos))
  if (/extended glob|process/.test(message) && dialect !== 'bash') return refuseToken(source, tokenAt(source, pos + 1))
  if (message.includes('extended glob')) return open({ message: '', unclosed: ')' }, last)
  if (message.includes('parameter')) return open(openFaults.braces, last)
  if (message.includes('arithmetic') || text.startsWith('$((', pos)) return open(openFaults.arithmetic, last)
  return openSubstitution(source, pos, extent)
}

/** A substitution that nothing closes: what is wrong inside of it comes first. */
function openSubstitution(source: Source, pos: number, { script, end }: Extent): Refusal {
  const inner = substitutionAt(script, pos)
  const first = inner?.errors?.find(({ message }) => !message.startsWith('unterminated command'))
  if (inner !== undefined && first !== undefined) return refusalOf(source, first, { script: inner, end, closer: ')' })
  return new Refusal(source, pos, { ...openFaults.substitution, line: endLine(source) })
}

function substitutionAt(node: SyntaxNode, pos: number): ParsedScript | undefined {
  if (node.type === 'CommandExpansion' && node.pos === pos) return node.script
  let found: ParsedScript | undefined
  forEachChild(node, (child) => { found ??= substitutionAt(child, pos) })
  return found
}

const isEnd = ({ token }: MetToken): boolean => token === 'end of file'

function unexpected(source: Source, message: string, pos: number, extent: Extent): Refusal {
  const { end, script } = extent
  const isInCondition = script.errors?.some((error) => error.message.includes("close '[['")) === true
  if (isInCondition) return new Refusal(source, pos, message.includes("close '[['") ? { unclosed: ']]', token: 'end of file' } : { message: 'syntax error in conditional expression' })
  if (message.startsWith("expected 'in'") && source.dialect === 'bash' && /\bcase\s*$/.test(source.text.slice(Math.max(0, pos - 6), pos))) return refuseToken(source, tokenForWord(source, pos, end))
  if (message.startsWith('unexpected token')) return wanting(source, message, tokenAt(source, pos, end), extent)
  if (message.startsWith('expected three')) return new Refusal(source, pos, { message: `syntax error: ${(header(source.text, pos).match(/;/g) ?? []).length < 2 ? 'arithmetic expression required' : "`;' unexpected"}` })
  if (message.startsWith("unexpected '.' in array")) return refuseToken(source, tokenAt(source, pos, end), ')')
  const opener = /^expected command after '(.+)'/.exec(message)?.[1]
  if (opener !== undefined) {
    const token = tokenAt(source, pos, end, true)
    return refuseToken(source, token, isEnd(token) ? afterKeyword.get(opener) : undefined)
  }
  const group = /^expected command in (\w+)/.exec(message)?.[1]
  if (group !== undefined) {
    const token = tokenAt(source, pos + 1, end, true)
    return refuseToken(source, token, !isEnd(token) ? undefined : group === 'brace' ? '}' : ')')
  }
  if (/^expected '.+?'/.test(message)) return wanting(source, message, tokenBefore(source, pos, message, extent), extent)
  // An operator where a function's body was to begin is behind its offset already.
  if (message.startsWith('expected compound') && /[;&|]/.test(source.text[pos - 1] ?? '')) return refuseToken(source, tokenEndingAt(source, pos, end))
  return refuseToken(source, tokenForWord(source, pos, end))
}

/** What stands between the parentheses of `for ((…))`, from in front of an offset. */
const header = (text: string, pos: number): string => text.slice(text.lastIndexOf('((', pos), pos + 2)

/** A token that is none of those which the grammar allows where it stands. */
function wanting(source: Source, message: string, token: MetToken, { script, closer }: Extent): Refusal {
  if ((token.token === '"("' && message.startsWith('unexpected')) || token.token === '"!"') return refuseToken(source, token, undefined)
  const wanted = wantedAt(source, script, token.at, isEnd(token))
  return refuseToken(source, token, wanted === undefined ? closer : wanted === 'anything' ? undefined : wanted)
}

/**
 * Where the token begins that unbash met: `expected 'then'` comes with the offset behind it. An error at the end of the text may be of the end
 * itself, or of the last token: a newline behind it tells.
 */
function tokenBefore(source: Source, pos: number, message: string, { script, end }: Extent): MetToken {
  const { text } = source
  if (pos < end) return tokenEndingAt(source, pos, end)
  if (end === text.length) {
    const again = parse(`${text}\n\n`).errors?.find((error) => error.message === message)
    if (again === undefined || again.pos > end) return tokenAt(source, end, end)
  } else {
    const inner = text.slice(script.pos, end)
    const isClosed = /[\s;&|](?:done|fi|esac|\}|then|do|elif|else|\))\s*$/.test(inner)
    if (!isClosed || (parse(`${inner}\n`).errors?.[0]?.pos ?? 0) > end - script.pos) return tokenAt(source, end, end)
  }
  return tokenEndingAt(source, text.slice(0, end).trimEnd().length, end)
}
