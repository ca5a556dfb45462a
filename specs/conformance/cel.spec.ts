import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileCel } from '../../src/sim/api/cel/compile.js'
import { authorizer } from '../../src/sim/api/cel/library/authorization.js'
import { outputText } from '../../src/sim/api/cel/types.js'
import { isFault } from '../../src/sim/api/cel/values.js'
import { root } from '../cli.js'
import { specCases, specFolder, type SpecCase } from './cel-spec.js'
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
  const values = Object.entries(types).map(([name, type]) => [name, name === 'authorizer' ? authorizer(() => ({ isAllowed: true, why: '' }), { user: 'kubernetes-admin', groups: [] }) : valueOf(given[name], type)])
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

/** What the same environment made of the conformance tests of cel-spec, which are read from where they are. */
interface SpecAnswer {
  readonly name: string
  readonly issue?: true
  readonly type?: string
  readonly value?: string
  readonly error?: string
  /** Where it does not depend on the order in which Go goes over a map. */
  readonly cost?: number
}

const folder = specFolder()
const { cases, left } = folder === undefined ? { cases: [], left: 0 } : specCases(folder)
if (folder === undefined) console.log('skipped: the conformance tests of cel-spec (cel.dev/expr 0.25.1) are not in the module cache of Go, nor at CEL_SPEC_TESTDATA')
else console.log(`${cases.length} conformance tests of cel-spec; ${left} of protocol buffers, which Kubernetes has not, are left out`)

function specAnswer({ name, expr, variables, values }: SpecCase): SpecAnswer {
  const program = compileCel(expr, { variables })
  if (!program.ok) return { name, issue: true }
  const { value, cost } = program.evaluate(values)
  return { name, type: outputText(program.type), ...(isFault(value) ? { error: value.message } : { value: shown(value) }), cost }
}

describe.skipIf(folder === undefined)('the conformance tests of cel-spec', () => {
  const answers = readFileSync(join(root, 'fixtures/cel/cel-spec.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as SpecAnswer)

  it('are those that were recorded', () => expect(cases.map(({ name }) => name)).toEqual(answers.map(({ name }) => name)))

  it('are answered as by a real API server, at the same cost', () => {
    const wrong = cases.flatMap((one, at) => {
      const there = answers[at] as SpecAnswer
      const here = specAnswer(one)
      // some are only checked
      const isRun = there.value !== undefined || there.error !== undefined
      const isSame = here.issue === there.issue && here.type === there.type && (!isRun || (here.value === there.value && here.error === there.error && here.cost === (there.cost ?? here.cost)))
      return isSame ? [] : [{ expr: one.expr, there, here }]
    })
    expect(wrong).toEqual([])
    expect(cases.length).toBeGreaterThan(1600)
  })
})
