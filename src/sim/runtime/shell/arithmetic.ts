import type { Dialect } from './dialect.js'

/** The variables of an arithmetic expression. */
export interface Numbers {
  readonly dialect: Dialect
  readonly isStrict: boolean
  readonly get: (name: string, key?: string) => string | undefined
  readonly set: (name: string, value: string, key?: string) => void
  readonly has: (name: string) => boolean
  /** The key that bash's `name[index]` means; undefined: the dialect has no arrays. */
  readonly keyOf?: (name: string, index: string) => string
}

/** What is wrong with an expression, in the shell's words. */
export class ArithmeticFault extends Error {}

interface Cursor {
  readonly text: string
  readonly numbers: Numbers
  at: number
  /** Where the last token begins, or what divides by 0. */
  token: number
  /** Above 0: evaluated for its syntax only. */
  skipped: number
  depth: number
}

const assigning = ['<<=', '>>=', '+=', '-=', '*=', '/=', '%=', '&=', '^=', '|=', '=']
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']]

/** Signed 64 bit arithmetic (XCU 2.6.4); throws ArithmeticFault. */
export function evaluate(text: string, numbers: Numbers): string {
  const cursor: Cursor = { text, numbers, at: 0, token: 0, skipped: 0, depth: 0 }
  skipBlanks(cursor)
  if (cursor.at >= text.length) return numbers.dialect === 'dash' ? fault(cursor, 'expecting primary') : '0'
  const value = comma(cursor)
  skipBlanks(cursor)
  if (cursor.at < text.length) fault(cursor, 'expecting EOF')
  return value.toString()
}

function fault(cursor: Cursor, what: string): never {
  const { text, numbers } = cursor
  if (numbers.dialect === 'dash') throw new ArithmeticFault(`arithmetic expression: ${what}: "${text}"`)
  if (numbers.dialect === 'ash') throw new ArithmeticFault(what === 'division by zero' ? 'divide by zero' : 'arithmetic syntax error')
  throw new ArithmeticFault(inBash(cursor, what))
}

const bashWords: Readonly<Record<string, string>> = {
  'division by zero': 'division by 0', 'expecting EOF': 'syntax error in expression', "expecting ')'": "missing `)'", "expecting ':'": "`:' expected for conditional expression",
}

/** bash shows the expression from the token on that it met, or from the last one when there is no other (expr.c evalerror, 5.2). */
function inBash({ text, at, token }: Cursor, what: string): string {
  const left = text.slice(at).trimStart()
  const shown = left === '' || what === 'division by zero' ? text.slice(token) : left
  const isAssignment = what === 'expecting EOF' && /^(?:[-+*/%&|^]|<<|>>)?=(?!=)/.test(left)
  const words = isAssignment ? 'attempted assignment to non-variable' : bashWords[what] ?? (what === 'expecting primary' ? 'syntax error: operand expected' : what)
  return `${text.trimStart()}: ${words} (error token is "${shown}")`
}

function badNumber(cursor: Cursor, digits: string): never {
  if (cursor.numbers.dialect === 'bash') throw new ArithmeticFault(`${digits}: value too great for base (error token is "${digits}")`)
  return fault(cursor, 'expecting EOF')
}

function skipBlanks(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++
}

function accept(cursor: Cursor, ...operators: readonly string[]): string | undefined {
  skipBlanks(cursor)
  const found = operators.find((operator) => cursor.text.startsWith(operator, cursor.at))
  if (found !== undefined) pass(cursor, found.length)
  return found
}

function pass(cursor: Cursor, length: number): void {
  cursor.token = cursor.at
  cursor.at += length
}

function comma(cursor: Cursor): bigint {
  let value = assignment(cursor)
  while (cursor.numbers.dialect !== 'dash' && accept(cursor, ',') !== undefined) value = assignment(cursor)
  return value
}

/** A variable as it is written; its index is computed where it is used. */
interface Reference {
  readonly name: string
  readonly index: string | undefined
}

const nameAt = /^[A-Za-z_][A-Za-z0-9_]*/

/** Reads a name, with an index where there are arrays. */
function referenceAt(cursor: Cursor): Reference | undefined {
  const name = nameAt.exec(cursor.text.slice(cursor.at))?.[0]
  if (name === undefined) return undefined
  pass(cursor, name.length)
  if (cursor.numbers.keyOf === undefined || cursor.text[cursor.at] !== '[') return { name, index: undefined }
  const start = cursor.at + 1
  for (let depth = 0; cursor.at < cursor.text.length; cursor.at++) {
    if (cursor.text[cursor.at] === '[') depth++
    else if (cursor.text[cursor.at] === ']' && --depth === 0) return { name, index: cursor.text.slice(start, cursor.at++) }
  }
  return fault(cursor, 'expecting \']\'')
}

