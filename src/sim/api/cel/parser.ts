/** Expressions of CEL: the grammar of cel-spec `langdef.md` with optional syntax, errors in the words of cel-go's parser. */
import type { Issue, MapEntry, Node, StructField } from './ast.js'
import { tokenize, type Token } from './lexer.js'
import { expandMacro } from './macros.js'
import { bool, bytes, double, int, nullType, string, uint } from './types.js'
import { uint as uintValue } from './values.js'

export type Parsed = { readonly ok: true; readonly node: Node } | { readonly ok: false; readonly issues: readonly Issue[] }

interface State {
  readonly tokens: readonly Token[]
  readonly issues: Issue[]
  position: number
  depth: number
}

/** Thrown inside the parser only, when there is no way on. */
class Stop extends Error {}

const maxDepth = 250
const expected = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

export function parse(source: string): Parsed {
  const { tokens, issues } = tokenize(source)
  const state: State = { tokens, issues: [...issues], position: 0, depth: 0 }
  try {
    const node = parseExpression(state)
    const rest = peek(state)
    if (rest.form !== 'end') issue(state, rest, surplusText(state, rest))
    return state.issues.length === 0 ? { ok: true, node } : { ok: false, issues: state.issues }
  } catch (error) {
    if (error instanceof Stop) return { ok: false, issues: state.issues }
    throw error
  }
}

/** One word too many is left out, of several none. */
const surplusText = (state: State, token: Token): string =>
  `Syntax error: ${state.tokens[state.position + 1]?.form === 'end' ? 'extraneous' : 'mismatched'} input '${token.text}' expecting <EOF>`

const peek = (state: State): Token => state.tokens[state.position] as Token
const next = (state: State): Token => state.tokens[state.position++] as Token
const isPunct = (state: State, text: string): boolean => peek(state).form === 'punct' && peek(state).text === text

function issue(state: State, { at }: { readonly at: number }, message: string): void {
  state.issues.push({ at, message })
}

function stop(state: State, token: Token, message: string): never {
  issue(state, token, message)
  throw new Stop()
}

function accept(state: State, text: string): Token | undefined {
  return isPunct(state, text) ? next(state) : undefined
}

/** What may stand at the end of lists and maps, and in conditions. */
const closers: Readonly<Record<string, string>> = { ']': "{']', ','}", '}': "{'}', ','}", ':': "':'" }

function expect(state: State, text: string): Token {
  const token = peek(state)
  if (token.form === 'punct' && token.text === text) return next(state)
  const what = token.form === 'end' && closers[text] === undefined ? `missing '${text}' at '<EOF>'` : `mismatched input '${token.text}' expecting ${closers[text] ?? `'${text}'`}`
  return stop(state, token, `Syntax error: ${what}`)
}

function parseExpression(state: State): Node {
  state.depth += 1
  if (state.depth > maxDepth) stop(state, peek(state), 'expression recursion limit exceeded: 250')
  const condition = parseBinary(state, 0)
  const mark = accept(state, '?')
  if (!mark) {
    state.depth -= 1
    return condition
  }
  const then = parseBinary(state, 0)
  expect(state, ':')
  const otherwise = parseExpression(state)
  state.depth -= 1
  return { op: 'call', at: mark.at, name: '_?_:_', target: undefined, args: [condition, then, otherwise] }
}

const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['<', '<=', '>=', '>', '==', '!=', 'in'], ['+', '-'], ['*', '/', '%']]

function operatorAt(state: State, level: number): Token | undefined {
  const token = peek(state)
  const isWord = token.form === 'ident' && token.text === 'in'
  return (token.form === 'punct' || isWord) && (levels[level] as readonly string[]).includes(token.text) ? token : undefined
}

function parseBinary(state: State, level: number): Node {
  if (level === levels.length) return parseUnary(state)
  let left = parseBinary(state, level + 1)
  for (let operator = operatorAt(state, level); operator; operator = operatorAt(state, level)) {
    next(state)
    const right = parseBinary(state, level + 1)
    const name = operator.text === 'in' ? '@in' : `_${operator.text}_`
    left = { op: 'call', at: operator.at, name, target: undefined, args: [left, right] }
  }
  return left
}

