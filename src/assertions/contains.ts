import { compareQuantities, parseQuantity } from '../sim/api/quantity.js'
import type { Json } from '../sim/api/types.js'
import { readText, type Matcher } from './matchers.js'
import { isObject, take, under, type Reading } from './reading.js'
import { parseComparison, quantityNumber } from './values/comparison.js'

/** A part of an object, with its leaves compiled: `contains` asks whether another holds it. */
export type Partial =
  | { readonly type: 'map'; readonly entries: readonly (readonly [key: string, partial: Partial])[] }
  | { readonly type: 'list'; readonly items: readonly Partial[]; readonly mergeKeys: readonly string[] }
  | { readonly type: 'absent' }
  | { readonly type: 'leaf'; readonly matcher: Matcher<Json | undefined> }

export interface Mismatch {
  /** Dotted: `spec.template.spec.containers[web].image`. */
  readonly path: string
  readonly expected: string
  readonly actual: string
}

/** Merge keys of Kubernetes' lists by the name of their field (x-kubernetes-patch-merge-key, 1.36); elsewhere lists go by position. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  schedulingGates: ['name'],
  containerStatuses: ['name'],
  initContainerStatuses: ['name'],
  ephemeralContainerStatuses: ['name'],
  secrets: ['name'],
  resourceClaims: ['name'],
  ports: ['containerPort', 'port'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
  podIPs: ['ip'],
  hostIPs: ['ip'],
  conditions: ['type'],
  addresses: ['type'],
  taints: ['key'],
  ownerReferences: ['uid', 'name', 'kind'],
  topologySpreadConstraints: ['topologyKey'],
}

export function readPartial(raw: Json, reading: Reading): Partial {
  if (raw === null) return { type: 'absent' }
  if (Array.isArray(raw))
    return {
      type: 'list',
      items: raw.map((item, index) => readPartial(item as Json, under(reading, String(index)))),
      mergeKeys: mergeKeys[reading.at.at(-1) ?? ''] ?? [],
    }
  if (isObject(raw)) return { type: 'map', entries: Object.entries(raw).map(([key, value]) => [key, readPartial(value, under(reading, key))] as const) }
  return { type: 'leaf', matcher: readLeaf(raw, reading) }
}

const plainText = (value: Json | undefined): string =>
  value === undefined || value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)
const isComparison = /^\s*(?:>=|<=|!=|==|>|<)|\.\./

/** Numbers and booleans as they are; texts as patterns, or as comparisons where numbers or quantities stand; `0.5` is `500m`. */
function readLeaf(raw: Json, reading: Reading): Matcher<Json | undefined> {
  if (typeof raw !== 'string')
    return { text: String(raw), matches: (value) => value === raw || (typeof raw === 'number' && isSameQuantity(String(raw), value)) }
  const comparison = isComparison.test(raw) ? parseComparison(raw, ['number', 'quantity']) : undefined
  if (comparison !== undefined && 'value' in comparison) {
    const { text, operator, test } = comparison.value
    return { text, matches: (value) => matchesNumber(value, test, operator === '!=') }
  }
  const pattern = take(reading, raw, readText) ?? { text: raw, matches: () => false }
  return {
    text: pattern.text,
    matches: (value) => (value === undefined || value === null ? false : pattern.matches(plainText(value)) || isSameQuantity(raw, value)),
  }
}

function matchesNumber(value: Json | undefined, test: (actual: number) => boolean, isAbsentFine: boolean): boolean {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? quantityNumber(value) : undefined
  return number === undefined ? isAbsentFine : test(number)
}

const startsAsNumber = /^[+-]?[\d.]/

function isSameQuantity(wanted: string, value: Json | undefined): boolean {
  if (typeof value !== 'string' || !startsAsNumber.test(wanted) || !startsAsNumber.test(value)) return false
  return parseQuantity(wanted).ok && parseQuantity(value).ok && compareQuantities(wanted, value) === 0
}

/** The first part of `partial` that `value` does not hold. */
export function mismatch(partial: Partial, value: Json | undefined, path = ''): Mismatch | undefined {
  switch (partial.type) {
    case 'absent':
      return value === undefined || value === null ? undefined : { path, expected: 'nothing', actual: shortText(value) }
    case 'leaf':
      return partial.matcher.matches(value) ? undefined : { path, expected: partial.matcher.text, actual: shortText(value) }
    case 'map':
      return mapMismatch(partial.entries, value, path)
    case 'list':
      return listMismatch(partial, value, path)
  }
}

function mapMismatch(entries: Extract<Partial, { type: 'map' }>['entries'], value: Json | undefined, path: string): Mismatch | undefined {
  if (!isObject(value)) return entries.length === 0 && value === undefined ? undefined : { path, expected: 'a mapping', actual: shortText(value) }
  for (const [key, partial] of entries) {
    const miss = mismatch(partial, value[key], path === '' ? key : `${path}.${key}`)
    if (miss !== undefined) return miss
  }
  return undefined
}

function listMismatch({ items, mergeKeys: keys }: Extract<Partial, { type: 'list' }>, value: Json | undefined, path: string): Mismatch | undefined {
  const list: readonly Json[] = Array.isArray(value) ? value : []
  if (value !== undefined && value !== null && !Array.isArray(value)) return { path, expected: 'a list', actual: shortText(value) }
  if (items.length === 0) return list.length === 0 ? undefined : { path, expected: 'an empty list', actual: shortText(value) }
  for (const [index, item] of items.entries()) {
    const key = keys.find((each) => leafOf(item, each) !== undefined)
    const miss = key === undefined ? mismatch(item, list[index], `${path}[${index}]`) : keyedMismatch(item, key, list, path)
    if (miss !== undefined) return miss
  }
  return undefined
}

const leafOf = (item: Partial, key: string): Matcher<Json | undefined> | undefined => {
  const found = item.type === 'map' ? item.entries.find(([each]) => each === key)?.[1] : undefined
  return found?.type === 'leaf' ? found.matcher : undefined
}

function keyedMismatch(item: Partial, key: string, list: readonly Json[], path: string): Mismatch | undefined {
  const matcher = leafOf(item, key)!
  const named = list.filter((each) => isObject(each) && matcher.matches(each[key]))
  const at = `${path}[${matcher.text}]`
  if (named.length === 0)
    return {
      path: at,
      expected: `an item with ${key} ${matcher.text}`,
      actual: list.length === 0 ? 'no items' : list.map((each) => (isObject(each) ? plainText(each[key]) : plainText(each))).join(', '),
    }
  const misses = named.map((each) => mismatch(item, each, at))
  return misses.includes(undefined) ? undefined : misses[0]
}

const shownMax = 200

function shortText(value: Json | undefined): string {
  const text = plainText(value)
  return text.length > shownMax ? `${text.slice(0, shownMax - 1)}…` : text
}

/** `spec.replicas 3, metadata.labels.app web`. */
export function containsText(partial: Partial, path = ''): string {
  switch (partial.type) {
    case 'absent':
      return `no ${path}`
    case 'leaf':
      return `${path} ${partial.matcher.text}`
    case 'map':
      return partial.entries.map(([key, each]) => containsText(each, path === '' ? key : `${path}.${key}`)).join(', ')
    case 'list':
      return partial.items.map((each, index) => containsText(each, `${path}[${index}]`)).join(', ')
  }
}
