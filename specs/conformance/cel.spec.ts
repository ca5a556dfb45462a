import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileCel } from '../../src/sim/api/cel/compile.js'
import { authorizer } from '../../src/sim/api/cel/library/authorization.js'
import { outputText } from '../../src/sim/api/cel/types.js'
import { isFault } from '../../src/sim/api/cel/values.js'
import { root } from '../cli.js'
import { shown, typeOfText, valueOf } from './cel-values.js'

/** What the CEL environment of a real API server (1.36.2) made of an expression. */
interface Recorded {
  readonly expr: string
  readonly vars?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, unknown>>
  readonly type?: string
  readonly issue?: string
  readonly value?: string
  readonly error?: string
  readonly cost?: number
}
type Answer = Pick<Recorded, 'type' | 'issue' | 'value' | 'error' | 'cost'>

const recorded = readFileSync(join(root, 'fixtures/cel/expressions.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded)

function answerTo({ expr, vars = {}, with: given = {} }: Recorded): Answer {
  const types = Object.fromEntries(Object.entries(vars).map(([name, text]) => [name, typeOfText(text)]))
  const program = compileCel(expr, { variables: types })
  if (!program.ok) return { issue: program.text }
  const values = Object.entries(types).map(([name, type]) => [name, name === 'authorizer' ? authorizer : valueOf(given[name], type)])
  const { value, cost } = program.evaluate(Object.fromEntries(values))
  return { type: outputText(program.type), cost, ...(isFault(value) ? { error: value.message } : { value: shown(value) }) }
}

describe('expressions that a real API server has evaluated', () => {
  it.each(['type', 'issue', 'value', 'error', 'cost'] as const)('have the same %s', (part) => {
    const wrong = recorded.flatMap((one) => {
      const answer = answerTo(one)
      return answer[part] === one[part] ? [] : [`${one.expr}\n  there: ${one[part]}\n  here:  ${answer[part]}`]
    })
    expect(wrong).toEqual([])
  })
})
