import { compare, contains, isEqual } from '../equality.js'
import { define, type CelFunction } from '../functions.js'
import { fault, list, optional, uint, type CelValue, type Duration, type ListValue, type OptionalValue, type Uint } from '../values.js'

/** Lists and sets: `library/lists.go` of apiserver 1.36, cel-go `ext.Lists` version 3 and `ext.Sets`. */

const ordered = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'duration', 'timestamp']

const isSorted = ({ items }: ListValue): CelValue => items.every((item, at) => at === 0 || (compare(items[at - 1] as CelValue, item) ?? 1) <= 0)

function extreme(name: string, isBetter: (order: number) => boolean): (items: ListValue) => CelValue {
  return ({ items }) => {
    if (items.length === 0) return fault(`${name} called on empty list`)
    return items.reduce((best, item) => (isBetter(compare(item, best) ?? 0) ? item : best))
  }
}

const sums: readonly CelFunction[] = [
  define('@list<int>.sum(): int', ({ items }: ListValue) => asInt((items as readonly bigint[]).reduce((sum, item) => sum + item, 0n))),
  define('@list<uint>.sum(): uint', ({ items }: ListValue) => uint((items as readonly Uint[]).reduce((sum, { value }) => sum + value, 0n))),
  define('@list<double>.sum(): double', ({ items }: ListValue) => (items as readonly number[]).reduce((sum, item) => sum + item, 0)),
  define('@list<duration>.sum(): duration', ({ items }: ListValue) => ({ kind: 'duration', nanos: (items as readonly Duration[]).reduce((sum, { nanos }) => sum + nanos, 0n) })),
]

const search: readonly CelFunction[] = [
  define('@list<A>.indexOf(A): int', ({ items }: ListValue, wanted: CelValue) => BigInt(items.findIndex((item) => isEqual(item, wanted)))),
  define('@list<A>.lastIndexOf(A): int', ({ items }: ListValue, wanted: CelValue) => BigInt(items.findLastIndex((item) => isEqual(item, wanted)))),
]

const distinct = (items: readonly CelValue[]): readonly CelValue[] => items.filter((item, at) => items.findIndex((other) => isEqual(other, item)) === at)

function flatten(items: readonly CelValue[], depth: bigint): readonly CelValue[] {
  return items.flatMap((item) => (typeof item === 'object' && item !== null && item.kind === 'list' && depth > 0n ? flatten(item.items, depth - 1n) : [item]))
}

function slice({ items }: ListValue, from: bigint, to: bigint): CelValue {
  const refused = (why: string): CelValue => fault(`cannot slice(${from}, ${to}), ${why}`)
  if (from < 0n || to < 0n) return refused('negative indexes not supported')
  if (from > to) return refused('start index must be less than or equal to end index')
  return to > BigInt(items.length) ? refused(`list is length ${items.length}`) : list(items.slice(Number(from), Number(to)))
}

const isNumber = (value: CelValue | undefined): boolean => typeof value === 'number'
const asInt = (value: bigint): CelValue => (value < -(1n << 63n) || value >= 1n << 63n ? fault('integer overflow') : value)

/** By keys of one type that has an order. */
export function sortByKeys(items: readonly CelValue[], keys: readonly CelValue[]): CelValue {
  const unordered = keys.find((key) => key === null || (typeof key === 'object' && compare(key, key) === undefined))
  if (unordered !== undefined) return fault('list elements must be comparable')
  const positions = items.map((_, at) => at)
  let wrong: CelValue | undefined
  const sorted = positions.toSorted((a, b) => {
    const order = compare(keys[a] as CelValue, keys[b] as CelValue)
    if (order === undefined && !isNumber(keys[a])) wrong ??= fault('list elements must have the same type')
    return order ?? 0
  })
  return wrong ?? list(sorted.map((at) => items[at] as CelValue))
}

const unwrap = ({ items }: ListValue): CelValue => list((items as readonly OptionalValue[]).flatMap(({ value }) => (value === undefined ? [] : [value])))

const shapes: readonly CelFunction[] = [
  define('@list<A>.distinct(): list<A>', ({ items }: ListValue) => list(distinct(items))),
  define('@list<list<A>>.flatten(): list<A>', ({ items }: ListValue) => list(flatten(items, 1n))),
  define('@list<dyn>.flatten(int): list<dyn>', ({ items }: ListValue, depth: bigint) => (depth < 0n ? fault('level must be non-negative') : list(flatten(items, depth)))),
  define('@list<A>.first(): optional<A>', ({ items }: ListValue) => optional(items[0])), define('@list<A>.last(): optional<A>', ({ items }: ListValue) => optional(items.at(-1))),
  define('optional.unwrap(list<optional<A>>): list<A>', unwrap), define('@list<optional<A>>.unwrapOpt(): list<A>', unwrap),
  define('@list<A>.reverse(): list<A>', ({ items }: ListValue) => list(items.toReversed())),
  define('@list<A>.slice(int, int): list<A>', slice),
  ...ordered.map((type) => define(`@list<${type}>.sort(): list<${type}>`, ({ items }: ListValue) => sortByKeys(items, items))),
  define('lists.range(int): list<int>', (count: bigint) => list(Array.from({ length: Math.max(0, Math.min(Number(count), 1_000_001)) }, (_, at) => BigInt(at)))),
]

const subset = (a: ListValue, b: ListValue): boolean => b.items.every((item) => contains(a, item))
const sets: readonly CelFunction[] = [
  define('sets.contains(list<A>, list<A>): bool', subset),
  define('sets.equivalent(list<A>, list<A>): bool', (a: ListValue, b: ListValue) => subset(a, b) && subset(b, a)),
  define('sets.intersects(list<A>, list<A>): bool', (a: ListValue, b: ListValue) => a.items.some((item) => contains(b, item))),
]

export const lists: readonly CelFunction[] = [
  ...ordered.flatMap((type) => [
    define(`@list<${type}>.isSorted(): bool`, isSorted),
    define(`@list<${type}>.max(): ${type}`, extreme('max', (order) => order > 0)),
    define(`@list<${type}>.min(): ${type}`, extreme('min', (order) => order < 0)),
  ]),
  ...sums, ...search, ...shapes, ...sets,
]
