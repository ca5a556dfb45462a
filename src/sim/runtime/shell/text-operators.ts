import type { ArrayValue } from './array.js'
import type { Part, Word } from './ast.js'
import type { ExpansionScope } from './expansion-scope.js'
import { matchesPattern } from './pattern.js'
import { computed } from './subscripts.js'
import { escaped } from './trace.js'

/** bash's `${x@Q}` and the like. */
export function transformed(value: string, letter: string): string {
  switch (letter) {
    case 'Q': return escaped(value)
    case 'U': return value.toUpperCase()
    case 'L': return value.toLowerCase()
    case 'u': return value.charAt(0).toUpperCase() + value.slice(1)
    default: return value
  }
}

/** `${x:from:count}`; below 0 both count from the end. */
export function substring(value: string, text: string, scope: ExpansionScope): string {
  const [from = '', length] = text.split(':')
  const offset = Number(computed(from, scope))
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset
  if (length === undefined) return value.slice(start)
  const count = Number(computed(length, scope))
  return count < 0 ? value.slice(start, value.length + count) : value.slice(start, start + count)
}

/** `${name[@]:from:count}`: elements from an index on; without an array it is the positional parameters, of which `$0` is the first. */
export function sliceOf(array: ArrayValue | undefined, text: string, scope: ExpansionScope): readonly string[] {
  const [from = '', count] = text.split(':')
  const values = array === undefined ? [scope.get('0') ?? '', ...scope.positional] : [...array.elements.values()]
  const indices = array === undefined || array.isKeyed ? values.map((_, at) => at) : [...array.elements.keys()].map(Number)
  const offset = Number(computed(from, scope))
  const least = offset < 0 ? (indices.at(-1) ?? -1) + 1 + offset : offset
  const first = least < 0 ? -1 : indices.findIndex((at) => at >= least)
  if (first < 0) return []
  return values.slice(first, count === undefined ? undefined : first + Math.max(0, Number(computed(count, scope))))
}

/** The pattern and the text of `${x/pattern/text}`: they part at the first bare slash. */
export function splitReplacement({ parts }: Word): readonly [Word, Word] {
  for (const [index, part] of parts.entries()) {
    const slash = part.kind === 'text' && !part.isQuoted ? part.text.indexOf('/') : -1
    if (slash < 0 || part.kind !== 'text') continue
    const before: Part = { ...part, text: part.text.slice(0, slash) }
    const after: Part = { ...part, text: part.text.slice(slash + 1) }
    return [{ parts: [...parts.slice(0, index), before] }, { parts: [after, ...parts.slice(index + 1)] }]
  }
  return [{ parts }, { parts: [] }]
}

/** `${x^pattern}`, `${x^^pattern}`, `${x,pattern}`, `${x,,pattern}`: the first character, or every one, that matches; without a pattern any does. */
export function withCase(value: string, operator: string, pattern: string, isExtended: boolean): string {
  const change = (one: string): string => (pattern !== '' && !matchesPattern(pattern, one, isExtended) ? one : operator.startsWith('^') ? one.toUpperCase() : one.toLowerCase())
  if (operator.length === 2) return pattern === '' ? change(value) : [...value].map(change).join('')
  return change(value.charAt(0)) + value.slice(1)
}
