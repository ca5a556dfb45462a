import { posixExpression } from './posix-expression.js'

/** A sed command: its addresses, its letter, and what belongs to it. Plain data, so that expressions stay texts. */
export interface SedCommand {
  readonly from: SedAddress | undefined
  readonly to: SedAddress | undefined
  readonly isNegated: boolean
  readonly letter: string
  /** `s`: expression, replacement, flags; `y`: two sets; `a`, `i`, `c`: text; `b`, `t`, `:`: label; `r`, `w`: file. */
  readonly parts: readonly string[]
  /** `{`: the index behind its `}`. */
  readonly end: number
}

export type SedAddress =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly source: string; readonly flags: string }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'plus'; readonly count: number }

interface Cursor {
  readonly text: string
  readonly isExtended: boolean
  at: number
}

/** The commands of a script; a text: what is wrong with it. */
export function parseSed(text: string, isExtended: boolean): readonly SedCommand[] | string {
  const cursor: Cursor = { text, isExtended, at: 0 }
  const commands: SedCommand[] = []
  const open: number[] = []
  for (;;) {
    while (/[\s;]/.test(text[cursor.at] ?? '')) cursor.at++
    if (cursor.at >= text.length) break
    if (text[cursor.at] === '#') {
      cursor.at = lineEnd(cursor)
      continue
    }
    const from = address(cursor)
    let to: SedAddress | undefined
    if (from !== undefined && text[cursor.at] === ',') {
      cursor.at++
      to = address(cursor)
      if (to === undefined) return 'unexpected `,\''
    }
    skipSpaces(cursor)
    const isNegated = text[cursor.at] === '!'
    if (isNegated) cursor.at++
    skipSpaces(cursor)
    const letter = text[cursor.at++] ?? ''
    if (letter === '}') {
      const start = open.pop()
      if (start === undefined) return 'unexpected `}\''
      commands[start] = { ...commands[start]!, end: commands.length }
      continue
    }
    const parts = partsOf(cursor, letter)
    if (typeof parts === 'string') return parts
    if (letter === '{') open.push(commands.length)
    commands.push({ from, to, isNegated, letter, parts, end: 0 })
  }
  return open.length > 0 ? 'unmatched `{\'' : commands
}

const lineEnd = ({ text, at }: Cursor): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at++
}

function address(cursor: Cursor): SedAddress | undefined {
  const { text } = cursor
  skipSpaces(cursor)
  const number = /^(\d+)(?:~(\d+))?/.exec(text.slice(cursor.at))
  if (number !== null) {
    cursor.at += number[0].length
    return number[2] === undefined ? { kind: 'line', line: Number(number[1]) } : { kind: 'step', first: Number(number[1]), step: Number(number[2]) }
  }
  const plus = /^\+(\d+)/.exec(text.slice(cursor.at))
  if (plus !== null) {
    cursor.at += plus[0].length
    return { kind: 'plus', count: Number(plus[1]) }
  }
  if (text[cursor.at] === '$') {
    cursor.at++
    return { kind: 'last' }
  }
  if (text[cursor.at] !== '/' && text[cursor.at] !== '\\') return undefined
  if (text[cursor.at] === '\\') cursor.at++
  const source = delimited(cursor, text[cursor.at]!)
  const flag = text[cursor.at] === 'I'
  if (flag) cursor.at++
  return source === undefined ? undefined : { kind: 'match', source, flags: flag ? 'i' : '' }
}

/** The text up to the next bare delimiter; the cursor stands on the opening one. */
function delimited(cursor: Cursor, delimiter: string): string | undefined {
  let value = ''
  for (let at = cursor.at + 1; at < cursor.text.length; at++) {
    const character = cursor.text[at]!
    if (character === '\\' && cursor.text[at + 1] !== undefined) {
      const next = cursor.text[++at]!
      value += next === delimiter && delimiter !== '|' ? next : `\\${next}`
      continue
    }
    if (character === delimiter) {
      cursor.at = at + 1
      return value
    }
    value += character
  }
  return undefined
}

function partsOf(cursor: Cursor, letter: string): readonly string[] | string {
  switch (letter) {
    case 's': return substitution(cursor)
    case 'y': {
      const delimiter = cursor.text[cursor.at] ?? '/'
      const from = delimited(cursor, delimiter)
      cursor.at--
      const to = delimited(cursor, delimiter)
      return from === undefined || to === undefined ? "unterminated `y' command" : [from, to]
    }
    case 'a': case 'i': case 'c': {
      skipSpaces(cursor)
      if (cursor.text[cursor.at] === '\\') {
        cursor.at++
        skipSpaces(cursor)
        if (cursor.text[cursor.at] === '\n') cursor.at++
      }
      let end = lineEnd(cursor)
      while (cursor.text[end - 1] === '\\' && end < cursor.text.length) end = lineEnd({ ...cursor, at: end + 1 })
      const value = cursor.text.slice(cursor.at, end).replaceAll('\\\n', '\n')
      cursor.at = end
      return [value]
    }
    case 'b': case 't': case 'T': case ':': case 'r': case 'w': {
      skipSpaces(cursor)
      const end = letter === ':' || letter === 'r' || letter === 'w' ? lineEnd(cursor) : cursor.at + (/^[^;\n}]*/.exec(cursor.text.slice(cursor.at))?.[0].length ?? 0)
      const value = cursor.text.slice(cursor.at, end).trim()
      cursor.at = end
      return [value]
    }
    case 'q': case 'Q': {
      const code = /^\s*\d*/.exec(cursor.text.slice(cursor.at))![0]
      cursor.at += code.length
      return [code.trim()]
    }
    default: return 'dDpPnNgGhHxl={'.includes(letter) && letter !== '' ? [] : letter === '' ? 'missing command' : `unknown command: \`${letter}'`
  }
}

function substitution(cursor: Cursor): readonly string[] | string {
  const delimiter = cursor.text[cursor.at] ?? ''
  const source = delimited(cursor, delimiter)
  if (source === undefined) return "unterminated `s' command"
  cursor.at--
  const replacement = delimited(cursor, delimiter)
  if (replacement === undefined) return "unterminated `s' command"
  const flags = /^[gpiIe\d]*/.exec(cursor.text.slice(cursor.at))![0]
  cursor.at += flags.length
  if (/[^\s;}#]/.test(cursor.text[cursor.at] ?? ' ') && cursor.text[cursor.at] !== 'w') return "unknown option to `s'"
  return posixExpression(source, cursor.isExtended) === undefined ? 'Invalid regular expression' : [source, replacement, flags]
}
