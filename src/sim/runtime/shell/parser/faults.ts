import { forEachChild, parse, type ParsedScript, type ParseError, type SyntaxNode } from 'unbash'
import { lineAt, Refusal, type Source } from './source.js'
import { tokenAt, tokenEndingAt, type MetToken } from './tokens.js'
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
  const { text } = source
  const said = (words: string, line: number): Refusal => new Refusal(source, pos, { message: words, line })
  const lastLine = lineAt(source, text.length)
  if (/^unterminated (?:single|ANSI-C)/.test(message)) return said('Unterminated quoted string', lineAt(source, pos))
  if (message.startsWith('unterminated double')) return said('Unterminated quoted string', lastLine)
  if (message === 'unterminated backtick') return said('EOF in backquote substitution', lineAt(source, pos))
  if (message === 'unterminated parameter expansion') return said("Missing '}'", lastLine)
  if (/^unterminated arithmetic (?:expansion|command)/.test(message)) return said("Missing '))'", lastLine)
  if (/^unterminated (?:command|process|extended)/.test(message)) return unterminated(source, pos, extent)
  if (message.startsWith('maximum')) return said('Word too deeply nested', lineAt(source, pos))
  return unexpected(source, message, pos, extent)
}

/** A substitution that nothing closes: what is wrong inside of it comes first. */
function unterminated(source: Source, pos: number, { script, end }: Extent): Refusal {
  const inner = substitutionAt(script, pos)
  const first = inner?.errors?.find(({ message }) => !message.startsWith('unterminated command'))
  if (inner !== undefined && first !== undefined) return refusalOf(source, first, { script: inner, end, closer: ')' })
  return new Refusal(source, pos, { token: 'end of file', expecting: '")"', line: lineAt(source, source.text.length) })
}

function substitutionAt(node: SyntaxNode, pos: number): ParsedScript | undefined {
  if (node.type === 'CommandExpansion' && node.pos === pos) return node.script
  let found: ParsedScript | undefined
  forEachChild(node, (child) => { found ??= substitutionAt(child, pos) })
  return found
}

const met = (source: Source, { token, at, line }: MetToken, expecting: string | undefined): Refusal =>
  new Refusal(source, at, { token, line, ...(expecting === undefined ? {} : { expecting: `"${expecting}"` }) })

const isEnd = ({ token }: MetToken): boolean => token === 'end of file'

function unexpected(source: Source, message: string, pos: number, extent: Extent): Refusal {
  const { end } = extent
  if (message.startsWith('unexpected token')) return wanting(source, message, tokenAt(source, pos, end), extent)
  if (message.startsWith("unexpected '.' in array")) return met(source, tokenAt(source, pos, end), ')')
  const opener = /^expected command after '(.+)'/.exec(message)?.[1]
  if (opener !== undefined) {
    const token = tokenAt(source, pos, end, true)
    return met(source, token, isEnd(token) ? afterKeyword.get(opener) : undefined)
  }
  const group = /^expected command in (\w+)/.exec(message)?.[1]
  if (group !== undefined) {
    const token = tokenAt(source, pos + 1, end, true)
    return met(source, token, !isEnd(token) ? undefined : group === 'brace' ? '}' : ')')
  }
  if (/^expected '.+?'/.test(message)) return wanting(source, message, tokenBefore(source, pos, message, extent), extent)
  return met(source, tokenAt(source, pos, end), undefined)
}

/** A token that is none of those which the grammar allows where it stands. */
function wanting(source: Source, message: string, token: MetToken, { script, closer }: Extent): Refusal {
  if ((token.token === '"("' && message.startsWith('unexpected')) || token.token === '"!"') return met(source, token, undefined)
  const wanted = wantedAt(source, script, token.at, isEnd(token))
  return met(source, token, wanted === undefined ? closer : wanted === 'anything' ? undefined : wanted)
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
