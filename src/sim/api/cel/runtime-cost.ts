/** What one call costs when it runs: cel-go 0.26 `interpreter/runtimecost.go` and `ext`, apiserver 1.36 `cel/library/cost.go` (`CallCost`). */
import type { CelFunction } from './functions.js'
import { utf8 } from './lexer.js'
import type { CelType } from './types.js'
import { codePoints, type CelValue } from './values.js'

/** Costs that are no calls: names and fields, literals of lists, maps and objects. */
export const nodeCosts = { access: 1, list: 10, map: 30, struct: 40 } as const

const perChar = 0.1
const perPattern = 0.25
const walk = (size: number): number => Math.ceil(size * perChar)
const kubernetesTypes = /^(kubernetes\.|net\.)/
/** A network is as large as its prefix. */
function addressBytes(value: unknown): number {
  const { family, length } = value as { readonly family: number; readonly length?: number }
  return length === undefined ? (family === 4 ? 4 : 16) : Math.ceil(length / 8)
}

/** Characters, bytes, items or entries; 1 for values without a size. */
function sizeOf(value: CelValue | undefined): number {
  if (typeof value === 'string') return codePoints(value)
  if (typeof value !== 'object' || value === null) return 1
  switch (value.kind) {
    case 'list': return value.items.length
    case 'map': return value.entries.size
    case 'bytes': return value.bytes.length
    case 'optional': return sizeOf(value.value)
    case 'opaque': return value.type === 'net.IP' || value.type === 'net.CIDR' ? addressBytes(value.value) : 1
    default: return 1
  }
}

function traversal(value: CelValue): number {
  if (typeof value === 'string') return Math.floor(utf8(value).length * perChar)
  if (typeof value !== 'object' || value === null) return 1
  if (value.kind === 'bytes') return Math.floor(value.bytes.length * perChar)
  if (value.kind === 'list') return value.items.reduce<number>((sum, item) => sum + traversal(item), 0)
  if (value.kind === 'map') return [...value.entries.values()].reduce((sum, [key, item]) => sum + traversal(key) + traversal(item), 0)
  return 1
}

type Args = readonly CelValue[]
type Cost = (args: Args, result: CelValue, overload: CelFunction | undefined) => number
const pattern = ([text, regex]: Args): number => walk(1 + sizeOf(text)) * Math.ceil(sizeOf(regex) * perPattern)
const ofText: Cost = ([text]) => walk(sizeOf(text))
const twice: Cost = ([text]) => Math.ceil(sizeOf(text) * 2 * perChar)
const one: Cost = () => 1
const named = (names: string, cost: Cost): readonly (readonly [string, Cost])[] => names.split(' ').map((name) => [name, cost])
const takesText = (overload: CelFunction | undefined): boolean => overload?.params[1]?.form === 'string'

/** A list of requirements, each at least two characters long. */
const selectorCost: Cost = ([, selector]) => 10 + walk(sizeOf(selector)) + Math.ceil(Math.ceil(sizeOf(selector) * 0.5) * 50)

/** How long the patterns behind the named formats are. */
const formatSizes: Readonly<Record<string, number>> = {
  DNS1123Label: 30, DNS1123Subdomain: 60, DNS1035Label: 30, QualifiedName: 60, DNS1123LabelPrefix: 30, DNS1123SubdomainPrefix: 60, DNS1035LabelPrefix: 30, LabelValue: 40,
  URI: 1103, uuid: 72, byte: 84, date: 72, datetime: 72,
}
function validateCost([format, text]: Args): number {
  const size = typeof format === 'object' && format !== null && format.kind === 'opaque' ? (formatSizes[format.text] ?? 1) : 1
  return walk(1 + sizeOf(text)) * Math.ceil(size * perPattern)
}

