import { write } from '../os/io.js'
import type { Task, Turn } from '../os/state.js'
import { evaluate, ArithmeticFault } from './arithmetic.js'
import type { Word } from './ast.js'
import { ExpressionFault, testCondition } from './condition.js'
import { complete, pop, push } from './control.js'
import { expanding } from './compound.js'
import { expandText } from './expand.js'
import { ExpansionFault, type ExpansionScope } from './expansion-scope.js'
import { complain } from './messages.js'
import type { FrameOf, Shell } from './state.js'
import { expansionFault, numbersOf } from './subscripts.js'
import { parameter } from './variables.js'

/** What an expression came to, or the words of its fault, which ends the command and not the shell. */
type Verdict = boolean | string

/** bash's `[[ … ]]` and `(( … ))`. */
export function stepCheck(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'check'>): void {
  const { node } = frame
  shell.line = node.line
  let isNone = false
  let trace: string[] = []
  const expanded = expanding(turn, task, shell, frame.outputs, ({ scope }): Verdict => {
    trace = []
    if (node.kind === 'compute') return verdictOf(node.word, scope, trace)
    try {
      return testCondition({ turn, task, scope, trace }, node.test)
    } catch (error) {
      isNone = error instanceof ExpressionFault
      return isNone ? false : faultWords(error, '[[')
    }
  })
  if (expanded === undefined) return
  pop(task, shell)
  tell(turn, task, shell, trace)
  if (typeof expanded.value === 'string') complain(turn, task, shell, expanded.value)
  complete(turn, task, shell, isNone ? 2 : expanded.value === true ? 0 : 1, frame.isTested)
}

/** Lines of `set -x`. */
function tell(turn: Turn, task: Task, shell: Shell, trace: readonly string[]): void {
  if (!shell.options.has('x')) return
  for (const line of trace) write(turn, task, 2, `${parameter(turn, task, shell, 'PS4') ?? '+ '}${line}\n`)
}

function verdictOf(word: Word, scope: ExpansionScope, trace: string[]): Verdict {
  const text = expandText(word, scope)
  trace.push(`(( ${text.trim()} ))`)
  try {
    return evaluate(text, numbersOf(scope, scope.isNounset)) !== '0'
  } catch (error) {
    if (error instanceof ArithmeticFault) return faultWords(expansionFault(error), '((')
    throw error
  }
}

/** A variable that is not set ends the shell all the same. */
function faultWords(error: unknown, name: string): string {
  if (!(error instanceof ExpansionFault) || error.isOfUnset) throw error
  return `${name}: ${error.message}`
}

/** bash's `for ((begin; test; next))`. */
export function stepCount(turn: Turn, task: Task, shell: Shell, frame: FrameOf<'count'>): void {
  const { node } = frame
  const isFirst = frame.stage === 'begin'
  const word = isFirst ? node.begin : frame.stage === 'test' ? node.test : frame.stage === 'next' ? node.next : undefined
  if (frame.stage === 'body') {
    frame.stage = 'next'
    return push(shell, { kind: 'list', items: node.body.items, index: 0, isTested: frame.isTested })
  }
  shell.line = node.line
  let trace: string[] = []
  const expanded = word === undefined ? { value: true } : expanding(turn, task, shell, frame.outputs, ({ scope }) => verdictOf(word, scope, (trace = [])))
  if (expanded === undefined) return
  frame.outputs = []
  tell(turn, task, shell, trace)
  if (isFirst) shell.status = 0
  if (typeof expanded.value === 'string') {
    pop(task, shell)
    complain(turn, task, shell, expanded.value)
    return complete(turn, task, shell, 1, frame.isTested)
  }
  if (frame.stage === 'test' && !expanded.value) return pop(task, shell)
  frame.stage = frame.stage === 'test' ? 'body' : 'test'
}