function parseUnary(state: State): Node {
  const token = peek(state)
  if (token.form !== 'punct' || (token.text !== '!' && token.text !== '-')) return parseMember(state)
  if (token.text === '-') {
    const after = state.tokens[state.position + 1]
    if (after && (after.form === 'int' || after.form === 'double')) {
      next(state)
      return parsePostfix(state, literal(state, { ...next(state), text: `-${after.text}`, at: token.at }))
    }
  }
  let count = 0
  while (isPunct(state, token.text)) {
    next(state)
    count += 1
  }
  const operand = isPunct(state, '-') ? parseUnary(state) : parseMember(state)
  return count % 2 === 0 ? operand : { op: 'call', at: token.at, name: token.text === '!' ? '!_' : '-_', target: undefined, args: [operand] }
}

const parseMember = (state: State): Node => parsePostfix(state, parsePrimary(state))

function parsePostfix(state: State, first: Node): Node {
  let node = first
  for (;;) {
    const dot = accept(state, '.')
    if (dot) node = parseSelect(state, node, dot)
    else if (isPunct(state, '[')) node = parseIndex(state, node)
    else if (isPunct(state, '{') && qualifiedName(node) !== undefined) node = parseStruct(state, qualifiedName(node) as string)
    else return node
  }
}

/** `a.b.c` as one name, for types and namespaced functions. */
export function qualifiedName(node: Node): string | undefined {
  if (node.op === 'ident') return node.name
  if (node.op !== 'select' || node.isTest || node.isOptional) return undefined
  const start = qualifiedName(node.operand)
  return start === undefined ? undefined : `${start}.${node.field}`
}

function fieldName(state: State): string {
  const token = peek(state)
  if (token.form === 'quoted') issue(state, token, "unsupported syntax: '`'")
  if (token.form === 'quoted' || (token.form === 'ident' && token.text !== 'in')) {
    next(state)
    return token.form === 'quoted' ? (token.value as string) : token.text
  }
  const after = state.tokens[state.position + 1]
  if (token.text === 'in' && after?.form === 'end') issue(state, after, `Syntax error: mismatched input '<EOF>' expecting ${expected}`)
  const what = token.form === 'end' ? 'no viable alternative at input \'.\'' : `no viable alternative at input '.${token.text}'`
  return stop(state, token, `Syntax error: ${what}`)
}

function parseSelect(state: State, operand: Node, dot: Token): Node {
  if (accept(state, '?')) return { op: 'select', at: dot.at, operand, field: fieldName(state), isTest: false, isOptional: true }
  const field = fieldName(state)
  const open = accept(state, '(')
  if (!open) return { op: 'select', at: dot.at, operand, field, isTest: false, isOptional: false }
  const args = parseArguments(state)
  return expand(state, { op: 'call', at: open.at, name: field, target: operand, args })
}

function parseIndex(state: State, operand: Node): Node {
  const open = next(state)
  const isOptional = accept(state, '?') !== undefined
  const key = parseExpression(state)
  expect(state, ']')
  return { op: 'call', at: open.at, name: isOptional ? '_[?_]' : '_[_]', target: undefined, args: [operand, key] }
}

function parseArguments(state: State): readonly Node[] {
  const args: Node[] = []
  if (accept(state, ')')) return args
  do args.push(parseExpression(state))
  while (accept(state, ','))
  expect(state, ')')
  return args
}

function expand(state: State, call: Node & { readonly op: 'call' }): Node {
  const expanded = expandMacro(call)
  if ('op' in expanded) return expanded
  issue(state, expanded, expanded.message)
  return call
}

const reserved = new Set('as break const continue else for function if import let loop package namespace return var void while in'.split(' '))

function parsePrimary(state: State): Node {
  const token = next(state)
  if (token.form === 'punct') return parseBracketed(state, token)
  if (token.form === 'ident') return parseIdent(state, token)
  if (token.form === 'end' || token.form === 'quoted') {
    state.position -= 1
    return stop(state, token, `Syntax error: mismatched input '${token.text}' expecting ${expected}`)
  }
  return literal(state, token)
}

