import { bareText, type List, type Word } from './ast.js'
import { ShellSyntaxError, tokenText, type Reader, type Token } from './reader.js'
import { readHereBody, readWord } from './read-word.js'

type ParseBody = (reader: Reader, isParenthesised: boolean) => List

const posixOperators = ['<<-', '&&', '||', ';;', '<<', '>>', '<&', '>&', '<>', '>|', '&', '|', ';', '<', '>', '(', ')']
const operatorsOf = {
  dash: posixOperators,
  ash: ['&>>', '&>', ...posixOperators],
  bash: [';;&', ';&', '&>>', '&>', '<<<', '|&', ...posixOperators],
}

export function peek(reader: Reader, parseBody: ParseBody): Token {
  return (reader.peeked ??= readToken(reader, parseBody))
}

/** Takes the token that was peeked at. Behind a newline the bodies of here-documents are read. */
export function take(reader: Reader, parseBody: ParseBody): Token {
  const token = peek(reader, parseBody)
  reader.peeked = undefined
  if (token.kind === 'newline') readHereDocuments(reader, parseBody)
  return token
}

function readToken(reader: Reader, parseBody: ParseBody): Token {
  skipBlanks(reader)
  const { text, at, line } = reader
  const character = text[at]
  if (character === undefined) return { kind: 'end', line }
  if (character === '\n') {
    reader.at++
    reader.line++
    return { kind: 'newline', line }
  }
  for (const operator of operatorsOf[reader.dialect]) {
    if (character === operator[0] && text.startsWith(operator, at)) {
      reader.at += operator.length
      return { kind: 'operator', text: operator, line }
    }
  }
  const digits = /^[0-9]+(?=[<>])/.exec(text.slice(at, at + 12))
  if (digits !== null) {
    reader.at += digits[0].length
    return { kind: 'fd', fd: Number(digits[0]), line }
  }
  return { kind: 'word', word: readWord(reader, parseBody), line }
}

function skipBlanks(reader: Reader): void {
  const { text } = reader
  for (;;) {
    const character = text[reader.at]
    if (character === ' ' || character === '\t' || character === '\r') reader.at++
    else if (character === '\\' && text[reader.at + 1] === '\n') {
      reader.at += 2
      reader.line++
    } else if (character === '#') {
      const end = text.indexOf('\n', reader.at)
      reader.at = end < 0 ? text.length : end
    } else return
  }
}

function readHereDocuments(reader: Reader, parseBody: ParseBody): void {
  const pending = reader.here
  reader.here = []
  for (const { delimiter, isQuoted, stripsTabs, redirect } of pending) {
    const { line } = reader
    const body = takeLines(reader, delimiter, stripsTabs)
    redirect.word = isQuoted ? { parts: [{ kind: 'text', text: body, isQuoted: true }] } : readHereBody(body, line, reader, parseBody)
  }
}

/** A here-document that nobody ends goes to the end of the script. */
function takeLines(reader: Reader, delimiter: string, stripsTabs: boolean): string {
  let body = ''
  while (reader.at < reader.text.length) {
    const newline = reader.text.indexOf('\n', reader.at)
    const end = newline < 0 ? reader.text.length : newline
    const raw = reader.text.slice(reader.at, end)
    const line = stripsTabs ? raw.replace(/^\t+/, '') : raw
    reader.at = Math.min(end + 1, reader.text.length)
    reader.line++
    if (line === delimiter) return body
    body += newline < 0 ? line : `${line}\n`
  }
  return body
}

export const flushHereDocuments = (reader: Reader, parseBody: ParseBody): void => {
  if (reader.here.length > 0) readHereDocuments(reader, parseBody)
}

/** What a word stands for as the delimiter of a here-document: its text without quotes, and whether there were any. */
export function delimiterOf(reader: Reader, word: Word): { readonly delimiter: string; readonly isQuoted: boolean } {
  const isQuoted = word.parts.some((part) => part.kind === 'text' && part.isQuoted)
  const delimiter = word.parts.map((part) => (part.kind === 'text' ? part.text : part.kind === 'parameter' ? `$${part.name}` : '')).join('')
  return { delimiter, isQuoted: isQuoted || bareText(word) === undefined && reader.dialect === 'dash' && word.parts.every((part) => part.kind === 'text') }
}

const reserved = new Set(['!', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'if', 'in', 'then', 'until', 'while', '{', '}'])

export const unexpected = (token: Token, expecting?: string): never => {
  const bare = token.kind === 'word' ? bareText(token.word) : undefined
  const text = bare !== undefined && reserved.has(bare) ? `"${bare}"` : tokenText(token)
  const isRedirect = token.kind === 'operator' && /^[<>]/.test(token.text)
  throw new ShellSyntaxError({ line: token.line, token: isRedirect ? 'redirection' : text, ...(expecting === undefined ? {} : { expecting: `"${expecting}"` }) })
}
