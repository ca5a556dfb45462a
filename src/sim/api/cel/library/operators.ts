import { compare, contains, isEqual } from '../equality.js'
import { define, type CelFunction } from '../functions.js'
import { isInstant } from '../time.js'
import { fault, list, uint, type Bytes, type CelValue, type Duration, type ListValue, type MapValue, type Timestamp, type Uint } from '../values.js'

/** Operators: cel-go `common/stdlib`, overflow and division by zero included. */

const [minInt, maxInt] = [-(1n << 63n), (1n << 63n) - 1n]
const asInt = (value: bigint): CelValue => (value < minInt || value > maxInt ? fault('integer overflow') : value)
const asUint = (value: bigint): CelValue => (value < 0n || value >= 1n << 64n ? fault('unsigned integer overflow') : uint(value))
const asDuration = (nanos: bigint): CelValue => (nanos < minInt || nanos > maxInt ? fault('integer overflow') : { kind: 'duration', nanos })
const asTimestamp = (nanos: bigint, { offset }: Timestamp): CelValue =>
  (isInstant(nanos) ? { kind: 'timestamp', nanos, ...(offset !== undefined && { offset }) } : fault('timestamp overflow'))

const arithmetic: readonly CelFunction[] = [
  // the first that fits is what types that are not known yet become
  define('_+_(bytes, bytes): bytes', (a: Bytes, b: Bytes) => ({ kind: 'bytes', bytes: [...a.bytes, ...b.bytes] })),
  define('_+_(int, int): int', (a: bigint, b: bigint) => asInt(a + b)),
  define('_+_(uint, uint): uint', (a: Uint, b: Uint) => asUint(a.value + b.value)),
  define('_+_(double, double): double', (a: number, b: number) => a + b),
  define('_+_(string, string): string', (a: string, b: string) => a + b),
  define('_+_(list<A>, list<A>): list<A>', joinLists),
  define('_+_(duration, duration): duration', (a: Duration, b: Duration) => asDuration(a.nanos + b.nanos)),
  define('_+_(timestamp, duration): timestamp', (a: Timestamp, b: Duration) => asTimestamp(a.nanos + b.nanos, a)),
  define('_+_(duration, timestamp): timestamp', (a: Duration, b: Timestamp) => asTimestamp(a.nanos + b.nanos, b)),
  define('_-_(int, int): int', (a: bigint, b: bigint) => asInt(a - b)),
  define('_-_(uint, uint): uint', (a: Uint, b: Uint) => asUint(a.value - b.value)),
  define('_-_(double, double): double', (a: number, b: number) => a - b),
  define('_-_(duration, duration): duration', (a: Duration, b: Duration) => asDuration(a.nanos - b.nanos)),
  define('_-_(timestamp, timestamp): duration', (a: Timestamp, b: Timestamp) => asDuration(a.nanos - b.nanos)),
  define('_-_(timestamp, duration): timestamp', (a: Timestamp, b: Duration) => asTimestamp(a.nanos - b.nanos, a)),
  define('_*_(int, int): int', (a: bigint, b: bigint) => asInt(a * b)),
  define('_*_(uint, uint): uint', (a: Uint, b: Uint) => asUint(a.value * b.value)),
  define('_*_(double, double): double', (a: number, b: number) => a * b),
  define('_/_(int, int): int', (a: bigint, b: bigint) => (b === 0n ? fault('division by zero') : asInt(a / b))),
  define('_/_(uint, uint): uint', (a: Uint, b: Uint) => (b.value === 0n ? fault('division by zero') : uint(a.value / b.value))),
  define('_/_(double, double): double', (a: number, b: number) => a / b),
  define('_%_(int, int): int', (a: bigint, b: bigint) => (b === 0n ? fault('modulus by zero') : a % b)),
  define('_%_(uint, uint): uint', (a: Uint, b: Uint) => (b.value === 0n ? fault('modulus by zero') : uint(a.value % b.value))),
  define('-_(int): int', (a: bigint) => asInt(-a)),
  define('-_(double): double', (a: number) => -a),
  define('!_(bool): bool', (a: boolean) => !a),
]

/** Sets are united; of maps by keys, later elements replace earlier ones in their place (`apiserver/pkg/cel/common/values.go` Add). */
function joinLists(a: ListValue, b: ListValue): CelValue {
  if (a.listType === undefined) return list([...a.items, ...b.items])
  const isSame = (x: CelValue, y: CelValue): boolean => (a.listType === 'set' ? isEqual(x, y) : sameKeys(x, y, a.keys ?? []))
  const items = a.items.map((item) => b.items.find((other) => isSame(item, other)) ?? item)
  return { ...a, items: [...items, ...b.items.filter((item) => !a.items.some((other) => isSame(item, other)))] }
}

function sameKeys(a: CelValue, b: CelValue, keys: readonly string[]): boolean {
  const field = (value: CelValue, key: string): CelValue => (value as MapValue).entries.get(`s${key}`)?.[1] ?? null
  return keys.every((key) => isEqual(field(a, key), field(b, key)))
}

const numbers = ['int', 'uint', 'double']
const orders: Readonly<Record<string, (order: number) => boolean>> = { '_<_': (order) => order < 0, '_<=_': (order) => order <= 0, '_>_': (order) => order > 0, '_>=_': (order) => order >= 0 }
const comparable: readonly (readonly [string, string])[] = [
  ['bool', 'bool'], ['string', 'string'], ['bytes', 'bytes'], ['timestamp', 'timestamp'], ['duration', 'duration'],
  ...numbers.flatMap((a) => numbers.map((b): [string, string] => [a, b])),
]
const comparisons = Object.entries(orders).flatMap(([name, holds]) =>
  comparable.map(([a, b]) => define(`${name}(${a}, ${b}): bool`, (x: CelValue, y: CelValue) => {
    const order = compare(x, y)
    return order === undefined ? fault('NaN values cannot be ordered') : holds(order)
  })))

const never = (): CelValue => fault('no such overload')

const access: readonly CelFunction[] = [
  // what is read of values is evaluated by `members.ts`
  ...['_[_]', '_[?_]'].flatMap((name) => {
    const result = (type: string): string => (name === '_[_]' ? type : `optional<${type}>`)
    return [
      define(`${name}(list<A>, int): ${result('A')}`, never), define(`${name}(map<A, B>, A): ${result('B')}`, never),
      define(`${name}(optional<list<A>>, int): optional<A>`, never), define(`${name}(optional<map<A, B>>, A): optional<B>`, never),
    ]
  }),
  define('@in(A, list<A>): bool', (value: CelValue, where: ListValue) => contains(where, value)),
  define('@in(A, map<A, B>): bool', (value: CelValue, where: MapValue) => contains(where, value)),
  define('_==_(A, A): bool', (a: CelValue, b: CelValue) => isEqual(a, b)),
  define('_!=_(A, A): bool', (a: CelValue, b: CelValue) => !isEqual(a, b)),
]

/** `||`, `&&` and `?:` are only declared here: the evaluation does not look at all of their arguments. */
const logic: readonly CelFunction[] = [
  define('_||_(bool, bool): bool', never), define('_&&_(bool, bool): bool', never), define('_?_:_(bool, A, A): A', never),
]

export const operators: readonly CelFunction[] = [...arithmetic, ...comparisons, ...access, ...logic]
