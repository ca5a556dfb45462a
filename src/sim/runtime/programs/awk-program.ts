/** A small awk as plain data: rules of a pattern and statements. What it does not have is a fault. */
export interface AwkRule {
  readonly when: 'begin' | 'end' | 'line'
  readonly pattern: AwkExpression | undefined
  readonly statements: readonly AwkStatement[] | undefined
}
export type AwkStatement =
  | { readonly kind: 'print'; readonly isFormatted: boolean; readonly values: readonly AwkExpression[] }
  | { readonly kind: 'value'; readonly value: AwkExpression }
  | { readonly kind: 'if'; readonly condition: AwkExpression; readonly body: readonly AwkStatement[]; readonly otherwise: readonly AwkStatement[] }
  | { readonly kind: 'next' }
  | { readonly kind: 'exit'; readonly value: AwkExpression | undefined }
export type AwkExpression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'match'; readonly source: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly index: AwkExpression }
  | { readonly kind: 'unary'; readonly operator: string; readonly value: AwkExpression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: AwkExpression; readonly right: AwkExpression }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: AwkExpression; readonly value: AwkExpression }
  | { readonly kind: 'choice'; readonly condition: AwkExpression; readonly yes: AwkExpression; readonly no: AwkExpression }
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly AwkExpression[] }

interface Cursor {
  readonly tokens: readonly string[]
  at: number
}

class AwkFault extends Error {}

const tokenAt = /\s*(#[^\n]*|"(?:[^"\\]|\\.)*"|\d+\.?\d*|\.\d+|[A-Za-z_]\w*|\/(?:[^/\\\n]|\\.)+\/|\+\+|--|[-+*/%]=|&&|\|\||[=!<>]=|!~|[-+*/%=<>!~?:(){};,$\n])/y

/** The rules of a program; undefined: it holds what is not simulated. */
export function parseAwk(text: string): readonly AwkRule[] | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  const cursor: Cursor = { tokens, at: 0 }
  try {
    const rules: AwkRule[] = []
    while (skipEnds(cursor) < tokens.length) rules.push(rule(cursor))
    return rules
  } catch (error) {
    if (error instanceof AwkFault) return undefined
    throw error
  }
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = []
  let at = 0
  while (text.slice(at).trim() !== '') {
    // A slash behind a value divides; anywhere else it begins an expression.
    const isDivision = /^[\w)"$]/.test(tokens.at(-1)?.slice(-1) ?? '') && /^[ \t]*\//.test(text.slice(at))
    tokenAt.lastIndex = at
    const match = isDivision ? /[ \t]*(\/=?)/y.exec(text.slice(at)) : tokenAt.exec(text)
    if (match === null) return undefined
    at += match[0].length
    if (match[0].slice(0, -match[1]!.length).includes('\n')) tokens.push('\n')
    if (!match[1]!.startsWith('#')) tokens.push(match[1]!)
  }
  return tokens
}

const peek = ({ tokens, at }: Cursor): string => tokens[at] ?? ''

function accept(cursor: Cursor, ...texts: readonly string[]): string | undefined {
  const token = peek(cursor)
  if (token === '' || !texts.includes(token)) return undefined
  cursor.at++
  return token
}

function expect(cursor: Cursor, text: string): void {
  if (accept(cursor, text) === undefined) throw new AwkFault()
}

function skipEnds(cursor: Cursor): number {
  while (accept(cursor, ';', '\n') !== undefined);
  return cursor.at
}

function rule(cursor: Cursor): AwkRule {
  const word = accept(cursor, 'BEGIN', 'END')
  const when = word === 'BEGIN' ? 'begin' : word === 'END' ? 'end' : 'line'
  const pattern = word === undefined && peek(cursor) !== '{' ? expression(cursor) : undefined
  return { when, pattern, statements: peek(cursor) === '{' ? block(cursor) : undefined }
}

function block(cursor: Cursor): readonly AwkStatement[] {
  if (accept(cursor, '{') === undefined) {
    skipEnds(cursor)
    return [statement(cursor)]
  }
  const statements: AwkStatement[] = []
  while (skipEnds(cursor) >= 0 && accept(cursor, '}') === undefined) statements.push(statement(cursor))
  return statements
}

