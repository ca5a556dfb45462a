import { posixExpression } from './posix-expression.js'

export type ExprResult = { readonly value: string; readonly fault?: undefined } | { readonly fault: string; readonly value?: undefined }

class ExprFault extends Error {}

interface Cursor {
  readonly args: readonly string[]
  at: number
}

/** expr(1). */
export function evaluateExpr(args: readonly string[]): ExprResult {
  const cursor: Cursor = { args, at: 0 }
  try {
    if (args.length === 0) return { fault: 'missing operand' }
    const value = level(cursor, 0)
    return cursor.at < args.length ? { fault: `syntax error: unexpected argument '${args[cursor.at]}'` } : { value }
  } catch (error) {
    if (error instanceof ExprFault) return { fault: error.message }
    throw error
  }
}

const levels: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']]

function level(cursor: Cursor, depth: number): string {
  const operators = levels[depth]
  if (operators === undefined) return primary(cursor)
  let left = level(cursor, depth + 1)
  for (let operator = cursor.args[cursor.at]; operator !== undefined && operators.includes(operator); operator = cursor.args[cursor.at]) {
    cursor.at++
    if (cursor.at >= cursor.args.length) throw new ExprFault(`syntax error: missing argument after '${operator}'`)
    left = operate(operator, left, level(cursor, depth + 1))
  }
  return left
}

const isNull = (text: string): boolean => text === '' || text === '0'
const isNumber = (text: string): boolean => /^-?\d+$/.test(text)

function operate(operator: string, left: string, right: string): string {
  switch (operator) {
    case '|': return isNull(left) ? (isNull(right) ? '0' : right) : left
    case '&': return isNull(left) || isNull(right) ? '0' : left
    case ':': return matched(left, right)
    case '+': case '-': case '*': case '/': case '%': return arithmetic(operator, left, right)
    default: return compare(operator, left, right) ? '1' : '0'
  }
}

function matched(text: string, pattern: string): string {
  const match = posixExpression(`^${pattern.replace(/^\^/, '')}`, false)?.exec(text) ?? null
  if (match === null) return pattern.includes('\\(') ? '' : '0'
  return match.length > 1 ? match[1] ?? '' : String(match[0].length)
}

function arithmetic(operator: string, left: string, right: string): string {
  if (!isNumber(left) || !isNumber(right)) throw new ExprFault('non-integer argument')
  const [a, b] = [BigInt(left), BigInt(right)]
  if ((operator === '/' || operator === '%') && b === 0n) throw new ExprFault('division by zero')
  return String(operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : operator === '/' ? a / b : a % b)
}

function compare(operator: string, left: string, right: string): boolean {
  const order = isNumber(left) && isNumber(right) ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0
  switch (operator) {
    case '<': return order < 0
    case '<=': return order <= 0
    case '>': return order > 0
    case '>=': return order >= 0
    case '!=': return order !== 0
    default: return order === 0
  }
}

function primary(cursor: Cursor): string {
  const text = cursor.args[cursor.at++]
  if (text === undefined) throw new ExprFault('syntax error: missing argument')
  if (text === '(') {
    const value = level(cursor, 0)
    if (cursor.args[cursor.at++] !== ')') throw new ExprFault("syntax error: expecting ')'")
    return value
  }
  if (cursor.args.length <= 1) return text
  if (text === 'length') return String(primary(cursor).length)
  if (text === 'match') return matched(primary(cursor), primary(cursor))
  if (text !== 'substr' && text !== 'index') return text
  const subject = primary(cursor)
  if (text === 'index') {
    const set = primary(cursor)
    return String([...subject].findIndex((character) => set.includes(character)) + 1)
  }
  const from = Number(primary(cursor))
  return subject.slice(from - 1, from - 1 + Number(primary(cursor)))
}
