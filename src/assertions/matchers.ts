import { parseComparison, type ComparisonUnit } from './values/comparison.js'
import { problem, type Parsed } from './values/parsed.js'
import { parsePattern } from './values/pattern.js'

/** What a scenario expects of one value, compiled once: `text` is how it was written, `matches` asks. */
export interface Matcher<T> {
  readonly text: string
  readonly matches: (value: T) => boolean
}
export type NumberMatcher = Matcher<number | undefined>
export type TextMatcher = Matcher<string | undefined>

/** Numbers with comparisons. An absent value meets no comparison but `!=`. */
function readComparison(raw: unknown, units: readonly ComparisonUnit[]): Parsed<NumberMatcher> {
  const parsed = parseComparison(raw, units)
  if ('problem' in parsed) return parsed
  const { text, operator, test } = parsed.value
  return { value: { text, matches: (value) => (value === undefined ? operator === '!=' : test(value)) } }
}

export const readNumber = (raw: unknown): Parsed<NumberMatcher> => readComparison(raw, ['number'])
/** Milliseconds. */
export const readDuration = (raw: unknown): Parsed<NumberMatcher> => readComparison(raw, ['duration'])

/** Whether a text names one thing: neither a glob nor a regular expression. */
export function isExact(text: string): boolean {
  const parsed = parsePattern(text)
  return 'value' in parsed && parsed.value.kind === 'exact'
}

/** A text, a glob, a regular expression between slashes, or a list of them of which one must match. */
export function readText(raw: unknown): Parsed<TextMatcher> {
  if (Array.isArray(raw)) return anyOf(raw.map(readText))
  const parsed = parsePattern(typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : raw)
  if ('problem' in parsed) return parsed
  const { text, test } = parsed.value
  return { value: { text, matches: (value) => value !== undefined && test(value) } }
}

function anyOf(reads: readonly Parsed<TextMatcher>[]): Parsed<TextMatcher> {
  const matchers: TextMatcher[] = []
  for (const read of reads) {
    if ('problem' in read) return read
    matchers.push(read.value)
  }
  if (matchers.length === 0) return problem('must not be an empty list')
  return { value: { text: matchers.map(({ text }) => text).join(' or '), matches: (value) => matchers.some((matcher) => matcher.matches(value)) } }
}
