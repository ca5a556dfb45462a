import { checkLabelValue, checkQualifiedName } from './names.js'

/** The selector language of `kubectl -l`: apimachinery `pkg/labels/selector.go` 1.36 (`Parse`). */

export interface Requirement {
  readonly key: string
  readonly operator: '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<'
  readonly values: readonly string[]
}
export type SelectorResult = { readonly ok: true; readonly value: readonly Requirement[] } | { readonly ok: false; readonly error: string }

interface Token {
  readonly kind: 'end' | 'word' | 'symbol'
  readonly text: string
}
interface Cursor {
  readonly tokens: readonly Token[]
  readonly at: number
}
/** A grammar step: the value read and the rest, or the API's sentence. */
type Step<T> = { readonly value: T; readonly rest: Cursor } | { readonly error: string }

const lexeme = /[ \t\r\n]*(?:(==|!=|[=!(),><])|([^=!(),><\s]+))/y
const end: Token = { kind: 'end', text: '' }

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  lexeme.lastIndex = 0
  for (let match = lexeme.exec(text); match; match = lexeme.exec(text))
    tokens.push({ kind: match[1] === undefined ? 'word' : 'symbol', text: match[1] ?? (match[2] as string) })
  tokens.push(end)
  return tokens
}

const peek = (cursor: Cursor): Token => cursor.tokens[cursor.at] ?? end
const next = (cursor: Cursor): Cursor => ({ tokens: cursor.tokens, at: cursor.at + 1 })
const is = (token: Token, text: string): boolean => token.kind === 'symbol' && token.text === text
const isEnd = (token: Token): boolean => token.kind === 'end'
const quoted = (text: string): string => JSON.stringify(text)

const operators: ReadonlySet<string> = new Set(['in', 'notin', '=', '==', '!=', '>', '<'])

function readKey(cursor: Cursor): Step<{ readonly key: string; readonly isNegated: boolean }> {
  const isNegated = is(peek(cursor), '!')
  const at = isNegated ? next(cursor) : cursor
  const token = peek(at)
  if (token.kind !== 'word') return { error: `found '${token.text}', expected: identifier` }
  const errors = checkQualifiedName(token.text)
  if (errors.length > 0) return { error: `<nil>: Invalid value: ${quoted(token.text)}: ${errors.join('; ')}` }
  return { value: { key: token.text, isNegated }, rest: next(at) }
}

/** `(a,,b)`: empty places are the empty string. */
function readValues(cursor: Cursor): Step<readonly string[]> {
  if (!is(peek(cursor), '(')) return { error: `found '${peek(cursor).text}' expected: '('` }
  const values = new Set<string>()
  let at = next(cursor)
  const first = peek(at)
  if (is(first, ')')) return { value: [''], rest: next(at) }
  if (first.kind !== 'word' && !is(first, ',')) return { error: `found '${first.text}', expected: ',', ')' or identifier` }
  for (let isPlace = true; ; at = next(at)) {
    const token = peek(at)
    if (token.kind === 'word') {
      if (!isPlace) return { error: `found '${token.text}', expected: ',' or ')'` }
      values.add(token.text)
      isPlace = false
    } else if (is(token, ',') || is(token, ')')) {
      if (isPlace) values.add('')
      if (is(token, ')')) return { value: [...values].sort(), rest: next(at) }
      isPlace = true
    } else return { error: isPlace ? `found '${token.text}', expected: ',', or identifier` : `found '${token.text}', expected: ',' or ')'` }
  }
}

function readExactValue(cursor: Cursor): Step<readonly string[]> {
  const token = peek(cursor)
  if (isEnd(token) || is(token, ',')) return { value: [''], rest: cursor }
  return token.kind === 'word' ? { value: [token.text], rest: next(cursor) } : { error: `found '${token.text}', expected: identifier` }
}

function valueErrors({ key, operator, values }: Requirement): string | undefined {
  const errors: string[] = []
  for (const [index, value] of values.entries()) {
    if ((operator === '>' || operator === '<') && !/^[+-]?\d+$/.test(value))
      errors.push(`values[${index}]: Invalid value: ${quoted(value)}: for 'Gt', 'Lt' operators, the value must be an integer`)
  }
  for (const [index, value] of values.entries()) {
    const wrong = checkLabelValue(value)
    if (wrong.length > 0) errors.push(`values[${index}][${key}]: Invalid value: ${quoted(value)}: ${wrong.join('; ')}`)
  }
  return errors.length === 0 ? undefined : errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
}

function readRequirement(cursor: Cursor): Step<Requirement> {
  const named = readKey(cursor)
  if ('error' in named) return named
  const { key, isNegated } = named.value
  const token = peek(named.rest)
  if (isEnd(token) || is(token, ',') || isNegated) return { value: { key, operator: isNegated ? '!' : 'exists', values: [] }, rest: named.rest }
  if (!operators.has(token.text)) return { error: `found '${token.text}', expected: in, notin, =, ==, !=, gt, lt` }
  const operator = token.text as Requirement['operator']
  const listed = operator === 'in' || operator === 'notin' ? readValues(next(named.rest)) : readExactValue(next(named.rest))
  if ('error' in listed) return listed
  const requirement: Requirement = { key, operator, values: listed.value }
  const error = valueErrors(requirement)
  return error === undefined ? { value: requirement, rest: listed.rest } : { error }
}

/** Reads `app=web,tier!=cache,env in (a,b),!x`; requirements come sorted by key; the error is the API's sentence. */
export function parseSelector(text: string): SelectorResult {
  const requirements: Requirement[] = []
  let cursor: Cursor = { tokens: tokenize(text), at: 0 }
  for (;;) {
    const token = peek(cursor)
    if (isEnd(token)) break
    if (token.kind !== 'word' && !is(token, '!')) return { ok: false, error: `found '${token.text}', expected: !, identifier, or 'end of string'` }
    const step = readRequirement(cursor)
    if ('error' in step) return { ok: false, error: `unable to parse requirement: ${step.error}` }
    requirements.push(step.value)
    const separator = peek(step.rest)
    if (isEnd(separator)) break
    if (!is(separator, ',')) return { ok: false, error: `found '${separator.text}', expected: ',' or 'end of string'` }
    cursor = next(step.rest)
    const following = peek(cursor)
    if (following.kind !== 'word' && !is(following, '!')) return { ok: false, error: `found '${following.text}', expected: identifier after ','` }
  }
  return { ok: true, value: requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) }
}