const keyOf = ({ numbers }: Cursor, { name, index }: Reference): string | undefined => (index === undefined ? undefined : numbers.keyOf?.(name, index))

function assignment(cursor: Cursor): bigint {
  if (++cursor.depth > 100) fault(cursor, 'expecting primary')
  skipBlanks(cursor)
  const start = cursor.at
  const reference = referenceAt(cursor)
  let value: bigint | undefined
  if (reference !== undefined) {
    const operator = accept(cursor, ...assigning)
    if (operator !== undefined && !(operator === '=' && cursor.text[cursor.at] === '=')) {
      const right = assignment(cursor)
      const key = cursor.skipped === 0 ? keyOf(cursor, reference) : undefined
      value = operator === '=' ? right : operate(cursor, operator.slice(0, -1), () => variable(cursor, reference.name, key), right)
      if (cursor.skipped === 0) cursor.numbers.set(reference.name, value.toString(), key)
    } else cursor.at = start
  }
  value ??= ternary(cursor)
  cursor.depth--
  return value
}

function ternary(cursor: Cursor): bigint {
  const condition = binary(cursor, 0)
  if (accept(cursor, '?') === undefined) return condition
  const isTrue = condition !== 0n
  const first = skipUnless(cursor, isTrue, () => comma(cursor))
  if (accept(cursor, ':') === undefined) fault(cursor, 'expecting \':\'')
  const second = skipUnless(cursor, !isTrue, () => ternary(cursor))
  return isTrue ? first : second
}

function skipUnless(cursor: Cursor, isWanted: boolean, read: () => bigint): bigint {
  if (!isWanted) cursor.skipped++
  const value = read()
  if (!isWanted) cursor.skipped--
  return value
}

function binary(cursor: Cursor, level: number): bigint {
  const operators = levels[level]
  if (operators === undefined) return power(cursor)
  let left = binary(cursor, level + 1)
  for (;;) {
    const operator = acceptBinary(cursor, operators)
    if (operator === undefined) return left
    const current = left
    if (operator === '&&' || operator === '||') {
      const isDecided = (current !== 0n) === (operator === '||')
      const right = skipUnless(cursor, !isDecided, () => binary(cursor, level + 1))
      left = isDecided ? BigInt(operator === '||') : BigInt(right !== 0n)
    } else {
      const start = startOfNext(cursor)
      const right = binary(cursor, level + 1)
      if (right === 0n) cursor.token = start
      left = operate(cursor, operator, () => current, right)
    }
  }
}

function startOfNext(cursor: Cursor): number {
  skipBlanks(cursor)
  return cursor.at
}

/** `**`, which dash does not have. */
function power(cursor: Cursor): bigint {
  const base = unary(cursor)
  if (cursor.numbers.dialect === 'dash' || accept(cursor, '**') === undefined) return base
  const exponent = power(cursor)
  return exponent < 0n || exponent > 10_000n ? fault(cursor, 'exponent less than 0') : wrap(base ** exponent)
}

/** `&` is not the beginning of `&&`, `<` not of `<<`, and none of an assignment. */
function acceptBinary(cursor: Cursor, operators: readonly string[]): string | undefined {
  skipBlanks(cursor)
  const found = operators.find((operator) => cursor.text.startsWith(operator, cursor.at))
  if (found === undefined) return undefined
  const behind = cursor.text[cursor.at + found.length] ?? ''
  if (found.length === 1 && '&|<>'.includes(found) && behind === found) return undefined
  if (found === '*' && behind === '*' && cursor.numbers.dialect !== 'dash') return undefined
  if (behind === '=' && !['==', '!=', '<=', '>=', '<', '>'].includes(found)) return undefined
  pass(cursor, found.length)
  return found
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value)

function operate(cursor: Cursor, operator: string, leftOf: () => bigint, right: bigint): bigint {
  const left = leftOf()
  switch (operator) {
    case '+': return wrap(left + right)
    case '-': return wrap(left - right)
    case '*': return wrap(left * right)
    case '/': case '%':
      if (right === 0n) return cursor.skipped > 0 ? 0n : fault(cursor, 'division by zero')
      return wrap(operator === '/' ? left / right : left % right)
    case '<<': return wrap(left << (right & 63n))
    case '>>': return wrap(left >> (right & 63n))
    case '&': return left & right
    case '|': return left | right
    case '^': return left ^ right
    case '==': return BigInt(left === right)
    case '!=': return BigInt(left !== right)
    case '<': return BigInt(left < right)
    case '>': return BigInt(left > right)
    case '<=': return BigInt(left <= right)
    default: return BigInt(left >= right)
  }
}

