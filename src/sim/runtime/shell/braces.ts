import type { Part, Word } from './ast.js'

const limit = 10_000

/** bash's `{a,b}` and `{1..5}` in the bare text of a word. */
export function bracesOf(word: Word): readonly Word[] {
  const index = word.parts.findIndex((part) => part.kind === 'text' && !part.isQuoted && part.text.includes('{'))
  const part = word.parts[index]
  if (part?.kind !== 'text') return [word]
  const found = firstBrace(part.text)
  if (found === undefined) return [word]
  const before = word.parts.slice(0, index)
  const after = word.parts.slice(index + 1)
  const text = (value: string): readonly Part[] => (value === '' ? [] : [{ kind: 'text', text: value, isQuoted: false }])
  return found.choices.slice(0, limit).flatMap((choice) => bracesOf({ parts: [...before, ...text(found.head + choice + found.tail), ...after] }))
}

interface Brace {
  readonly head: string
  readonly choices: readonly string[]
  readonly tail: string
}

function firstBrace(text: string): Brace | undefined {
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    const end = closing(text, start)
    if (end === undefined) continue
    const choices = choicesOf(text.slice(start + 1, end))
    if (choices !== undefined) return { head: text.slice(0, start), choices, tail: text.slice(end + 1) }
  }
  return undefined
}

function closing(text: string, start: number): number | undefined {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return undefined
}

function choicesOf(inner: string): readonly string[] | undefined {
  const range = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(inner)
  if (range !== null) return rangeOf(range[1]!, range[2]!, Math.abs(Number(range[3] ?? 1)) || 1)
  const choices: string[] = ['']
  let depth = 0
  for (const character of inner) {
    if (character === ',' && depth === 0) choices.push('')
    else choices[choices.length - 1] += character
    depth += character === '{' ? 1 : character === '}' ? -1 : 0
  }
  return choices.length > 1 ? choices : undefined
}

function rangeOf(first: string, last: string, step: number): readonly string[] | undefined {
  const isNumber = /\d$/.test(first)
  if (isNumber !== /\d$/.test(last)) return undefined
  const [from, to] = isNumber ? [Number(first), Number(last)] : [first.charCodeAt(0), last.charCodeAt(0)]
  const width = /^-?0\d/.test(first) ? first.length : 0
  const count = Math.min(limit, Math.floor(Math.abs(to - from) / step) + 1)
  return Array.from({ length: count }, (_, i) => {
    const value = from + Math.sign(to - from) * step * i
    return isNumber ? String(value).padStart(width, '0') : String.fromCharCode(value)
  })
}
