/** What find asks of a path, and does with it. */
export type Expression =
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'all' | 'any'; readonly operands: readonly Expression[] }
  | { readonly kind: 'test'; readonly name: string; readonly value: string }
  | { readonly kind: 'print'; readonly end: string }
  | { readonly kind: 'delete' }
  /** Of many paths `argv` is what stands in front of them. */
  | { readonly kind: 'run'; readonly argv: readonly string[]; readonly isBatch: boolean }

export interface FindExpression {
  readonly test: Expression
  readonly maxDepth: number
  readonly minDepth: number
  readonly isDeepFirst: boolean
}

const withValue = new Set(['-name', '-iname', '-path', '-type', '-mmin', '-mtime', '-newer', '-size', '-perm', '-user'])
const alone = new Set(['-empty', '-follow', '-xdev', '-true'])

interface Cursor {
  readonly args: readonly string[]
  at: number
  maxDepth: number
  minDepth: number
  hasAction: boolean
  isDeepFirst: boolean
  unknown: string | undefined
}

/** Reads an expression (XCU find, GNU findutils 4.9); a text: the word that is not known. */
export function findExpression(args: readonly string[]): FindExpression | string {
  const cursor: Cursor = { args, at: 0, maxDepth: Number.POSITIVE_INFINITY, minDepth: 0, hasAction: false, isDeepFirst: false, unknown: undefined }
  const read = anyOf(cursor)
  if (cursor.unknown !== undefined || cursor.at < args.length) return cursor.unknown ?? args[cursor.at]!
  const { maxDepth, minDepth, isDeepFirst } = cursor
  return { test: cursor.hasAction ? read : { kind: 'all', operands: [read, { kind: 'print', end: '\n' }] }, maxDepth, minDepth, isDeepFirst }
}

function anyOf(cursor: Cursor): Expression {
  const operands = [allOf(cursor)]
  while (cursor.args[cursor.at] === '-o' || cursor.args[cursor.at] === '-or') {
    cursor.at++
    operands.push(allOf(cursor))
  }
  return operands.length === 1 ? operands[0]! : { kind: 'any', operands }
}

function allOf(cursor: Cursor): Expression {
  const operands: Expression[] = []
  for (let next = cursor.args[cursor.at]; next !== undefined && next !== '-o' && next !== '-or' && next !== ')' && cursor.unknown === undefined; next = cursor.args[cursor.at]) {
    if (next === '-a' || next === '-and') cursor.at++
    else operands.push(one(cursor))
  }
  return { kind: 'all', operands }
}

const nothing: Expression = { kind: 'all', operands: [] }

function one(cursor: Cursor): Expression {
  const name = cursor.args[cursor.at++] ?? ''
  if (name === '!' || name === '-not') return { kind: 'not', operand: one(cursor) }
  if (name === '(') {
    const inner = anyOf(cursor)
    cursor.at++
    return inner
  }
  if (withValue.has(name)) return { kind: 'test', name, value: cursor.args[cursor.at++] ?? '' }
  if (alone.has(name)) return { kind: 'test', name, value: '' }
  if (name === '-maxdepth' || name === '-mindepth') {
    const depth = Number(cursor.args[cursor.at++] ?? 0)
    if (name === '-maxdepth') cursor.maxDepth = depth
    else cursor.minDepth = depth
    return nothing
  }
  return action(cursor, name)
}

function action(cursor: Cursor, name: string): Expression {
  cursor.hasAction = true
  if (name === '-print' || name === '-print0') return { kind: 'print', end: name === '-print' ? '\n' : '\0' }
  if (name === '-delete') {
    cursor.isDeepFirst = true
    return { kind: 'delete' }
  }
  if (name !== '-exec') {
    cursor.unknown ??= name
    return nothing
  }
  const start = cursor.at
  while (cursor.at < cursor.args.length && cursor.args[cursor.at] !== ';' && !(cursor.args[cursor.at] === '+' && cursor.args[cursor.at - 1] === '{}')) cursor.at++
  const isBatch = cursor.args[cursor.at] === '+'
  if (cursor.at >= cursor.args.length || cursor.at === start) cursor.unknown ??= name
  const argv = cursor.args.slice(start, isBatch ? cursor.at - 1 : cursor.at)
  cursor.at++
  return { kind: 'run', argv, isBatch }
}
