import { bareText, type AndOr, type Assignment, type CaseCommand, type Command, type List, type ListItem, type Part, type Redirect, type SimpleCommand, type Word } from './ast.js'
import { readQuotedText } from './read-word.js'
import { fail, ShellSyntaxError, type Reader, type Token } from './reader.js'
import { delimiterOf, flushHereDocuments, peek, take, unexpected } from './tokens.js'

const next = (reader: Reader): Token => peek(reader, parseBody)
const takeNext = (reader: Reader): Token => take(reader, parseBody)
const bareOf = (token: Token): string | undefined => (token.kind === 'word' ? bareText(token.word) : undefined)
const isOperator = (token: Token, text: string): boolean => token.kind === 'operator' && token.text === text

/** The commands of a substitution, with its closing parenthesis. */
export function parseBody(reader: Reader, isParenthesised: boolean): List {
  const list = parseList(reader)
  const end = next(reader)
  if (isParenthesised && !(end.kind === 'operator' && end.text === ')')) unexpected(end, ')')
  if (!isParenthesised && end.kind !== 'end') unexpected(end)
  takeNext(reader)
  flushHereDocuments(reader, parseBody)
  return list
}

/** Commands over several lines, up to a token that begins none; may be empty. */
const parseList = (reader: Reader): List => ({ kind: 'list', items: parseItems(reader, false) })

/** The same, but a command must be there. */
function parseFilledList(reader: Reader, closer: string): List {
  const list = parseList(reader)
  const token = next(reader)
  if (list.items.length === 0) unexpected(token, token.kind === 'end' ? closer : undefined)
  return list
}

const closing = new Set(['do', 'done', 'elif', 'else', 'esac', 'fi', 'then', '}'])

function beginsCommand(token: Token): boolean {
  if (token.kind === 'word') return !closing.has(bareText(token.word) ?? '')
  return token.kind === 'fd' || (token.kind === 'operator' && (token.text === '(' || /^(?:[<>]|&>)/.test(token.text)))
}

export function parseItems(reader: Reader, isOneLine: boolean): readonly ListItem[] {
  const items: ListItem[] = []
  for (;;) {
    if (!isOneLine) while (next(reader).kind === 'newline') takeNext(reader)
    const first = next(reader)
    if (!beginsCommand(first)) {
      if (items.length === 0 && isOneLine) unexpected(first)
      return items
    }
    const command = parseAndOr(reader)
    const after = next(reader)
    const isSeparator = after.kind === 'operator' && (after.text === ';' || after.text === '&')
    items.push({ command, isBackground: isSeparator && after.text === '&' })
    if (isSeparator) takeNext(reader)
    else if (isOneLine || after.kind !== 'newline') return items
  }
}

function parseAndOr(reader: Reader): Command {
  const first = parsePipeline(reader)
  const rest: AndOr['rest'][number][] = []
  for (let token = next(reader); token.kind === 'operator' && (token.text === '&&' || token.text === '||'); token = next(reader)) {
    const operator = token.text
    takeNext(reader)
    skipNewlines(reader)
    rest.push({ operator, command: parsePipeline(reader) })
  }
  return rest.length === 0 ? first : { kind: 'andor', first, rest }
}

function parsePipeline(reader: Reader): Command {
  let isNegated = false
  let hasBang = false
  for (let token = next(reader); token.kind === 'word' && bareText(token.word) === '!'; token = next(reader)) {
    if (hasBang && reader.dialect !== 'bash') unexpected(token)
    takeNext(reader)
    isNegated = !isNegated
    hasBang = true
  }
  const commands: Command[] = [commandOrFault(reader)]
  for (let token = next(reader); token.kind === 'operator' && (token.text === '|' || token.text === '|&'); token = next(reader)) {
    if (token.text === '|&') commands[commands.length - 1] = withErrors(commands.at(-1)!)
    takeNext(reader)
    skipNewlines(reader)
    commands.push(commandOrFault(reader))
  }
  return commands.length === 1 && !hasBang ? commands[0]! : { kind: 'pipeline', commands, isNegated }
}

const withErrors = (command: Command): Command =>
  ({ kind: 'group', body: { kind: 'list', items: [{ command, isBackground: false }] }, redirects: [{ fd: 2, operator: '>&', word: { parts: [{ kind: 'text', text: '1', isQuoted: false }] } }] })

