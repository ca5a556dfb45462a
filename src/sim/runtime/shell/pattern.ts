import { memoised } from '../../memo.js'

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9', alpha: 'A-Za-z', blank: ' \\t', cntrl: '\\x00-\\x1f\\x7f', digit: '0-9', graph: '!-~', lower: 'a-z', print: ' -~',
  punct: '!-\\/:-@\\[-`{-~', space: '\\s', upper: 'A-Z', xdigit: '0-9A-Fa-f',
}

/** Whether a text matches a shell pattern as a whole (XCU 2.13): `*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]`, `\` quotes. */
export const matchesPattern = (pattern: string, text: string): boolean => patternExpression(pattern).test(text)

export const quotePattern = (text: string): string => text.replaceAll(/[\\*?[\]]/g, '\\$&')
export const hasPattern = (pattern: string): boolean => /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern)
export const unquotePattern = (pattern: string): string => pattern.replaceAll(/\\([\s\S])/g, '$1')

const patternExpression: (pattern: string) => RegExp = memoised(compile, 2048)

function compile(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!
    if (character === '*') source += '[\\s\\S]*'
    else if (character === '?') source += '[\\s\\S]'
    else if (character === '\\' && at + 1 < pattern.length) source += literal(pattern[++at]!)
    else if (character === '[') {
      const bracket = readBracket(pattern, at)
      source += bracket?.source ?? '\\['
      at = bracket?.end ?? at
    } else source += literal(character)
  }
  return new RegExp(`^${source}$`)
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
export function withoutMatch(text: string, pattern: string, operator: string): string {
  const expression = patternExpression(pattern)
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
export function replaceMatch(text: string, pattern: string, replacement: string, isAll: boolean): string {
  const anchor = pattern[0] === '#' || pattern[0] === '%' ? pattern[0] : ''
  const source = patternExpression(anchor === '' ? pattern : pattern.slice(1)).source.slice(1, -1)
  if (source === '') return text
  const expression = new RegExp(anchor === '#' ? `^(?:${source})` : anchor === '%' ? `(?:${source})$` : source, isAll ? 'g' : '')
  return text.replace(expression, () => replacement)
}
