import type { TestExpression } from 'unbash'
import type { Test } from '../ast.js'
import type { Source } from './source.js'
import { patternOf, wordOf } from './words.js'

/** What bash's `[[ … ]]` asks. */
export function testOf(source: Source, node: TestExpression): Test {
  switch (node.type) {
    // A word alone has no operator of its own.
    case 'TestUnary': return { kind: 'unary', operator: node.pos === node.operand.pos ? '-n' : node.operator, word: wordOf(source, node.operand) }
    case 'TestBinary': return { kind: 'binary', left: wordOf(source, node.left), operator: node.operator, right: /^[=!]/.test(node.operator) ? patternOf(source, node.right) : wordOf(source, node.right) }
    case 'TestLogical': return { kind: node.operator === '&&' ? 'and' : 'or', tests: node.operands.map((operand) => testOf(source, operand)) }
    case 'TestNot': {
      const test = testOf(source, node.operand)
      return node.negations.length % 2 === 1 ? { kind: 'not', test } : test
    }
    case 'TestGroup': return testOf(source, node.expression)
  }
}
