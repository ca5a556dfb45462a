import { Kind } from '../../sim/api/kinds/ids.js'
import type { Json } from '../../sim/api/types.js'
import type { ClusterView, LogQuestion } from '../../sim/view.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { isExact, readNumber, readText, type NumberMatcher, type TextMatcher } from '../matchers.js'
import { complain, take, takeObject, under, type Reading } from '../reading.js'
import { failed, passed, type Verdict } from '../verdict.js'

interface Params {
  readonly question: LogQuestion
  readonly contains: readonly TextMatcher[]
  readonly lines: NumberMatcher | undefined
}

const keys = ['pod', 'container', 'previous', 'contains', 'lines'] as const
/** From one look to the next while the lines are not there: logs are no objects whose changes are told. */
const lookMs = 1_000

/** A plain text may stand anywhere in a line. */
function readLine(raw: unknown): ReturnType<typeof readText> {
  const read = readText(raw)
  if (!('value' in read) || typeof raw !== 'string' || !isExact(raw)) return read
  return { value: { text: raw, matches: (line) => line?.includes(raw) === true } }
}

function read(raw: Json, reading: Reading): Params | undefined {
  const object = takeObject(reading, raw)
  if (object === undefined) return undefined
  for (const key of Object.keys(object)) if (!(keys as readonly string[]).includes(key)) complain(under(reading, key), 'is no matcher of `logs`', `use one of ${keys.map((name) => `\`${name}\``).join(', ')}`)
  const { pod, container, previous, contains, lines } = object
  if (typeof pod !== 'string' || pod === '') return complain(under(reading, 'pod'), 'must be a pod\'s name')
  const [namespace, name] = pod.includes(':') ? (pod.split(':', 2) as [string, string]) : [reading.scope.namespace, pod]
  const wanted = contains === undefined ? [] : Array.isArray(contains) ? (contains as readonly Json[]) : [contains]
  return {
    question: { namespace, pod: name.replace(/^(?:pods?|po)\//, ''), ...(typeof container === 'string' ? { container } : {}), isPrevious: previous === true },
    contains: wanted.map((text) => take(under(reading, 'contains'), text, readLine)).filter((matcher) => matcher !== undefined),
    lines: lines === undefined ? undefined : take(under(reading, 'lines'), lines, readNumber),
  }
}

function evaluate(view: ClusterView, { question, contains, lines }: Params): Verdict {
  const subject = subjectOf(question)
  const text = view.logs(question)
  const objects = [{ kind: Kind.Pod, key: `${question.namespace}/${question.pod}` }]
  if (text === undefined) return failed({ subject, path: '', expected: 'a log', actual: 'there is no such container, or it has not begun', objects, reads: 'time' })
  const all = text.replace(/\n$/, '').split('\n')
  const count = text === '' ? 0 : all.length
  const missing = contains.find(({ matches }) => !all.some((line) => matches(line)))
  if (missing !== undefined) return failed({ subject, path: 'contains', expected: missing.text, actual: count === 0 ? 'nothing was written' : `${count} lines, the last is ${JSON.stringify(all.at(-1))}`, objects, reads: 'time' })
  if (lines !== undefined && !lines.matches(count)) return failed({ subject, path: 'lines', expected: lines.text, actual: String(count), objects, reads: 'time' })
  return passed
}

const subjectOf = ({ pod, container, isPrevious }: LogQuestion): string => `logs pod/${pod}${container === undefined ? '' : ` ${container}`}${isPrevious === true ? ' (previous)' : ''}`

export const logs: AssertionDefinition = defineAssertion<Params>({
  name: 'logs', observes: [Kind.Pod], read, evaluate,
  nextLook: ({ now }) => now + lookMs,
  text: ({ question, contains, lines }) => `${subjectOf(question)}: ${[...contains.map(({ text }) => `contains ${text}`), ...(lines === undefined ? [] : [`lines ${lines.text}`])].join(', ')}`,
})