/** Words of the grammar that stand before or inside a command, never at its beginning. */
const neverFirst = new Set(['!', 'in'])

function commandOrFault(reader: Reader): Command {
  const token = next(reader)
  if (!beginsCommand(token) || neverFirst.has(bareOf(token) ?? '')) unexpected(token)
  return parseCommand(reader)
}

function skipNewlines(reader: Reader): void {
  while (next(reader).kind === 'newline') takeNext(reader)
}

function expectWord(reader: Reader, word: string): void {
  const token = next(reader)
  if (bareOf(token) !== word) unexpected(token, word)
  takeNext(reader)
}

function parseCommand(reader: Reader): Command {
  if (++reader.depth > 200) fail(reader, 'Word too deeply nested')
  const command = parseByFirst(reader)
  reader.depth--
  return command
}

function parseByFirst(reader: Reader): Command {
  const token = next(reader)
  if (isOperator(token, '(')) return parseParenthesised(reader)
  switch (bareOf(token)) {
    case '{': return parseGroup(reader)
    case 'if': return parseIf(reader)
    case 'while': case 'until': return parseLoop(reader)
    case 'for': return parseFor(reader)
    case 'case': return parseCase(reader)
    case 'function': return reader.dialect === 'dash' ? parseSimple(reader) : parseFunctionWord(reader)
    case '[[': return reader.dialect === 'dash' ? parseSimple(reader) : parseCondition(reader)
    default: return parseSimple(reader)
  }
}

function parseParenthesised(reader: Reader): Command {
  const { line } = takeNext(reader)
  if (reader.dialect !== 'dash' && reader.text[reader.at] === '(' && reader.peeked === undefined) {
    const end = reader.text.indexOf('))', reader.at)
    if (end > 0) {
      const text = reader.text.slice(reader.at + 1, end)
      reader.at = end + 2
      return { kind: 'compute', word: readQuotedText(text, reader, parseBody), redirects: parseRedirects(reader), line }
    }
  }
  const body = parseFilledList(reader, ')')
  const token = next(reader)
  if (!isOperator(token, ')')) unexpected(token, ')')
  takeNext(reader)
  return { kind: 'subshell', body, redirects: parseRedirects(reader) }
}

function parseGroup(reader: Reader): Command {
  takeNext(reader)
  const body = parseFilledList(reader, '}')
  expectWord(reader, '}')
  return { kind: 'group', body, redirects: parseRedirects(reader) }
}

function parseIf(reader: Reader): Command {
  const clauses: { readonly condition: List; readonly body: List }[] = []
  let otherwise: List | undefined
  do {
    takeNext(reader)
    const condition = parseFilledList(reader, 'then')
    expectWord(reader, 'then')
    clauses.push({ condition, body: parseFilledList(reader, 'fi') })
  } while (bareOf(next(reader)) === 'elif')
  if (bareOf(next(reader)) === 'else') {
    takeNext(reader)
    otherwise = parseFilledList(reader, 'fi')
  }
  expectWord(reader, 'fi')
  return { kind: 'if', clauses, otherwise, redirects: parseRedirects(reader) }
}

function parseLoop(reader: Reader): Command {
  const isUntil = bareOf(takeNext(reader)) === 'until'
  const condition = parseFilledList(reader, 'do')
  const body = parseDo(reader)
  return { kind: 'loop', isUntil, condition, body, redirects: parseRedirects(reader) }
}

function parseDo(reader: Reader): List {
  expectWord(reader, 'do')
  const body = parseFilledList(reader, 'done')
  expectWord(reader, 'done')
  return body
}

const isName = (text: string | undefined): text is string => text !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)

