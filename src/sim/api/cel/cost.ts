/** The most that an expression can cost, from the sizes that the types of its variables allow: cel-go 0.26 `checker/cost.go`, apiserver 1.36 `cel/library/cost.go`. */
import type { CallNode, MacroNode, Node } from './ast.js'
import type { CelProgram } from './compile.js'
import type { CelType } from './types.js'

/** Cost of an expression and the largest size of its value; Infinity where nothing bounds it. */
interface Estimate {
  readonly cost: number
  readonly size: number
  /** Sizes of a list's items or a map's values, where they are known better than their type tells. */
  readonly item?: number
}

const perChar = 0.1
const perPattern = 0.25
const walk = (size: number): number => Math.ceil(size * perChar)

const scalarForms = new Set(['bool', 'int', 'uint', 'double', 'null', 'timestamp', 'duration', 'type'])

function sizeOfType(type: CelType | undefined): number {
  if (!type) return Infinity
  if ('max' in type && type.max !== undefined) return type.max
  if (type.form === 'object') return 0
  return scalarForms.has(type.form) ? 1 : Infinity
}

const itemType = (type: CelType | undefined): CelType | undefined => (type?.form === 'list' ? type.item : type?.form === 'map' ? type.value : type?.form === 'optional' ? type.item : undefined)

/** Types of nodes, and sizes of the variables of macros. */
interface Scope {
  readonly types: ReadonlyMap<Node, CelType>
  readonly locals: readonly (readonly [string, number])[]
}

export const estimateCost = ({ node, checked }: CelProgram): number => estimate(node, { types: checked.types, locals: [] }).cost

function estimate(node: Node, scope: Scope): Estimate {
  const size = sizeOfType(scope.types.get(node))
  switch (node.op) {
    case 'literal': return { cost: 0, size: typeof node.value === 'string' ? utf8Length(node.value) : 1 }
    case 'ident': return { cost: 1, size: Math.min(size, scope.locals.findLast(([name]) => name === node.name)?.[1] ?? Infinity) }
    case 'select': return selectCost(node, scope, size)
    case 'call': return callCost(node, scope)
    case 'list': {
      const items = node.items.map((item) => estimate(item, scope))
      return { cost: 10 + sum(items), size: items.length, item: items.reduce((most, each) => Math.max(most, each.size), 0) }
    }
    case 'map': {
      const entries = node.entries.flatMap(({ key, value }) => [estimate(key, scope), estimate(value, scope)])
      return { cost: 30 + sum(entries), size: node.entries.length, item: entries.reduce((most, each, at) => (at % 2 === 1 ? Math.max(most, each.size) : most), 0) }
    }
    case 'struct': return { cost: 40 + sum(node.fields.map(({ value }) => estimate(value, scope))), size }
    case 'macro': return macroCost(node, scope)
  }
}

const sum = (estimates: readonly Estimate[]): number => estimates.reduce((total, { cost }) => total + cost, 0)
const utf8Length = (text: string): number => [...text].reduce((total, char) => total + ((char.codePointAt(0) as number) < 0x80 ? 1 : (char.codePointAt(0) as number) < 0x800 ? 2 : 3), 0)

const charged = new Set(['map', 'object', 'param'])

function selectCost(node: Node & { readonly op: 'select' }, scope: Scope, size: number): Estimate {
  const operand = estimate(node.operand, scope)
  if (node.isTest) return { cost: operand.cost, size: 1 }
  const type = scope.types.get(node.operand)
  return { cost: operand.cost + (type && charged.has(type.form) ? 1 : 0), size }
}

interface Call {
  readonly name: string
  readonly target: Estimate | undefined
  readonly args: readonly Estimate[]
  /** Costs of the arguments; that of the target is added by the caller. */
  readonly argCost: number
  readonly node: CallNode
  readonly scope: Scope
  readonly size: number
}

function callCost(node: CallNode, scope: Scope): Estimate {
  const isNamespaced = scope.types.get(node.target as Node) === undefined
  const target = node.target && !isNamespaced ? estimate(node.target, scope) : undefined
  const args = node.args.map((arg) => estimate(arg, scope))
  const name = node.target && isNamespaced ? `${targetName(node.target)}.${node.name}` : node.name
  const call: Call = { name, target, args, argCost: sum(args), node, scope, size: sizeOfType(scope.types.get(node)) }
  const its = (kubernetesCost(call) ?? operatorCost(call)) ?? { cost: 1 + call.argCost, size: call.size }
  return { ...its, cost: its.cost + (target?.cost ?? 0) }
}

