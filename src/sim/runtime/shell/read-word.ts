import type { List, Part, Word } from './ast.js'
import { dollarQuoted } from './dollar-quote.js'
import { fail, readerOf, type Reader } from './reader.js'

/** What ends a stretch of word parts. */
type Until = 'word' | 'quote' | 'brace' | 'arithmetic' | 'text'

interface Context {
  readonly until: Until
  /** Inside double quotes, or a here-document. */
  readonly isQuoted: boolean
  /** Parses the commands of a substitution; handed in, for the grammar of words and that of commands need each other. */
  readonly parseBody: (reader: Reader, isParenthesised: boolean) => List
}

type ParseBody = Context['parseBody']

const maxDepth = 200
const nameStart = /[A-Za-z_]/
const namePart = /[A-Za-z0-9_]/
const special = new Set('@*#?$!-0123456789')

export const readWord = (reader: Reader, parseBody: ParseBody): Word => ({ parts: readParts(reader, { until: 'word', isQuoted: false, parseBody }) })

/** The body of a here-document whose delimiter was not quoted. */
export function readHereBody(text: string, line: number, source: Reader, parseBody: ParseBody): Word {
  const reader = readerOf(text, source.dialect, 0, line)
  return { parts: readParts(reader, { until: 'text', isQuoted: true, parseBody }) }
}

/** A text that is expanded as if in double quotes: prompts, `(( … ))`. */
export const readQuotedText = (text: string, source: Reader, parseBody: ParseBody): Word => readHereBody(text, source.line, source, parseBody)

function readParts(reader: Reader, context: Context): readonly Part[] {
  if (++reader.depth > maxDepth) fail(reader, 'Word too deeply nested')
  const parts: Part[] = []
  const add = (text: string, isQuoted: boolean): void => {
    const last = parts.at(-1)
    if (last?.kind === 'text' && last.isQuoted === isQuoted) parts[parts.length - 1] = { kind: 'text', text: last.text + text, isQuoted }
    else parts.push({ kind: 'text', text, isQuoted })
  }
  let parens = 0
  for (;;) {
    const character = reader.text[reader.at]
    if (character === undefined) {
      endOfInput(reader, context)
      break
    }
    if (context.until === 'arithmetic') {
      if (character === ')' && parens === 0) break
      parens += character === '(' ? 1 : character === ')' ? -1 : 0
    }
    if (isEnd(character, context.until)) break
    readPart(reader, context, character, parts, add)
  }
  reader.depth--
  return parts
}

const isEnd = (character: string, until: Until): boolean => {
  if (until === 'word') return ' \t\n;&|()<>'.includes(character)
  return until === 'quote' ? character === '"' : until === 'brace' && character === '}'
}

function endOfInput(reader: Reader, { until }: Context): void {
  if (until === 'quote') fail(reader, 'Unterminated quoted string')
  if (until === 'brace') fail(reader, 'Missing \'}\'')
  if (until === 'arithmetic') fail(reader, 'Missing \'))\'')
}

type Add = (text: string, isQuoted: boolean) => void

function readPart(reader: Reader, context: Context, character: string, parts: Part[], add: Add): void {
  const { isQuoted } = context
  if (character === '\\') return readEscape(reader, context, add)
  if (character === "'" && !isQuoted) return add(readSingle(reader), true)
  if (character === '"' && context.until !== 'text' && context.until !== 'arithmetic') return readDouble(reader, context, parts, add)
  if (character === '`') return void parts.push(readBackquoted(reader, context))
  if (character === '$') return readDollar(reader, context, parts, add)
  if (character === '\n') reader.line++
  reader.at++
  add(character, isQuoted)
}

function readEscape(reader: Reader, { isQuoted, until }: Context, add: Add): void {
  const next = reader.text[reader.at + 1]
  reader.at += 2
  if (next === '\n') {
    reader.line++
    return
  }
  if (next === undefined) {
    reader.at = reader.text.length
    return add('\\', true)
  }
  const escapes = !isQuoted || '$`\\'.includes(next) || (next === '"' && until !== 'text') || (next === '}' && until === 'brace')
  add(escapes ? next : `\\${next}`, true)
}

function readSingle(reader: Reader): string {
  const end = reader.text.indexOf("'", reader.at + 1)
  if (end < 0) return fail(reader, 'Unterminated quoted string')
  const text = reader.text.slice(reader.at + 1, end)
  reader.line += countLines(text)
  reader.at = end + 1
  return text
}

function readDouble(reader: Reader, context: Context, parts: Part[], add: Add): void {
  reader.at++
  const inner = readParts(reader, { ...context, until: 'quote', isQuoted: true })
  reader.at++
  if (inner.length === 0) return add('', true)
  for (const part of inner) {
    if (part.kind === 'text') add(part.text, true)
    else parts.push(part)
  }
}