function parseFor(reader: Reader): Command {
  const { line } = takeNext(reader)
  const nameToken = next(reader)
  const name = bareOf(nameToken)
  if (!isName(name)) throw new ShellSyntaxError({ line: nameToken.line, message: 'Bad for loop variable' })
  takeNext(reader)
  while (next(reader).kind === 'newline') takeNext(reader)
  let words: Word[] | undefined
  if (bareOf(next(reader)) === 'in') {
    takeNext(reader)
    words = []
    for (let token = next(reader); token.kind === 'word'; token = next(reader)) {
      words.push(token.word)
      takeNext(reader)
    }
    const end = next(reader)
    if (!isOperator(end, ';') && end.kind !== 'newline') unexpected(end)
    takeNext(reader)
  } else if (isOperator(next(reader), ';')) takeNext(reader)
  while (next(reader).kind === 'newline') takeNext(reader)
  const body = parseDo(reader)
  return { kind: 'for', name, words, body, redirects: parseRedirects(reader), line }
}

function parseCase(reader: Reader): Command {
  const { line } = takeNext(reader)
  const token = takeNext(reader)
  if (token.kind !== 'word') return unexpected(token)
  while (next(reader).kind === 'newline') takeNext(reader)
  expectWord(reader, 'in')
  const items: CaseCommand['items'][number][] = []
  for (;;) {
    while (next(reader).kind === 'newline') takeNext(reader)
    if (bareOf(next(reader)) === 'esac') break
    items.push(parseCaseItem(reader))
    const end = next(reader)
    if (end.kind === 'operator' && /^;(?:;|&|;&)$/.test(end.text)) takeNext(reader)
    else if (bareOf(end) !== 'esac') unexpected(end, ';;')
  }
  takeNext(reader)
  return { kind: 'case', word: token.word, items, redirects: parseRedirects(reader), line }
}

function parseCaseItem(reader: Reader): CaseCommand['items'][number] {
  if (isOperator(next(reader), '(')) takeNext(reader)
  const patterns: Word[] = []
  for (;;) {
    const token = next(reader)
    if (token.kind !== 'word') return unexpected(token, token.kind === 'end' ? ')' : undefined)
    patterns.push(token.word)
    takeNext(reader)
    const separator = next(reader)
    if (isOperator(separator, '|')) takeNext(reader)
    else if (isOperator(separator, ')')) break
    else unexpected(separator, ')')
  }
  takeNext(reader)
  const body = parseList(reader)
  return { patterns, body, fallsThrough: isOperator(next(reader), ';&') }
}

/** bash's `function name { … }`. */
function parseFunctionWord(reader: Reader): Command {
  takeNext(reader)
  const name = bareOf(next(reader))
  if (name === undefined) return unexpected(next(reader))
  takeNext(reader)
  if (isOperator(next(reader), '(')) {
    takeNext(reader)
    takeNext(reader)
  }
  return parseFunctionBody(reader, name)
}

function parseFunctionBody(reader: Reader, name: string): Command {
  while (next(reader).kind === 'newline') takeNext(reader)
  return { kind: 'function', name, body: commandOrFault(reader) }
}

/** `[[ … ]]`: operators inside are words here. */
function parseCondition(reader: Reader): Command {
  const { line } = takeNext(reader)
  const words: Word[] = []
  for (;;) {
    const token = takeNext(reader)
    if (token.kind === 'end') return unexpected(token, ']]')
    if (bareOf(token) === ']]') break
    if (token.kind === 'word') words.push(token.word)
    else if (token.kind === 'operator') words.push({ parts: [{ kind: 'text', text: token.text, isQuoted: false }] })
    if (words.at(-1) !== undefined && token.kind === 'word' && bareOf(token) === '=~') words.push(readPattern(reader))
  }
  return { kind: 'condition', words, redirects: parseRedirects(reader), line }
}