const targetName = (node: Node): string => (node.op === 'ident' ? node.name : node.op === 'select' ? `${targetName(node.operand)}.${node.field}` : '')

const traversals = new Set(['_<_', '_<=_', '_>_', '_>=_', '_==_', '_!=_'])
const largerOf = (a: Estimate | undefined, b: Estimate | undefined): number => Math.max(a?.item ?? 0, b?.item ?? 0)

function operatorCost({ name, target, args, argCost, node, scope, size }: Call): Estimate | undefined {
  const [a, b, c] = args
  if (name === 'dyn') return { cost: 1 + argCost, size: a?.size ?? size }
  if (name === '_||_' || name === '_&&_') return { cost: argCost, size: 1 }
  if (name === '_?_:_' && a && b && c) return { cost: a.cost + Math.max(b.cost, c.cost), size: Math.max(b.size, c.size), item: largerOf(b, c) }
  if (name === '_+_' && a && b) return additionCost(node, scope, a, b, argCost, size)
  if (traversals.has(name) && a && b) return comparisonCost(node, scope, a, b, argCost)
  if (name === '@in' && b) return { cost: (scope.types.get(node.args[1] as Node)?.form === 'map' ? 1 : b.size) + argCost, size: 1 }
  if (name === '_[_]' || name === '_[?_]') return { cost: 1 + argCost, size: Math.min(size, a?.item ?? Infinity) }
  if ((name === 'startsWith' || name === 'endsWith') && a) return { cost: walk(a.size) + argCost, size: 1 }
  if (name === 'contains' && a && target) return { cost: walk(target.size) * walk(a.size) + argCost, size: 1 }
  if (name === 'matches') {
    const [text, pattern] = target ? [target, a] : [a, b]
    return { cost: walk((text?.size ?? 0) + 1) * Math.ceil((pattern?.size ?? 0) * perPattern) + argCost, size: 1 }
  }
  if (name === 'format' && target) return { cost: walk(target.size) + argCost, size }
  if (name === 'bytes' && a) return { cost: walk(a.size) + argCost, size: a.size * 4 }
  if (name === 'strings.quote' && a) return { cost: walk(a.size) + argCost, size: a.size * 2 + 2 }
  return undefined
}

function additionCost(node: CallNode, scope: Scope, a: Estimate, b: Estimate, argCost: number, size: number): Estimate | undefined {
  const form = scope.types.get(node.args[0] as Node)?.form
  if (form === 'list') return { cost: 1 + argCost, size: a.size + b.size, item: largerOf(a, b) }
  if (form === 'string' || form === 'bytes' || form === 'dyn') return { cost: walk(a.size + b.size) + argCost, size: a.size + b.size }
  return { cost: 1 + argCost, size }
}

const libraryTypes = new Set(['net.IP', 'net.CIDR', 'kubernetes.Quantity', 'kubernetes.Semver'])

function comparisonCost(node: CallNode, scope: Scope, a: Estimate, b: Estimate, argCost: number): Estimate {
  const isEquality = node.name === '_==_' || node.name === '_!=_'
  const type = scope.types.get(node.args[0] as Node)
  const isText = type?.form === 'string' || type?.form === 'bytes' || type?.form === 'dyn'
  if (type?.form === 'opaque' && libraryTypes.has(type.name)) return { cost: 1, size: 1 }
  return { cost: (isEquality || isText ? walk(Math.min(a.size, b.size)) : 1) + argCost, size: 1 }
}

const constantCost = new Set(('serviceAccount path group resource subresource namespace name allowed reason error errored masked prefixLength family isUnspecified isLoopback '
  + 'isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast format.named sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch '
  + 'getScheme getHostname getHost getPort getEscapedPath getQuery').split(' '))
const parsers = new Set(['cidr', 'isIP', 'isCIDR', 'ip', 'quantity', 'isQuantity', 'semver', 'isSemver'])
const searches = new Set(['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'])

