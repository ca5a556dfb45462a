/** Literals that can be seen to be wrong before anything runs: cel-go's validators of durations, timestamps and regular expressions. */
import type { CallNode, Issue, Node } from './ast.js'
import { misfit, parseFormat } from './library/format.js'
import { regexOf } from './library/texts.js'
import { isInstant, parseDuration, parseTimestamp } from './time.js'
import { dyn, isSameType, typeText, type CelType } from './types.js'
import type { CelValue } from './values.js'

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

type Types = ReadonlyMap<Node, CelType>

function issueOf(node: Node, types: Types): Issue | undefined {
  if (node.op !== 'call') return undefined
  if (node.name === 'format') return formatIssue(node, types)
  const last = node.args.at(-1)
  if (last?.op !== 'literal') return undefined
  const { at, value } = last
  if (node.name === 'duration' && !node.target && (typeof value !== 'string' || !parseDuration(value))) return { at, message: 'invalid duration argument' }
  if (node.name === 'timestamp' && !node.target && !isTimestamp(value)) return { at, message: 'invalid timestamp argument' }
  if (node.name === 'matches' && typeof value === 'string' && typeof regexOf(value) === 'string') return { at, message: 'invalid matches argument' }
  return undefined
}

const isTimestamp = (value: CelValue): boolean => (typeof value === 'string' ? parseTimestamp(value) !== undefined : typeof value !== 'bigint' || isInstant(value * 1_000_000_000n))

/** Which types a verb takes; others are refused before anything runs. */
const taken: Readonly<Record<string, string>> = {
  s: 'list map int uint double bool string timestamp bytes duration type null', d: 'int uint', f: 'double string', e: 'double string', b: 'int uint bool',
  x: 'int uint string bytes', X: 'int uint string bytes', o: 'int uint',
}
const formNames: Readonly<Record<string, string>> = { null: 'null_type', timestamp: 'google.protobuf.Timestamp', duration: 'google.protobuf.Duration', optional: 'optional_type' }

/** The first part that cannot stand there, looking into lists and maps that are written out. */
function misplaced(node: Node, verb: string, types: Types): Node | undefined {
  const form = types.get(node)?.form ?? 'dyn'
  if (form !== 'dyn' && form !== 'param' && !(taken[verb] as string).split(' ').includes(form)) return node
  if (verb !== 's') return undefined
  const inner = node.op === 'list' ? node.items : node.op === 'map' ? node.entries.flatMap(({ key, value }) => [key, value]) : []
  for (const one of inner) {
    const found = misplaced(one, verb, types)
    if (found) return found
  }
  return undefined
}

function typeWord(type: CelType | undefined): string {
  if (type === undefined) return 'dyn'
  return 'name' in type ? type.name : (formNames[type.form] ?? type.form)
}

/** Texts and arguments that are written out are held against each other (`ext/formatting.go`). */
function formatIssue(call: CallNode, types: Types): Issue | undefined {
  const [args] = call.args
  if (call.target?.op !== 'literal' || typeof call.target.value !== 'string' || args?.op !== 'list') return undefined
  const { clauses, problem } = parseFormat(call.target.value)
  const verbs = clauses.flatMap((clause) => ('verb' in clause ? [clause.verb] : []))
  for (const [position, verb] of verbs.entries()) {
    const arg = args.items[position]
    if (!arg) return { at: call.at, message: `index ${position} out of range` }
    const wrong = misplaced(arg, verb, types)
    if (wrong) return { at: wrong.at, message: misfit(verb, typeWord(types.get(wrong))) }
  }
  if (problem !== undefined) return { at: call.at, message: problem }
  return args.items.length > verbs.length ? { at: call.at, message: `too many arguments supplied to string.format (expected ${verbs.length}, got ${args.items.length})` } : undefined
}

/** Items of one list, and keys and values of one map, are of one type (`ValidateHomogeneousAggregateLiterals`). */
function mixedIssues(node: Node, types: Types): readonly Issue[] {
  if (node.op === 'list') return firstOther(node.items.map((item, at) => ({ item, isOptional: node.optionals.has(at) })), types).slice(0, 1)
  if (node.op !== 'map') return []
  const values = node.entries.map(({ value, isOptional }) => ({ item: value, isOptional }))
  return [...firstOther(node.entries.map(({ key }) => ({ item: key, isOptional: false })), types), ...firstOther(values, types)]
}

function firstOther(items: readonly { readonly item: Node; readonly isOptional: boolean }[], types: Types): readonly Issue[] {
  const [wanted, ...others] = items.map(({ item, isOptional }) => {
    const type = types.get(item) ?? dyn
    return isOptional && type.form === 'optional' ? type.item : type
  })
  return others.flatMap((type, at) => (isSameType(wanted as CelType, type) ? [] : [{
    at: (items[at + 1] as { readonly item: Node }).item.at, message: `expected type '${typeText(wanted as CelType)}' but found '${typeText(type)}'`,
  }]))
}

/** What `format` takes may be mixed. */
export function literalIssues(node: Node, types: Types, mayMix = false): readonly Issue[] {
  const own = issueOf(node, types)
  const isFormat = node.op === 'call' && node.name === 'format'
  return [...(own ? [own] : []), ...(mayMix ? [] : mixedIssues(node, types)), ...children(node).flatMap((child) => literalIssues(child, types, mayMix || isFormat))]
}
