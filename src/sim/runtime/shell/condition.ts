import { fileFacts } from '../programs/file-facts.js'
import { posixExpression } from '../programs/posix-expression.js'
import { holds } from '../programs/test-expression.js'
import type { Task, Turn } from '../os/state.js'
import { arrayOf, asArray, emptyArray, textOf } from './array.js'
import type { Test, Word } from './ast.js'
import { expandPattern, expandText } from './expand.js'
import { matchesIn, type ExpansionScope } from './expansion-scope.js'
import { computed, keyOf, referenceOf } from './subscripts.js'

/** A regular expression that is none: `[[ … ]]` comes out with status 2. */
export class ExpressionFault extends Error {}

interface Asked {
  readonly turn: Turn
  readonly task: Task
  readonly scope: ExpansionScope
  /** What was looked at, as `set -x` shows it. */
  readonly trace: string[]
}

/** bash's `[[ … ]]`: words are not split, the right side of `==` is a pattern, of `=~` an expression; what is decided is not looked at. */
export function testCondition(asked: Asked, test: Test): boolean {
  switch (test.kind) {
    case 'and': return test.tests.every((one) => testCondition(asked, one))
    case 'or': return test.tests.some((one) => testCondition(asked, one))
    case 'not': return !testCondition(asked, test.test)
    case 'unary': {
      const { turn, task, scope, trace } = asked
      const text = expandText(test.word, scope)
      trace.push(`[[ ${test.operator} ${text === '' ? "''" : text} ]]`)
      if (test.operator === '-v') return isSet(text, scope)
      return holds([test.operator, text], fileFacts(turn, task), 'bash') === true
    }
    case 'binary': return compare(asked, test.left, test.operator, test.right)
  }
}

/** `-v name`, `-v name[index]`. */
export function isSet(text: string, scope: ExpansionScope): boolean {
  const { name, index } = referenceOf(text) ?? { name: text, index: undefined }
  const value = scope.value(name)
  if (index === undefined) return textOf(value) !== undefined
  const { elements } = asArray(value)
  if (index === '@' || index === '*') return elements.size > 0
  const key = keyOf(name, index, scope)
  return key !== undefined && elements.has(key)
}

const numeric = /^-(?:eq|ne|lt|le|gt|ge)$/

function compare({ turn, task, scope, trace }: Asked, leftWord: Word, operator: string, right: Word): boolean {
  const left = expandText(leftWord, scope)
  const isPattern = operator === '=' || operator === '==' || operator === '!='
  const text = isPattern ? expandPattern(right, scope) : operator === '=~' ? expressionOf(right, scope) : expandText(right, scope)
  trace.push(`[[ ${left === '' ? "''" : left} ${operator} ${text === '' ? "''" : text} ]]`)
  if (isPattern) return matchesIn(scope, text, left, scope.dialect === 'bash') === (operator !== '!=')
  if (operator === '=~') return matchExpression(left, text, scope)
  if (operator === '<') return left < text
  if (operator === '>') return left > text
  const [a, b] = numeric.test(operator) ? [computed(left, scope), computed(text, scope)] : [left, text]
  return holds([a, operator, b], fileFacts(turn, task), 'bash') === true
}

/** What is quoted stands for itself. */
const expressionOf = ({ parts }: Word, scope: ExpansionScope): string => parts.map((part) => {
  const value = expandText({ parts: [part] }, scope)
  return part.isQuoted ? value.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&') : value
}).join('')

function matchExpression(text: string, source: string, scope: ExpansionScope): boolean {
  const expression = posixExpression(source, true, scope.isCaseless ? 'i' : '')
  const match = expression?.exec(text)
  scope.set('BASH_REMATCH', match === undefined || match === null ? emptyArray() : arrayOf(match.map((group) => group ?? '')))
  if (expression === undefined) throw new ExpressionFault()
  return match !== undefined && match !== null
}
