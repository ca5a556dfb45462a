import type { Dialect } from '../shell/dialect.js'
import type { FileFacts } from './file-facts.js'

/** The words of a fault of an expression. */
class TestFault extends Error {}

interface Cursor {
  readonly args: readonly string[]
  readonly facts: FileFacts
  readonly dialect: Dialect
  at: number
}

const unary = new Set(['-b', '-c', '-d', '-e', '-f', '-g', '-G', '-h', '-k', '-L', '-n', '-O', '-p', '-r', '-s', '-S', '-t', '-u', '-w', '-x', '-z'])
const binary = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-gt', '-ge', '-lt', '-le', '-nt', '-ot', '-ef'])

/** The outcome of `test` (XCU), or what is wrong with its expression. */
export function holds(args: readonly string[], facts: FileFacts, dialect: Dialect): boolean | string {
  const cursor: Cursor = { args, facts, dialect, at: 0 }
  try {
    const value = byCount(cursor) ?? either(cursor)
    return cursor.at < args.length ? unexpected(cursor, args[cursor.at]!) : value
  } catch (error) {
    if (error instanceof TestFault) return error.message
    throw error
  }
}

const isBinary = ({ dialect }: Cursor, text: string | undefined): boolean => text !== undefined && binary.has(text) && !(text === '==' && dialect === 'dash')

/** Up to four arguments their number decides; undefined: the grammar does. */
function byCount(cursor: Cursor): boolean | undefined {
  const { args } = cursor
  const [a = '', b = '', c = ''] = args
  const done = (value: boolean): boolean => {
    cursor.at = args.length
    return value
  }
  if (args.length === 0) return false
  if (args.length === 1) return done(a !== '')
  if (args.length === 2 && a === '!') return done(b === '')
  if (args.length === 3 && isBinary(cursor, b)) return done(compare(cursor, a, b, c))
  if (args.length === 4 && a === '!' && isBinary(cursor, c)) return done(!compare(cursor, b, c, args[3]!))
  return undefined
}

function either(cursor: Cursor): boolean {
  let value = both(cursor)
  while (cursor.args[cursor.at] === '-o') {
    cursor.at++
    const right = both(cursor)
    value ||= right
  }
  return value
}

function both(cursor: Cursor): boolean {
  let value = negated(cursor)
  while (cursor.args[cursor.at] === '-a') {
    cursor.at++
    const right = negated(cursor)
    value &&= right
  }
  return value
}

function negated(cursor: Cursor): boolean {
  if (cursor.args[cursor.at] !== '!' || isBinary(cursor, cursor.args[cursor.at + 1])) return primary(cursor)
  cursor.at++
  return !negated(cursor)
}

function primary(cursor: Cursor): boolean {
  const { args } = cursor
  const first = args[cursor.at]
  if (first === undefined) throw new TestFault(cursor.dialect === 'ash' ? 'argument expected' : 'argument expected')
  const second = args[cursor.at + 1]
  if (isBinary(cursor, second) && args[cursor.at + 2] !== undefined) {
    cursor.at += 3
    return compare(cursor, first, second!, args[cursor.at - 1]!)
  }
  if (first === '(') {
    cursor.at++
    const value = either(cursor)
    if (args[cursor.at] !== ')') throw new TestFault('closing paren expected')
    cursor.at++
    return value
  }
  if (unary.has(first) && second !== undefined) {
    cursor.at += 2
    return check(cursor, first, second)
  }
  cursor.at++
  if (second !== undefined && second !== '-a' && second !== '-o' && second !== ')') unexpected(cursor, args.length === 2 && cursor.dialect !== 'ash' ? first : second)
  return first !== ''
}

function unexpected({ dialect, args }: Cursor, word: string): never {
  if (dialect === 'ash') throw new TestFault(`${word}: unknown operand`)
  if (dialect === 'bash') throw new TestFault(args.length === 2 ? `${word}: unary operator expected` : args.length === 3 ? `${word}: binary operator expected` : 'too many arguments')
  throw new TestFault(`${word}: unexpected operator`)
}

function check({ facts }: Cursor, operator: string, text: string): boolean {
  if (operator === '-n') return text !== ''
  if (operator === '-z') return text === ''
  if (operator === '-t') return false
  if (facts.isPipe(text)) return 'eprw'.includes(operator.slice(1))
  if (facts.isDevice(text)) return 'ecrw'.includes(operator.slice(1))
  const isLink = operator === '-h' || operator === '-L'
  const node = facts.node(text, !isLink)
  if (node === undefined) return false
  const mode = node.kind === 'link' ? 0o777 : node.mode
  switch (operator) {
    case '-e': case '-r': return true
    case '-f': return node.kind === 'file'
    case '-d': return node.kind === 'directory'
    case '-h': case '-L': return node.kind === 'link'
    case '-s': return node.kind === 'directory' || (node.kind === 'file' && node.text !== '')
    case '-w': return facts.isWritable(node)
    case '-x': return (mode & 0o111) !== 0
    case '-O': case '-G': return node.kind === 'link' || (node.owner ?? 0) === facts.uid
    default: return false
  }
}

function compare(cursor: Cursor, left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=': case '==': return left === right
    case '!=': return left !== right
    case '<': return left < right
    case '>': return left > right
    case '-nt': case '-ot': case '-ef': return compareFiles(cursor, left, operator, right)
    default: return compareNumbers(number(cursor, left), operator, number(cursor, right))
  }
}

function compareFiles({ facts }: Cursor, left: string, operator: string, right: string): boolean {
  const [a, b] = [facts.node(left, true), facts.node(right, true)]
  if (operator === '-ef') return a !== undefined && a === b
  const [newer, older] = operator === '-nt' ? [a, b] : [b, a]
  return newer !== undefined && (older === undefined || newer.at > older.at)
}

function number({ dialect }: Cursor, text: string): bigint {
  const trimmed = text.trim()
  if (/^[-+]?\d+$/.test(trimmed)) return BigInt(trimmed.replace(/^\+/, ''))
  throw new TestFault(dialect === 'ash' ? `${text}: bad number` : dialect === 'bash' ? `${text}: integer expression expected` : `Illegal number: ${text}`)
}

function compareNumbers(left: bigint, operator: string, right: bigint): boolean {
  switch (operator) {
    case '-eq': return left === right
    case '-ne': return left !== right
    case '-gt': return left > right
    case '-ge': return left >= right
    case '-lt': return left < right
    default: return left <= right
  }
}
