/** Words of a CEL expression: the lexical rules of cel-spec `langdef.md`. */
import type { Issue } from './ast.js'

export interface Token {
  readonly form: 'ident' | 'quoted' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'punct' | 'end'
  readonly at: number
  readonly text: string
  /** The contents of a string, or the bytes of a bytes literal. */
  readonly value?: string | readonly number[]
  /** Why the contents cannot be had. */
  readonly problem?: string
}

const space = /(?:[\s\f]+|\/\/[^\n]*)+/y
const number = /0x[0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?/y
const word = /[A-Za-z_][A-Za-z0-9_]*/y
const escapedIdent = /`[A-Za-z0-9_. /-]+`/y
const texts = /(?:([bB][rR]?|[rR][bB]?)?)("""[\s\S]*?(?<!\\)"""|'''[\s\S]*?(?<!\\)'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')/y
const rawTexts = /([bB][rR]|[rR][bB]?)("""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')/y
const punct = /==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()[\]{}]/y

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(source)
}

const simple: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"', '`': '`', '?': '?' }
const escape = /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([abfnrtv\\'"`?]))/g

/** Single bytes inside of a bytes literal, until it is read as a whole: characters that texts do not use. */
const byteBase = 0x10_f000
const bytesOf = (text: string): readonly number[] => [...text].flatMap((char) => {
  const code = char.codePointAt(0) as number
  return code >= byteBase && code < byteBase + 256 ? [code - byteBase] : utf8(char)
})

/** The contents between the quotes; undefined where an escape is none. */
function unescape(body: string, isBytes: boolean): string | undefined {
  const rest = body.replaceAll(escape, '')
  if (rest.includes('\\')) return undefined
  return body.replaceAll(escape, (_, x?: string, X?: string, u?: string, U?: string, octal?: string, char?: string) => {
    const byte = x ?? X
    if (isBytes && (byte !== undefined || octal !== undefined)) return String.fromCodePoint(byteBase + (byte === undefined ? Number.parseInt(octal as string, 8) : Number.parseInt(byte, 16)))
    const hex = byte ?? u ?? U
    return hex !== undefined ? String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10_ffff)) : octal !== undefined ? String.fromCharCode(Number.parseInt(octal, 8)) : (simple[char as string] as string)
  })
}

/** UTF-8 of a text; in bytes literals `\xff` is one byte. */
export function utf8(text: string): readonly number[] {
  const bytes: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0) as number
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return bytes
}

const surrogate = /\\(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}|\\U(?!00(?:0|10))/

function readText(found: RegExpExecArray, isRaw: boolean, at: number): Token | undefined {
  const [whole, prefix = '', quotedText = ''] = found
  const width = /^("""|''')/.test(quotedText) ? 3 : 1
  const body = quotedText.slice(width, -width)
  const isBytes = /[bB]/.test(prefix)
  const value = isRaw ? body : unescape(body, isBytes)
  if (value === undefined) return undefined
  const problem = isRaw ? undefined : isBytes && /\\[uU]/.test(body.replaceAll('\\\\', '')) ? 'unable to unescape string' : surrogate.test(body) ? 'invalid unicode code point' : undefined
  return { form: isBytes ? 'bytes' : 'string', at, text: whole, value: isBytes ? bytesOf(value) : value, ...(problem !== undefined && { problem }) }
}

function numberToken(text: string, at: number): Token {
  const form = /[uU]$/.test(text) ? 'uint' : text.startsWith('0x') || /^\d+$/.test(text) ? 'int' : 'double'
  return { form, at, text }
}

function tokenAt(source: string, at: number): Token | undefined {
  const raw = match(rawTexts, source, at)
  if (raw) return readText(raw, true, at)
  const quotedText = match(texts, source, at)
  if (quotedText) return readText(quotedText, false, at)
  const digits = match(number, source, at)
  if (digits) return numberToken(digits[0], at)
  const name = match(word, source, at)
  if (name) return { form: 'ident', at, text: name[0] }
  const escapedName = match(escapedIdent, source, at)
  if (escapedName) return { form: 'quoted', at, text: escapedName[0], value: escapedName[0].slice(1, -1) }
  const mark = match(punct, source, at)
  return mark ? { form: 'punct', at, text: mark[0] } : undefined
}

/** All tokens, `end` last; characters that begin none are issues, and are left out. */
export function tokenize(source: string): { readonly tokens: readonly Token[]; readonly issues: readonly Issue[] } {
  const tokens: Token[] = []
  const issues: Issue[] = []
  let at = 0
  while (at < source.length) {
    const gap = match(space, source, at)
    if (gap) {
      at += gap[0].length
      continue
    }
    const token = tokenAt(source, at)
    if (token) {
      tokens.push(token)
      at += token.text.length
    } else {
      const length = unrecognized(source, at)
      issues.push({ at, message: `Syntax error: token recognition error at: '${source.slice(at, at + length).replaceAll('\n', '\\n')}'` })
      at += length
    }
  }
  tokens.push({ form: 'end', at: source.length, text: '<EOF>' })
  return { tokens, issues }
}

/** As much as the lexer had read when it gave up: a character that could have begun `==`, `&&` or a text takes what follows with it. */
function unrecognized(source: string, at: number): number {
  const char = source[at] as string
  if (char === '"' || char === "'") {
    const badEscape = /^(['"])(?:(?!\1)[^\\\n\r]|\\(?:[abfnrtv\\'"`?]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}))*\\(?:u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[xX][0-9a-fA-F]?|[0-3][0-7]?)?[\s\S]/.exec(source.slice(at))
    return badEscape ? badEscape[0].length : source.length - at
  }
  return '=&|'.includes(char) && at + 1 < source.length ? 2 : 1
}
