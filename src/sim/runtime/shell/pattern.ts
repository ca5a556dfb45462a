import { memoised } from '../../memo.js'

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9', alpha: 'A-Za-z', blank: ' \\t', cntrl: '\\x00-\\x1f\\x7f', digit: '0-9', graph: '!-~', lower: 'a-z', print: ' -~',
  punct: '!-\\/:-@\\[-`{-~', space: '\\s', upper: 'A-Z', xdigit: '0-9A-Fa-f',
}

/**
 * Whether a text matches a shell pattern as a whole (XCU 2.13): `*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]`, `\` quotes. `isExtended`: bash's
 * `?(a|b)`, `*(…)`, `+(…)`, `@(…)` and `!(…)` too.
 */
export const matchesPattern = (pattern: string, text: string, isExtended: boolean = false): boolean => expressionOf(pattern, isExtended).test(text)

export const quotePattern = (text: string): string => text.replaceAll(/[\\*?[\]()|]/g, '\\$&')
export const hasPattern = (pattern: string, isExtended: boolean = false): boolean => (isExtended && extended.test(pattern)) || /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern)
const extended = /(?:^|[^\\])(?:\\\\)*[?*+@!]\(/
export const unquotePattern = (pattern: string): string => pattern.replaceAll(/\\([\s\S])/g, '$1')

const plainExpression: (pattern: string) => RegExp = memoised((pattern) => new RegExp(`^${sourceOf(pattern, undefined)}$`), 2048)
const extendedExpression: (pattern: string) => RegExp = memoised((pattern) => new RegExp(`^${sourceOf(pattern, { count: 0 })}$`), 2048)

const expressionOf = (pattern: string, isExtended: boolean): RegExp => (isExtended && extended.test(pattern) ? extendedExpression(pattern) : plainExpression(pattern))

/** The groups that were named so far. */
interface Groups {
  count: number
}

/** `groups`: undefined where parentheses stand for themselves. */
function sourceOf(pattern: string, groups: Groups | undefined): string {
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    const end = groups !== undefined && '?*+@!'.includes(character) && pattern[at + 1] === '(' ? closingOf(pattern, at + 1) : undefined
    if (groups !== undefined && end !== undefined) {
      source += choiceOf(character, pattern.slice(at + 2, end), groups)
      at = end
    } else if (character === '*') source += '[\\s\\S]*'
    else if (character === '?') source += '[\\s\\S]'
    else if (character === '\\' && at + 1 < pattern.length) source += literal(pattern[++at]!)
    else if (character === '[') {
      const bracket = readBracket(pattern, at)
      source += bracket?.source ?? '\\['
      at = bracket?.end ?? at
    } else source += literal(character)
  }
  return source
}

/** Where a parenthesis is closed; undefined: nowhere. */
function closingOf(pattern: string, start: number): number | undefined {
  for (let at = start, depth = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === '[') at = readBracket(pattern, at)?.end ?? at
    else if (pattern[at] === '(') depth++
    else if (pattern[at] === ')' && --depth === 0) return at
  }
  return undefined
}

function choiceOf(operator: string, inner: string, groups: Groups): string {
  const choice = `(?:${choicesIn(inner).map((each) => sourceOf(each, groups)).join('|')})`
  if (operator !== '!') return operator === '@' ? choice : `${choice}${operator}`
  // What is left of the text is named where the choice begins, so that what was passed over can be told to be none of the choices.
  const name = `rest${groups.count++}`
  return `(?=(?<${name}>[\\s\\S]*))[\\s\\S]*(?<!(?=\\k<${name}>$)${choice})`
}

function choicesIn(inner: string): readonly string[] {
  const choices: string[] = ['']
  for (let at = 0, depth = 0; at < inner.length; at++) {
    const end = inner[at] === '\\' ? at + 1 : inner[at] === '[' ? readBracket(inner, at)?.end ?? at : at
    if (inner[at] === '(') depth++
    if (inner[at] === ')') depth--
    if (inner[at] === '|' && depth === 0) choices.push('')
    else choices[choices.length - 1] += inner.slice(at, end + 1)
    at = end
  }
  return choices
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')

function readBracket(pattern: string, start: number): { readonly source: string; readonly end: number } | undefined {
  let at = start + 1
  const isNegated = pattern[at] === '!' || pattern[at] === '^'
  if (isNegated) at++
  let source = ''
  for (let isFirst = true; at < pattern.length; isFirst = false, at++) {
    const character = pattern[at]!
    if (character === ']' && !isFirst) return { source: rangesOf(source, isNegated), end: at }
    const named = character === '[' ? /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12)) : null
    if (named !== null) {
      source += classes[named[1]!] ?? ''
      at += named[0].length - 1
    } else if (character === '-' && source !== '' && pattern[at + 1] !== ']') source += '-'
    else {
      const one = character === '\\' && at + 1 < pattern.length ? pattern[++at]! : character
      source += one.replace(/[\\^\]-]/, '\\$&').replace('[', '\\[')
    }
  }
  return undefined
}

/** A range that goes backwards matches nothing. */
function rangesOf(source: string, isNegated: boolean): string {
  const set = isNegated ? `[^${source}]` : source === '' ? '[^\\s\\S]' : `[${source}]`
  try {
    return new RegExp(set).source
  } catch {
    return isNegated ? '[\\s\\S]' : '[^\\s\\S]'
  }
}

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`: the text without its shortest or longest matching end. */
export function withoutMatch(text: string, pattern: string, operator: string, isExtended: boolean = false): string {
  const expression = expressionOf(pattern, isExtended)
  const isPrefix = operator.startsWith('#')
  const isLongest = operator.length === 2
  for (let step = 0; step <= text.length; step++) {
    const length = isLongest ? text.length - step : step
    if (isPrefix && expression.test(text.slice(0, length))) return text.slice(length)
    if (!isPrefix && expression.test(text.slice(text.length - length))) return text.slice(0, text.length - length)
  }
  return text
}

/** bash's `${x/p/s}`: the first, or every, longest match put away for another text. */
export function replaceMatch(text: string, pattern: string, replacement: string, isAll: boolean, isExtended: boolean = false): string {
  const anchor = pattern[0] === '#' || pattern[0] === '%' ? pattern[0] : ''
  const source = expressionOf(anchor === '' ? pattern : pattern.slice(1), isExtended).source.slice(1, -1)
  if (source === '' && anchor === '') return text
  const expression = new RegExp(anchor === '#' ? `^(?:${source})` : anchor === '%' ? `(?:${source})$` : source, isAll ? 'g' : '')
  return text.replace(expression, () => replacement)
}
