import type { Json } from '../../sim/api/types.js'
import type { ClusterView, ExecOutcome } from '../../sim/view.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { readNumber, readText, type NumberMatcher, type TextMatcher } from '../matchers.js'
import { complain, take, takeObject, under, type Reading } from '../reading.js'
import { failed, passed, type Verdict } from '../verdict.js'

interface Params {
  readonly texts: readonly (readonly ['stdout' | 'stderr', TextMatcher])[]
  readonly exit: NumberMatcher | undefined
}

const keys = ['stdout', 'stderr', 'exit'] as const

function read(raw: Json, reading: Reading): Params | undefined {
  const object = typeof raw === 'string' ? { stdout: raw } : takeObject(reading, raw)
  if (object === undefined) return undefined
  for (const key of Object.keys(object)) if (!(keys as readonly string[]).includes(key)) complain(under(reading, key), 'is no matcher of `output`', 'use one of `stdout`, `stderr`, `exit`')
  const texts = (['stdout', 'stderr'] as const).flatMap((key): readonly (readonly ['stdout' | 'stderr', TextMatcher])[] => {
    const matcher = object[key] === undefined ? undefined : take(under(reading, key), object[key], readText)
    return matcher === undefined ? [] : [[key, matcher]]
  })
  const exit = object['exit'] === undefined ? undefined : take(under(reading, 'exit'), object['exit'], readNumber)
  return { texts, exit }
}

/** One line break at the end counts for nothing, and neither does the kind of space around lines that YAML folds. */
const holds = ({ matches }: TextMatcher, text: string): boolean => matches(text) || matches(text.replace(/\n$/, ''))

const miss = (path: string, expected: string, actual: string): Verdict => failed({ subject: 'output', path, expected, actual, objects: [], reads: 'history' })

function evaluate({ lastExec }: ClusterView, { texts, exit }: Params): Verdict {
  if (lastExec === undefined) return miss('', 'the output of an `exec`', 'no `exec` has run yet')
  if (exit !== undefined && !exit.matches(lastExec.exit)) return miss('exit', exit.text, `${lastExec.exit}${tailOf(lastExec)}`)
  const wrong = texts.find(([key, matcher]) => !holds(matcher, lastExec[key]))
  return wrong === undefined ? passed : miss(wrong[0], wrong[1].text, JSON.stringify(lastExec[wrong[0]]))
}

const tailOf = ({ stderr, stdout }: ExecOutcome): string => {
  const text = (stderr === '' ? stdout : stderr).trimEnd()
  return text === '' ? '' : `: ${text.slice(-200)}`
}

export const output: AssertionDefinition = defineAssertion<Params>({
  name: 'output', observes: [], read, evaluate,
  text: ({ texts, exit }) => `output: ${[...texts.map(([key, { text }]) => `${key} ${text}`), ...(exit === undefined ? [] : [`exit ${exit.text}`])].join(', ')}`,
})
