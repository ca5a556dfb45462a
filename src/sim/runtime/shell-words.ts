/** A word of a script with its quotes taken off; opaque when it holds an expansion that is not known beforehand. */
export interface Word {
  readonly text: string
  readonly isOpaque: boolean
}
export interface Operator {
  readonly operator: string
}
export type Token = Word | Operator

export const isOperator = (token: Token | undefined, ...operators: readonly string[]): token is Operator =>
  token !== undefined && 'operator' in token && (operators.length === 0 || operators.includes(token.operator))

const operators = ['&&', '||', ';;', '>>', '<<', '>&', '<&', ';', '&', '|', '\n', '(', ')', '<', '>']
const expansion = /[$`]/

/** Splits a POSIX shell script into words and operators; undefined when a quote stays open. */
export function shellWords(script: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  while (at < script.length) {
    const character = script[at]!
    if (character === ' ' || character === '\t' || character === '\r') at++
    else if (character === '\\' && script[at + 1] === '\n') at += 2
    else if (character === '#') at = endOfLine(script, at)
    else {
      const operator = operators.find((candidate) => script.startsWith(candidate, at))
      if (operator !== undefined) {
        tokens.push({ operator: operator === '\n' ? ';' : operator })
        at += operator.length
        continue
      }
      const read = readWord(script, at)
      if (read === undefined) return undefined
      tokens.push(read.word)
      at = read.end
    }
  }
  return tokens
}

const endOfLine = (script: string, from: number): number => {
  const end = script.indexOf('\n', from)
  return end < 0 ? script.length : end
}

const endsWord = (character: string): boolean => ' \t\r\n;&|()<>'.includes(character)

function readWord(script: string, from: number): { readonly word: Word; readonly end: number } | undefined {
  let text = ''
  let isOpaque = false
  let at = from
  while (at < script.length && !endsWord(script[at]!)) {
    const character = script[at]!
    if (character === "'" || character === '"') {
      const end = script.indexOf(character, at + 1)
      if (end < 0) return undefined
      const quoted = script.slice(at + 1, end)
      isOpaque ||= character === '"' && expansion.test(quoted)
      text += quoted
      at = end + 1
    } else if (script.startsWith('$(', at)) {
      const end = endOfSubstitution(script, at + 2)
      if (end === undefined) return undefined
      isOpaque = true
      text += script.slice(at, end)
      at = end
    } else {
      isOpaque ||= expansion.test(character)
      text += character === '\\' ? script[++at] ?? '' : character
      at++
    }
  }
  return { word: { text, isOpaque }, end: at }
}

function endOfSubstitution(script: string, from: number): number | undefined {
  let depth = 1
  for (let at = from; at < script.length; at++) {
    if (script[at] === '(') depth++
    else if (script[at] === ')' && --depth === 0) return at + 1
  }
  return undefined
}
