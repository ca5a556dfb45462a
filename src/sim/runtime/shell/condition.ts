import { holds } from '../programs/test-expression.js'
import { fileFacts } from '../programs/file-facts.js'
import type { Task, Turn } from '../os/state.js'
import { bareText, type Word } from './ast.js'
import { evaluate } from './arithmetic.js'
import { ExpansionFault, expandPattern, expandText, type ExpansionScope } from './expand.js'
import { matchesPattern } from './pattern.js'

interface Cursor {
  readonly words: readonly Word[]
  readonly scope: ExpansionScope
  readonly turn: Turn
  readonly task: Task
  at: number
}

/** bash's `[[ … ]]`: words are not split, the right side of `==` is a pattern, of `=~` an expression. */
export function testCondition(turn: Turn, task: Task, words: readonly Word[], scope: ExpansionScope): boolean {
  return either({ words, scope, turn, task, at: 0 })
}

const bare = ({ words, at }: Cursor): string | undefined => (words[at] === undefined ? undefined : bareText(words[at]))

function either(cursor: Cursor): boolean {
  let value = both(cursor)
  while (bare(cursor) === '||') {
    cursor.at++
    const right = both(cursor)
    value = value || right
  }
  return value
}

function both(cursor: Cursor): boolean {
  let value = one(cursor)
  while (bare(cursor) === '&&') {
    cursor.at++
    const right = one(cursor)
    value = value && right
  }
  return value
}

function one(cursor: Cursor): boolean {
  const word = bare(cursor)
  if (word === '!') {
    cursor.at++
    return !one(cursor)
  }
  if (word === '(') {
    cursor.at++
    const value = either(cursor)
    cursor.at++
    return value
  }
  const { words, scope } = cursor
  const following = words[cursor.at + 1] === undefined ? undefined : bareText(words[cursor.at + 1]!)
  if (following !== undefined && /^(?:==?|!=|=~|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/.test(following)) return compare(cursor, following)
  if (word !== undefined && /^-[a-zA-Z]$/.test(word) && words[cursor.at + 1] !== undefined && following !== '&&' && following !== '||') {
    cursor.at += 2
    return holds([word, expandText(words[cursor.at - 1]!, scope)], fileFacts(cursor.turn, cursor.task), 'bash') === true
  }
  return words[cursor.at] !== undefined && expandText(words[cursor.at++]!, scope) !== ''
}

function compare(cursor: Cursor, operator: string): boolean {
  const { words, scope } = cursor
  const left = expandText(words[cursor.at]!, scope)
  const right = words[cursor.at + 2] ?? { parts: [] }
  cursor.at += 3
  if (operator === '=' || operator === '==') return matchesPattern(expandPattern(right, scope), left)
  if (operator === '!=') return !matchesPattern(expandPattern(right, scope), left)
  const text = expandText(right, scope)
  if (operator === '=~') return matchExpression(left, text, scope)
  if (operator === '<') return left < text
  if (operator === '>') return left > text
  const numbers = { dialect: scope.dialect, isStrict: false, get: scope.get, set: scope.set }
  const [a, b] = operator.length === 3 && !'ntotef'.includes(operator.slice(1)) ? [evaluate(left, numbers), evaluate(text, numbers)] : [left, text]
  return holds([a, operator, b], fileFacts(cursor.turn, cursor.task), 'bash') === true
}

function matchExpression(text: string, source: string, scope: ExpansionScope): boolean {
  let match: RegExpExecArray | null
  try {
    match = new RegExp(source).exec(text)
  } catch {
    throw new ExpansionFault('syntax error in conditional expression')
  }
  for (const [index, group] of (match ?? []).entries()) scope.set(`BASH_REMATCH[${index}]`, group ?? '')
  return match !== null
}