/** Functions of Kubernetes cost what they do; what their arguments cost is not counted, as in the API server. */
function kubernetesCost({ name, target, args, node, scope, size }: Call): Estimate | undefined {
  const [a, b] = args
  if (name === 'check') return { cost: 350_000, size }
  if (constantCost.has(name)) return { cost: 1, size }
  if (searches.has(name) && target) return searchCost(target, scope.types.get(node.target as Node), size)
  if ((name === 'url' || name === 'jsonpatch.escapeKey') && a) return { cost: walk(a.size), size: a.size }
  if (['lowerAscii', 'upperAscii', 'substring', 'trim'].includes(name) && target) return { cost: walk(target.size), size: target.size }
  if (name === 'replace' && target && a && b) return { cost: Math.ceil(target.size * 2 * perChar), size: replacedSize(target.size, node.args[0] as Node, a.size, b.size) }
  if (name === 'split' && target) return { cost: Math.ceil(target.size * 2 * perChar), size: splitSize(node, target.size) }
  if (name === 'join' && target) {
    const joined = target.size * (target.item ?? sizeOfType(itemType(scope.types.get(node.target as Node)))) + (a ? a.size * Math.max(0, target.size - 1) : 0)
    return { cost: walk(joined), size: joined }
  }
  if ((name === 'find' || name === 'findAll') && target && a) return { cost: walk(target.size + 1) * Math.ceil(a.size * perPattern), size: target.size }
  if (parsers.has(name) && (a || target)) return { cost: a ? walk(a.size) : 1, size }
  if (name === 'ip.isCanonical' && a) return { cost: Math.ceil(a.size * 2 * perChar), size }
  if (name === 'validate' && a) return { cost: Math.ceil(walk(a.size) * 128 * perPattern), size }
  if (name === 'containsIP' && a) return { cost: walk(32) + (isText(node, scope) ? walk(a.size) : 0), size }
  if (name === 'containsCIDR' && a) return { cost: walk(32) + walk(16) + 1 + (isText(node, scope) ? walk(a.size) : 0), size }
  return undefined
}

const isText = (node: CallNode, scope: Scope): boolean => scope.types.get(node.args[0] as Node)?.form === 'string'

function searchCost(target: Estimate, type: CelType | undefined, size: number): Estimate {
  if (type?.form !== 'list') return { cost: walk(target.size), size }
  const item = type.item
  const perItem = item.form === 'string' || item.form === 'bytes' ? 1 + walk(sizeOfType(item)) : 1
  return { cost: target.size * perItem, size }
}

function replacedSize(size: number, old: Node, oldSize: number, bySize: number): number {
  const least = old.op === 'literal' ? oldSize : 0
  if (least === 0) return (size + 1) * bySize + size
  return bySize <= least ? size : Math.ceil(size / least) * bySize
}

function splitSize(node: CallNode, size: number): number {
  const limit = node.args[1]
  return limit?.op === 'literal' && typeof limit.value === 'bigint' ? Number(limit.value < 0n ? 2n ** 64n + limit.value : limit.value) : size
}

/** What a loop costs beside its parts, by the expansion that cel-go makes of it. */
function macroCost(node: MacroNode, scope: Scope): Estimate {
  const range = estimate(node.range, scope)
  const item = range.item ?? sizeOfType(itemType(scope.types.get(node.range)))
  const rangeType = scope.types.get(node.range)
  const keySize = rangeType?.form === 'map' ? sizeOfType(rangeType.key) : 1
  const first = node.vars.length === 2 || rangeType?.form === 'map' ? keySize : item
  const locals = [...scope.locals, [node.vars[0] as string, first], ...(node.vars[1] === undefined ? [] : [[node.vars[1], item]])] as readonly (readonly [string, number])[]
  const parts = node.parts.map((part) => estimate(part, { ...scope, locals }))
  const [a, b] = [parts[0] as Estimate, parts[1]]
  const each = (cost: number): number => (range.size === 0 ? 0 : range.size * cost)
  switch (node.macro) {
    case 'all': return { cost: range.cost + 1 + each(a.cost + 3), size: 1 }
    case 'exists': return { cost: range.cost + 1 + each(a.cost + 4), size: 1 }
    case 'exists_one': return { cost: range.cost + 2 + each(a.cost + 2), size: 1 }
    case 'filter': return { cost: range.cost + 11 + each(a.cost + 13), size: range.size, item }
    case 'map': case 'transformList': return { cost: range.cost + 11 + each(b ? a.cost + b.cost + 12 : a.cost + 12), size: range.size, item: (b ?? a).size }
    case 'transformMap': case 'transformMapEntry': return { cost: range.cost + 31 + each(b ? a.cost + b.cost + 3 : a.cost + 3), size: range.size, item: (b ?? a).size }
    case 'sortBy': return { cost: range.cost + 11 + each(a.cost + 13), size: range.size, item }
    case 'optMap': case 'optFlatMap': return { cost: range.cost * 2 + 2 + a.cost + 10, size: a.size }
  }
}