/** Costs of Kubernetes' own estimator, by the name of the function alone. */
const byFunction: ReadonlyMap<string, Cost> = new Map([
  ...named('check', () => 350_000),
  ...named('serviceAccount path group resource subresource namespace name allowed reason error errored', one),
  ...named('fieldSelector labelSelector', selectorCost),
  ...named('isSorted sum max min indexOf lastIndexOf', ([list]) => traversal(list as CelValue)),
  ...named('url lowerAscii upperAscii substring trim jsonpatch.escapeKey cidr isIP isCIDR quantity isQuantity semver isSemver', ofText),
  ...named('replace split ip.isCanonical', twice),
  ...named('join', (_, result) => Math.ceil(sizeOf(result) * 2 * perChar)),
  ...named('find findAll', pattern),
  ...named('ip', (args, result, overload) => (overload?.isMember === true ? 1 : ofText(args, result, overload))),
  ...named('masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast format.named', one),
  ...named('containsIP', ([net, other], _, overload) => walk(2 * sizeOf(net)) + (takesText(overload) ? walk(sizeOf(other)) : 0)),
  ...named('containsCIDR', ([net, other], _, overload) => walk(2 * sizeOf(net)) + walk(sizeOf(net)) + 1 + (takesText(overload) ? walk(sizeOf(other)) : 0)),
  ...named('validate', validateCost),
  ...named('sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch', one),
  ...named('getScheme getHostname getHost getPort getEscapedPath getQuery', one),
])

const isText = (type: CelType | undefined): boolean => type?.form === 'string' || type?.form === 'bytes'
const smaller = ([a, b]: Args): number => walk(Math.min(sizeOf(a), sizeOf(b)))
function equalityCost(args: Args): number {
  const [left] = args
  const isOwn = typeof left === 'object' && left !== null && (left.kind === 'quantity' || (left.kind === 'opaque' && kubernetesTypes.test(left.type)))
  return isOwn ? 1 : smaller(args)
}
const orderCost: Cost = (args, _, overload) => (isText(overload?.params[0]) ? smaller(args) : 1)

const allocating = (factor: number, size: number): number => Math.floor(size * factor) + 11
const ofOutput: Cost = (_, result) => allocating(1, sizeOf(result))
function selfCompare(list: CelValue | undefined): number {
  const items = typeof list === 'object' && list !== null && list.kind === 'list' ? list.items : []
  const [first] = items
  const hasTexts = typeof first === 'string' || (typeof first === 'object' && first !== null && first.kind === 'bytes')
  return allocating(hasTexts ? 2.1 : 2, items.length ** 2)
}
const setCost = (factor: number): Cost => ([a, b]) => 1 + Math.floor(sizeOf(a) * sizeOf(b) * factor)

/** Costs of calls whose one function was known when they were checked; of others it is 1. */
const byOverload: ReadonlyMap<string, Cost> = new Map([
  ...named('startsWith endsWith strings.quote', ofText),
  ...named('format', ([text]) => walk(sizeOf(text))),
  ...named('bytes', (args, result, overload) => (overload?.params[0]?.form === 'string' ? ofText(args, result, overload) : 1)),
  ...named('string', (args, result, overload) => (overload?.params[0]?.form === 'bytes' ? ofText(args, result, overload) : 1)),
  ...named('@in', ([, list], _, overload) => (overload?.params[1]?.form === 'list' ? sizeOf(list) : 1)),
  ...named('_<_ _<=_ _>_ _>=_', orderCost),
  ...named('_+_', ([a, b], _, overload) => (isText(overload?.params[0]) ? walk(sizeOf(a) + sizeOf(b)) : 1)),
  ...named('matches', pattern),
  ...named('contains', ([text, part]) => walk(sizeOf(text)) * walk(sizeOf(part))),
  ...named('slice reverse lists.range', ofOutput),
  ...named('flatten', ([list, depth]) => allocating(typeof depth === 'bigint' ? Number(depth) : 1, sizeOf(list))),
  ...named('distinct sort', ([list]) => selfCompare(list)),
  ...named('sortBy', ([, keys]) => selfCompare(keys)),
  ...named('sets.contains sets.intersects', setCost(1)), ...named('sets.equivalent', setCost(2)),
])

/** `overload` is undefined where several functions might have been meant. */
export function callCost(name: string, overload: CelFunction | undefined, args: Args, result: CelValue): number {
  if (name === '_==_' || name === '_!=_') return name === '_==_' ? equalityCost(args) : smaller(args)
  const own = byFunction.get(name)
  if (own) return own(args, result, overload)
  return overload ? (byOverload.get(name)?.(args, result, overload) ?? 1) : 1
}