function statement(cursor: Cursor): AwkStatement {
  if (accept(cursor, 'next') !== undefined) return { kind: 'next' }
  if (accept(cursor, 'exit') !== undefined) return { kind: 'exit', value: isEnd(cursor) ? undefined : expression(cursor) }
  const word = accept(cursor, 'print', 'printf', 'if')
  if (word === 'if') {
    expect(cursor, '(')
    const condition = expression(cursor)
    expect(cursor, ')')
    const body = block(cursor)
    const from = cursor.at
    skipEnds(cursor)
    const hasElse = accept(cursor, 'else') !== undefined
    if (!hasElse) cursor.at = from
    return { kind: 'if', condition, body, otherwise: hasElse ? block(cursor) : [] }
  }
  if (word === undefined) return { kind: 'value', value: expression(cursor) }
  const values: AwkExpression[] = []
  while (!isEnd(cursor)) {
    values.push(expression(cursor))
    if (accept(cursor, ',') === undefined) break
  }
  if (!isEnd(cursor)) throw new AwkFault()
  return { kind: 'print', isFormatted: word === 'printf', values }
}

const isEnd = (cursor: Cursor): boolean => ['', ';', '\n', '}'].includes(peek(cursor))

function expression(cursor: Cursor): AwkExpression {
  const left = ternary(cursor)
  const operator = accept(cursor, '=', '+=', '-=', '*=', '/=', '%=')
  if (operator === undefined) return left
  if (left.kind !== 'name' && left.kind !== 'field') throw new AwkFault()
  return { kind: 'assign', operator, target: left, value: expression(cursor) }
}

function ternary(cursor: Cursor): AwkExpression {
  const condition = binary(cursor, 0)
  if (accept(cursor, '?') === undefined) return condition
  const yes = ternary(cursor)
  expect(cursor, ':')
  return { kind: 'choice', condition, yes, no: ternary(cursor) }
}

const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['~', '!~'], ['<', '<=', '==', '!=', '>', '>='], ['concatenation'], ['+', '-'], ['*', '/', '%']]

function binary(cursor: Cursor, level: number): AwkExpression {
  const operators = levels[level]
  if (operators === undefined) return unary(cursor)
  let left = binary(cursor, level + 1)
  for (;;) {
    const isJoin = operators[0] === 'concatenation' && /^(?:[\w"$(.])/.test(peek(cursor)) && peek(cursor) !== 'in'
    const operator = isJoin ? 'concatenation' : accept(cursor, ...operators)
    if (operator === undefined) return left
    left = { kind: 'binary', operator, left, right: binary(cursor, level + 1) }
  }
}

function unary(cursor: Cursor): AwkExpression {
  const operator = accept(cursor, '!', '-', '+', '++', '--')
  if (operator === '++' || operator === '--') return { kind: 'assign', operator: `${operator[0]}=`, target: primary(cursor), value: { kind: 'number', number: 1 } }
  if (operator !== undefined) return { kind: 'unary', operator, value: unary(cursor) }
  const value = primary(cursor)
  const step = accept(cursor, '++', '--')
  return step === undefined ? value : { kind: 'unary', operator: `post${step}`, value }
}

const functions = new Set(['length', 'substr', 'toupper', 'tolower', 'index', 'int', 'sprintf'])

function primary(cursor: Cursor): AwkExpression {
  const token = peek(cursor)
  cursor.at++
  if (/^["]/.test(token)) return { kind: 'text', text: token.slice(1, -1).replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter)) }
  if (/^[\d.]/.test(token)) return { kind: 'number', number: Number(token) }
  if (token.length > 1 && token.startsWith('/')) return { kind: 'match', source: token.slice(1, -1) }
  if (token === '$') return { kind: 'field', index: primary(cursor) }
  if (token === '(') {
    const value = expression(cursor)
    expect(cursor, ')')
    return value
  }
  if (!/^[A-Za-z_]/.test(token)) throw new AwkFault()
  if (functions.has(token)) return { kind: 'call', name: token, values: argumentsOf(cursor) }
  if (peek(cursor) === '(' || ['for', 'while', 'function', 'getline', 'delete', 'split', 'gsub', 'sub', 'match', 'in', 'do'].includes(token)) throw new AwkFault()
  return { kind: 'name', name: token }
}

function argumentsOf(cursor: Cursor): readonly AwkExpression[] {
  if (accept(cursor, '(') === undefined) return []
  const values: AwkExpression[] = []
  while (accept(cursor, ')') === undefined) {
    values.push(expression(cursor))
    accept(cursor, ',')
  }
  return values
}