function unary(cursor: Cursor): bigint {
  if (++cursor.depth > 100) fault(cursor, 'expecting primary')
  const step = cursor.numbers.dialect === 'dash' ? undefined : accept(cursor, '++', '--')
  const operator = step ?? accept(cursor, '!', '~', '+', '-')
  const value = operator === undefined ? primary(cursor) : step === undefined ? signed(operator, unary(cursor)) : steppedOrSigned(cursor, step)
  cursor.depth--
  return value
}

/** In bash `--1` is the sign twice. */
function steppedOrSigned(cursor: Cursor, step: string): bigint {
  const next = cursor.text[startOfNext(cursor)] ?? ''
  return cursor.numbers.dialect === 'bash' && /[0-9(!~+-]/.test(next) ? signed(step[0]!, signed(step[0]!, unary(cursor))) : stepped(cursor, step, true)
}

const signed = (operator: string, value: bigint): bigint => (operator === '!' ? BigInt(value === 0n) : operator === '~' ? ~value : operator === '-' ? wrap(-value) : value)

function stepped(cursor: Cursor, operator: string, isPrefix: boolean, known?: Reference): bigint {
  skipBlanks(cursor)
  const reference = known ?? referenceAt(cursor)
  if (reference === undefined) return fault(cursor, 'expecting primary')
  const key = cursor.skipped === 0 ? keyOf(cursor, reference) : undefined
  const before = variable(cursor, reference.name, key)
  const after = wrap(before + (operator === '++' ? 1n : -1n))
  if (cursor.skipped === 0) cursor.numbers.set(reference.name, after.toString(), key)
  return isPrefix ? after : before
}

const numberAt = /^(?:0[xX][0-9a-fA-F]+|[0-9]+(?:#[0-9a-zA-Z]+)?)/

function primary(cursor: Cursor): bigint {
  if (accept(cursor, '(') !== undefined) {
    const value = comma(cursor)
    if (accept(cursor, ')') === undefined) fault(cursor, 'expecting \')\'')
    return value
  }
  const rest = cursor.text.slice(cursor.at)
  const digits = numberAt.exec(rest)?.[0]
  if (digits !== undefined) {
    pass(cursor, digits.length)
    const letters = /^\w*/.exec(cursor.text.slice(cursor.at))![0]
    return letters === '' ? numberOf(digits) ?? badNumber(cursor, digits) : badNumber(cursor, `${digits}${letters}`)
  }
  const reference = referenceAt(cursor)
  if (reference === undefined) return fault(cursor, 'expecting primary')
  const step = cursor.numbers.dialect === 'dash' ? undefined : accept(cursor, '++', '--')
  if (step !== undefined) return stepped(cursor, step, false, reference)
  return variable(cursor, reference.name, cursor.skipped === 0 ? keyOf(cursor, reference) : undefined)
}

/** `undefined` when it is no number: 010 is 8, 08 is none. */
function numberOf(digits: string): bigint | undefined {
  if (/^0[xX]/.test(digits)) return wrap(BigInt(digits))
  const based = /^([0-9]+)#(.+)$/.exec(digits)
  if (based !== null) return BigInt(Number.parseInt(based[2]!, Number(based[1])) || 0)
  if (/^0[0-7]+$/.test(digits)) return wrap(BigInt(`0o${digits.slice(1)}`))
  return /^0[0-9]+$/.test(digits) ? undefined : wrap(BigInt(digits))
}

function variable(cursor: Cursor, name: string, key: string | undefined): bigint {
  const { numbers } = cursor
  if (cursor.skipped > 0) return 0n
  const text = numbers.get(name, key)
  // Of an array it is enough that it is there.
  if (text === undefined && numbers.isStrict && (key === undefined || !numbers.has(name))) throw new ArithmeticFault(`${name}: ${numbers.dialect === 'bash' ? 'unbound variable' : 'parameter not set'}`)
  const trimmed = (text ?? '').trim()
  if (trimmed === '') return 0n
  const isNegative = trimmed.startsWith('-')
  const plain = trimmed.replace(/^[+-]/, '')
  const value = /^[0-9]/.test(plain) && numberAt.exec(plain)?.[0] === plain ? numberOf(plain) : undefined
  if (value !== undefined) return isNegative ? -value : value
  if (numbers.dialect === 'dash') throw new ArithmeticFault(`Illegal number: ${text}`)
  const inner: Cursor = { text: trimmed, numbers, at: 0, token: 0, skipped: 0, depth: cursor.depth + 10 }
  const result = comma(inner)
  return inner.at < trimmed.length ? fault(cursor, 'expecting EOF') : result
}