function readBackquoted(reader: Reader, context: Context): Part {
  let text = ''
  let at = reader.at + 1
  for (; reader.text[at] !== '`'; at++) {
    const character = reader.text[at]
    if (character === undefined) return fail(reader, 'EOF in backquote substitution')
    const next = reader.text[at + 1]
    if (character === '\\' && next !== undefined && ('$`\\'.includes(next) || (next === '"' && context.isQuoted && context.until === 'quote'))) {
      text += next
      at++
    } else text += character
  }
  const inner = readerOf(text, reader.dialect, 0, reader.line)
  inner.depth = reader.depth + 1
  const body = context.parseBody(inner, false)
  reader.line += countLines(reader.text.slice(reader.at, at))
  reader.at = at + 1
  return { kind: 'command', body, isQuoted: context.isQuoted }
}

function readDollar(reader: Reader, context: Context, parts: Part[], add: Add): void {
  const { text, at } = reader
  const { isQuoted } = context
  const next = text[at + 1] ?? ''
  if (next === '(' && text[at + 2] === '(') return void parts.push(readArithmetic(reader, context))
  if (next === '(') return void parts.push(readSubstitution(reader, context))
  if (next === '{') return void parts.push(readBraced(reader, context))
  if (next === "'" && !isQuoted && reader.dialect !== 'dash') {
    const [value, end] = dollarQuoted(text, at + 2)
    if (end > text.length) fail(reader, 'Unterminated quoted string')
    reader.at = end
    return add(value, true)
  }
  let end = at + 1
  if (special.has(next) && next !== '') end = at + 2
  else if (nameStart.test(next)) while (namePart.test(text[end] ?? '')) end++
  reader.at = end
  const name = text.slice(at + 1, end)
  if (name === '') {
    reader.at = at + 1
    return add('$', isQuoted)
  }
  parts.push({ kind: 'parameter', name, operator: '', word: undefined, isQuoted })
}

function readArithmetic(reader: Reader, context: Context): Part {
  reader.at += 3
  const parts = readParts(reader, { ...context, until: 'arithmetic', isQuoted: true })
  if (reader.text[reader.at + 1] !== ')') fail(reader, 'Missing \'))\'')
  reader.at += 2
  return { kind: 'arithmetic', word: { parts }, isQuoted: context.isQuoted }
}

function readSubstitution(reader: Reader, context: Context): Part {
  if (++reader.depth > maxDepth) fail(reader, 'Word too deeply nested')
  const { here } = reader
  reader.at += 2
  reader.here = []
  const body = context.parseBody(reader, true)
  reader.here = here
  reader.depth--
  return { kind: 'command', body, isQuoted: context.isQuoted }
}

const operators = [':-', ':=', ':?', ':+', '##', '%%', '-', '=', '?', '+', '#', '%']
const moreOperators = ['//', '/', '^^', '^', ',,', ',', ':']

/** `${name}`, `${#name}`, `${name operator word}`. What is none of them is a bad substitution when it is expanded. */
function readBraced(reader: Reader, context: Context): Part {
  reader.at += 2
  const { isQuoted } = context
  const isLength = reader.text[reader.at] === '#' && !/^#(?:\}|[:%=?+-].*\}|##)/.test(reader.text.slice(reader.at, reader.at + 40).split('\n', 1)[0]!)
  if (isLength) reader.at++
  const name = readName(reader)
  if (isLength) return closeBrace(reader, context, { kind: 'parameter', name, operator: 'length', word: undefined, isQuoted })
  if (reader.text[reader.at] === '}') return closeBrace(reader, context, { kind: 'parameter', name, operator: name === '' ? 'bad' : '', word: undefined, isQuoted })
  const known = reader.dialect === 'dash' ? operators : [...operators, ...moreOperators]
  const operator = known.find((candidate) => reader.text.startsWith(candidate, reader.at))
  if (operator === undefined || name === '') return closeBrace(reader, context, { kind: 'parameter', name, operator: 'bad', word: undefined, isQuoted })
  reader.at += operator.length
  const isPattern = /^[#%/^,]/.test(operator)
  const word = { parts: readParts(reader, { ...context, until: 'brace', isQuoted: isQuoted && !isPattern }) }
  return closeBrace(reader, context, { kind: 'parameter', name, operator, word, isQuoted })
}

function readName(reader: Reader): string {
  const start = reader.at
  const first = reader.text[start] ?? ''
  if (nameStart.test(first)) while (namePart.test(reader.text[reader.at] ?? '')) reader.at++
  else if (/[0-9]/.test(first)) while (/[0-9]/.test(reader.text[reader.at] ?? '')) reader.at++
  else if (first !== '' && special.has(first)) reader.at++
  if (reader.dialect === 'bash' && reader.text[reader.at] === '[') {
    const end = reader.text.indexOf(']', reader.at)
    if (end > 0) reader.at = end + 1
  }
  return reader.text.slice(start, reader.at)
}

function closeBrace(reader: Reader, context: Context, part: Part): Part {
  if (reader.text[reader.at] !== '}') {
    readParts(reader, { ...context, until: 'brace', isQuoted: false })
    reader.at++
    return { ...part, operator: 'bad' } as Part
  }
  reader.at++
  return part
}

const countLines = (text: string): number => {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
