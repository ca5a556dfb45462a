import { matchesGlob } from './glob.js'
import type { Parsed } from './parsed.js'
import { describeValue, problem } from './parsed.js'

/** A wish about a text: the text itself, a glob over all of it, or a regular expression found anywhere in it. */
export interface Pattern {
  readonly kind: 'exact' | 'glob' | 'regex'
  /** As written. */
  readonly text: string
  readonly test: (actual: string) => boolean
}

const regexLengthMax = 300
const endlessMax = 6
/** Regular expressions look at the first so many characters. */
const subjectLengthMax = 2000

/** Positions of unescaped characters outside of character classes. */
function structure(source: string): string {
  return source.replaceAll(/\\./gs, '__').replaceAll(/\[[^\]]*\]/g, (set) => '_'.repeat(set.length))
}

/** JavaScript's engine backtracks: what may take exponential time (a repeated group with repetition or choice inside) is not let in. */
function slowness(source: string): string | undefined {
  const plain = structure(source)
  if (/\\[1-9]|\\k</.test(source)) return 'it refers back to a group'
  if ([...plain.matchAll(/[*+]|\{\d+,\}/g)].length > endlessMax) return `it repeats without end more than ${endlessMax} times`
  const opened: number[] = []
  for (let at = 0; at < plain.length; at++) {
    if (plain[at] === '(') opened.push(at)
    if (plain[at] !== ')') continue
    const inside = plain.slice((opened.pop() ?? 0) + 1, at)
    if (/^(?:[*+]|\{\d+,)/.test(plain.slice(at + 1)) && /[*+|]|\{\d+,/.test(inside)) return 'it repeats a group that holds repetition or choice'
  }
  return undefined
}

function parseRegex(text: string, source: string, flags: string): Parsed<Pattern> {
  if (source.length > regexLengthMax) return problem(`a regular expression may have at most ${regexLengthMax} characters, this has ${source.length}`)
  const slow = slowness(source)
  if (slow !== undefined) return problem(`the regular expression ${text} could take very long: ${slow}`, 'use a simpler one, or a glob')
  try {
    const expression = new RegExp(source, flags.includes('u') || flags.includes('v') ? flags : `${flags}u`)
    return { value: { kind: 'regex', text, test: (actual) => expression.test(actual.length > subjectLengthMax ? actual.slice(0, subjectLengthMax) : actual) } }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/^Invalid regular expression: /, '') : String(thrown)
    return problem(`${text} is no valid regular expression: ${reason}`)
  }
}

/** `web-*` is a glob, `/^web-\d+$/` a regular expression (flags `i`, `s`, `m` may follow); everything else is the text itself. */
export function parsePattern(value: unknown): Parsed<Pattern> {
  if (typeof value !== 'string') return problem(`must be a text, but is ${describeValue(value)}`, value === null || typeof value === 'object' ? undefined : `"${String(value)}"`)
  const [, source, flags] = /^\/(.+)\/([ims]*)$/s.exec(value) ?? []
  if (source !== undefined) return parseRegex(value, source, flags ?? '')
  if (/[*?]/.test(value)) return { value: { kind: 'glob', text: value, test: (actual) => matchesGlob(value, actual) } }
  return { value: { kind: 'exact', text: value, test: (actual) => actual === value } }
}
