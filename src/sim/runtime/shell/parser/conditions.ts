import type { TestExpression } from 'unbash'
import type { Word } from '../ast.js'
import type { Source } from './source.js'
import { bareWord, expressionOf, wordOf } from './words.js'

/** bash's `[[ … ]]` as its words in order, operators bare. */
export function conditionWords(source: Source, node: TestExpression): readonly Word[] {
  switch (node.type) {
    case 'TestUnary': return node.pos === node.operand.pos ? [wordOf(source, node.operand)] : [bareWord(node.operator), wordOf(source, node.operand)]
    case 'TestBinary': return [wordOf(source, node.left), bareWord(node.operator), node.operator === '=~' ? expressionOf(source, node.right) : wordOf(source, node.right)]
    case 'TestLogical': return node.operands.flatMap((operand, index) => [...(index > 0 ? [bareWord(node.operator)] : []), ...conditionWords(source, operand)])
    case 'TestNot': return [...node.negations.map(() => bareWord('!')), ...conditionWords(source, node.operand)]
    case 'TestGroup': return [bareWord('('), ...conditionWords(source, node.expression), bareWord(')')]
  }
}