/** A regular expression behind `=~` may hold parentheses and bars: it goes to the next blank outside of them. */
function readPattern(reader: Reader): Word {
  while (reader.text[reader.at] === ' ') reader.at++
  let depth = 0
  const start = reader.at
  for (; reader.at < reader.text.length; reader.at++) {
    const character = reader.text[reader.at]!
    if (character === '(') depth++
    if (character === ')') depth--
    if (depth === 0 && /[\s;]/.test(character)) break
  }
  const text = reader.text.slice(start, reader.at)
  return text.includes('$') && /\$[A-Za-z_{]/.test(text) ? readQuotedText(text, reader, parseBody) : { parts: [{ kind: 'text', text, isQuoted: false }] }
}

const redirectOperator = /^(?:[<>]|&>)/
const isRedirect = (token: Token): boolean => token.kind === 'fd' || (token.kind === 'operator' && redirectOperator.test(token.text))

function parseRedirects(reader: Reader): readonly Redirect[] {
  const redirects: Redirect[] = []
  while (isRedirect(next(reader))) redirects.push(parseRedirect(reader))
  return redirects
}

/** Where a redirection leads. In bash the digits behind `>&` are one even right before the next redirection. */
function targetOf(token: Token, operator: string, { dialect }: Reader): Extract<Token, { readonly kind: 'word' }> {
  if (token.kind === 'word') return token
  if (token.kind !== 'fd' || dialect !== 'bash' || !operator.endsWith('&')) return unexpected(token)
  return { kind: 'word', word: { parts: [{ kind: 'text', text: String(token.fd), isQuoted: false }] }, line: token.line }
}

function parseRedirect(reader: Reader): Redirect {
  const first = takeNext(reader)
  const fd = first.kind === 'fd' ? first.fd : undefined
  const token = first.kind === 'fd' ? takeNext(reader) : first
  const text = token.kind === 'operator' ? token.text : ''
  const target = targetOf(next(reader), text, reader)
  takeNext(reader)
  if (text !== '<<' && text !== '<<-') return { fd, operator: text as Redirect['operator'], word: target.word }
  const redirect: { -readonly [K in keyof Redirect]: Redirect[K] } = { fd, operator: '<<', word: { parts: [] } }
  reader.here.push({ ...delimiterOf(reader, target.word), stripsTabs: text === '<<-', redirect })
  return redirect
}

function parseSimple(reader: Reader): Command {
  const assignments: Assignment[] = []
  const words: Word[] = []
  const redirects: Redirect[] = []
  const { line } = next(reader)
  for (;;) {
    const token = next(reader)
    if (isRedirect(token)) redirects.push(parseRedirect(reader))
    else if (token.kind === 'word') {
      const assignment = words.length === 0 ? assignmentOf(token.word) : undefined
      takeNext(reader)
      if (assignment !== undefined && isArray(reader, assignment)) {
        assignments.push({ ...assignment, elements: parseElements(reader) })
        continue
      }
      if (assignment === undefined) words.push(token.word)
      else assignments.push(assignment)
    } else if (isOperator(token, '(') && words.length === 1 && assignments.length === 0 && redirects.length === 0) return parseFunction(reader, words[0]!)
    else break
  }
  if (isOperator(next(reader), '(')) unexpected(next(reader))
  return { kind: 'simple', assignments, words, redirects, line } satisfies SimpleCommand
}

function parseFunction(reader: Reader, word: Word): Command {
  takeNext(reader)
  const token = next(reader)
  if (!isOperator(token, ')')) unexpected(token, ')')
  takeNext(reader)
  const name = bareText(word)
  if (name === undefined || (!isName(name) && reader.dialect === 'dash')) throw new ShellSyntaxError({ line: token.line, message: 'Bad function name' })
  return parseFunctionBody(reader, name)
}

const isArray = (reader: Reader, { word }: Assignment): boolean =>
  reader.dialect === 'bash' && word.parts.length === 0 && reader.peeked === undefined && reader.text[reader.at] === '('

/** The words of `name=(…)`, over several lines. */
function parseElements(reader: Reader): readonly Word[] {
  takeNext(reader)
  const elements: Word[] = []
  for (;;) {
    const token = takeNext(reader)
    if (token.kind === 'word') elements.push(token.word)
    else if (isOperator(token, ')')) return elements
    else if (token.kind !== 'newline') unexpected(token, ')')
  }
}

const assignmentStart = /^([A-Za-z_][A-Za-z0-9_]*(?:\[\d+\])?)(\+?)=/

/** `name=word` (and `name+=word`), when the name stands bare in front. */
function assignmentOf({ parts }: Word): Assignment | undefined {
  const [first, ...rest] = parts
  if (first?.kind !== 'text' || first.isQuoted) return undefined
  const match = assignmentStart.exec(first.text)
  if (match === null) return undefined
  const text = first.text.slice(match[0].length)
  const head: readonly Part[] = text === '' ? [] : [{ kind: 'text', text, isQuoted: false }]
  return { name: match[1]!, word: { parts: [...head, ...rest] }, isAppending: match[2] === '+' }
}