function parseIdent(state: State, token: Token): Node {
  if (token.text === 'true' || token.text === 'false') return { op: 'literal', at: token.at, value: token.text === 'true', type: bool }
  if (token.text === 'null') return { op: 'literal', at: token.at, value: null, type: nullType }
  if (token.text === 'in') return stop(state, token, `Syntax error: extraneous input 'in' expecting ${expected}`)
  if (reserved.has(token.text)) issue(state, token, `reserved identifier: ${token.text}`)
  const open = accept(state, '(')
  if (!open) return { op: 'ident', at: token.at, name: token.text }
  return expand(state, { op: 'call', at: open.at, name: token.text, target: undefined, args: parseArguments(state) })
}

function parseBracketed(state: State, token: Token): Node {
  if (token.text === '(') {
    const inner = parseExpression(state)
    expect(state, ')')
    return inner
  }
  if (token.text === '[') return parseList(state, token)
  if (token.text === '{') return parseMap(state, token)
  if (token.text === '.') {
    const name = peek(state)
    if (name.form === 'ident') {
      const inner = parsePrimary(state)
      return inner.op === 'ident' ? { ...inner, name: `.${inner.name}` } : inner
    }
  }
  const verb = ')]}'.includes(token.text) || peek(state).form === 'end' ? 'mismatched' : 'extraneous'
  return stop(state, token, `Syntax error: ${verb} input '${token.text}' expecting ${expected}`)
}

function parseList(state: State, open: Token): Node {
  const items: Node[] = []
  const optionals = new Set<number>()
  if (isPunct(state, ',') && state.tokens[state.position + 1]?.text === ']') next(state)
  while (!isPunct(state, ']')) {
    if (accept(state, '?')) optionals.add(items.length)
    items.push(parseExpression(state))
    if (!accept(state, ',')) break
  }
  expect(state, ']')
  return { op: 'list', at: open.at, items, optionals }
}

function parseMap(state: State, open: Token): Node {
  const entries: MapEntry[] = []
  while (!isPunct(state, '}')) {
    const isOptional = accept(state, '?') !== undefined
    const key = parseExpression(state)
    const { at } = expect(state, ':')
    entries.push({ key, value: parseExpression(state), isOptional, at })
    if (!accept(state, ',')) break
  }
  expect(state, '}')
  return { op: 'map', at: open.at, entries }
}

function parseStruct(state: State, name: string): Node {
  const open = next(state)
  const fields: StructField[] = []
  while (!isPunct(state, '}')) {
    const isOptional = accept(state, '?') !== undefined
    const named = peek(state)
    if (named.form !== 'ident' && named.form !== 'quoted') stop(state, named, `Syntax error: mismatched input '${named.text}' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}`)
    const field = fieldName(state)
    const { at } = expect(state, ':')
    fields.push({ name: field, value: parseExpression(state), isOptional, at })
    if (!accept(state, ',')) break
  }
  expect(state, '}')
  return { op: 'struct', at: open.at, name, fields }
}

const [minInt, maxInt] = [-(1n << 63n), (1n << 63n) - 1n]

function literal(state: State, token: Token): Node {
  const { at, text, form } = token
  if (token.problem !== undefined) issue(state, token, token.problem)
  if (form === 'string') return { op: 'literal', at, value: token.value as string, type: string }
  if (form === 'bytes') return { op: 'literal', at, value: { kind: 'bytes', bytes: token.value as readonly number[] }, type: bytes }
  if (form === 'double') {
    if (!Number.isFinite(Number(text))) issue(state, token, 'invalid double literal')
    return { op: 'literal', at, value: Number(text), type: double }
  }
  const whole = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace(/[uU]$/, ''))
  if (form === 'uint') {
    if (whole >= 1n << 64n) issue(state, token, 'invalid uint literal')
    return { op: 'literal', at, value: uintValue(whole), type: uint }
  }
  if (whole < minInt || whole > maxInt) issue(state, token, 'invalid int literal')
  return { op: 'literal', at, value: whole, type: int }
}
