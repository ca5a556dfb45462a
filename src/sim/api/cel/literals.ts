/** Literals that can be seen to be wrong before anything runs: cel-go's validators of durations, timestamps and regular expressions. */
import type { Issue, Node } from './ast.js'
import { regexOf } from './library/texts.js'
import { parseDuration, parseTimestamp } from './time.js'

export function children(node: Node): readonly Node[] {
  switch (node.op) {
    case 'select': return [node.operand]
    case 'call': return node.target ? [node.target, ...node.args] : node.args
    case 'list': return node.items
    case 'map': return node.entries.flatMap(({ key, value }) => [key, value])
    case 'struct': return node.fields.map(({ value }) => value)
    case 'macro': return [node.range, ...node.parts]
    default: return []
  }
}

function issueOf(node: Node): Issue | undefined {
  if (node.op !== 'call') return undefined
  const last = node.args.at(-1)
  if (last?.op !== 'literal' || typeof last.value !== 'string') return undefined
  const { at, value } = last
  if (node.name === 'duration' && !node.target && !parseDuration(value)) return { at, message: 'invalid duration argument' }
  if (node.name === 'timestamp' && !node.target && !parseTimestamp(value)) return { at, message: 'invalid timestamp argument' }
  if (node.name === 'matches' && typeof regexOf(value) === 'string') return { at, message: 'invalid matches argument' }
  return undefined
}

export function literalIssues(node: Node): readonly Issue[] {
  const own = issueOf(node)
  return [...(own ? [own] : []), ...children(node).flatMap(literalIssues)]
}
