import type { Json, JsonObject } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import { readDuration, readNumber, readText, type Matcher } from './matchers.js'
import { complain, isObject, take, takeObject, under, type Reading } from './reading.js'
import { describeValue, type Parsed } from './values/parsed.js'
import type { FailedVerdict } from './verdict.js'

/** One matcher on one thing: a pod, a probe's record, an endpoint count. */
export interface Check<T> {
  /** Dotted, from the subject: `replicas.available`. */
  readonly path: string
  readonly expected: string
  readonly reads: FailedVerdict['reads']
  /** What is there instead; undefined when the check holds. */
  readonly failing: (thing: T, view: ClusterView) => string | undefined
}

/** Compiles what stands under one matcher key. */
export type CheckReader<T> = (raw: Json, reading: Reading) => readonly Check<T>[]
export type CheckTable<T> = Readonly<Record<string, CheckReader<T>>>

/** The path of a matcher without the subject key in front. */
export const pathOf = (reading: Reading): string => reading.at.slice(1).join('.')

/** The checks of all keys that the table knows, in the order of the scenario; `others` are keys that mean something else. */
export function compileChecks<T>(table: CheckTable<T>, raw: JsonObject, reading: Reading, others: readonly string[] = []): readonly Check<T>[] {
  const checks: Check<T>[] = []
  for (const [key, value] of Object.entries(raw)) {
    if (others.includes(key)) continue
    const read = Object.hasOwn(table, key) ? table[key] : undefined
    if (read === undefined)
      complain(
        under(reading, key),
        `is no matcher of \`${reading.at.at(-1)}\``,
        `use one of ${[...Object.keys(table), ...others].map((name) => `\`${name}\``).join(', ')}`,
      )
    else if (value !== null) checks.push(...read(value, under(reading, key)))
  }
  return checks
}

/** A table one level down: `replicas: { ready: 2 }`. */
export const nested =
  <T>(table: CheckTable<T>): CheckReader<T> =>
  (raw, reading) => {
    const object = takeObject(reading, raw)
    return object === undefined ? [] : compileChecks(table, object, reading)
  }

/** A table one level down, or a plain value that stands for these keys of it. */
export const nestedOr =
  <T>(table: CheckTable<T>, keys: readonly string[]): CheckReader<T> =>
  (raw, reading) => {
    if (isObject(raw)) return compileChecks(table, raw, reading)
    const [first, ...others] = keys.map(
      (key) =>
        (at: Reading): readonly Check<T>[] =>
          table[key]!(raw, at).map((check) => ({ ...check, path: `${check.path}.${key}` })),
    )
    const checks = first!(reading)
    return checks.length === 0 ? checks : [...checks, ...others.flatMap((read) => read(reading))]
  }

type Reader<T, V> = (thing: T, view: ClusterView) => V
type Show<V> = (value: V) => string
type Reads = FailedVerdict['reads']

const valueCheck =
  <T, V>(read: (raw: unknown) => Parsed<Matcher<V>>, value: Reader<T, V>, show: Show<V>, reads: Reads): CheckReader<T> =>
  (raw, reading) => {
    const matcher: Matcher<V> | undefined = take(reading, raw, read)
    if (matcher === undefined) return []
    return [
      {
        path: pathOf(reading),
        expected: matcher.text,
        reads,
        failing: (thing, view) => {
          const actual = value(thing, view)
          return matcher.matches(actual) ? undefined : show(actual)
        },
      },
    ]
  }

const plain = (value: string | number | undefined): string => (value === undefined || value === '' ? 'none' : String(value))

export const numberCheck = <T>(value: Reader<T, number | undefined>, reads: Reads = 'objects'): CheckReader<T> => valueCheck(readNumber, value, plain, reads)
export const textCheck = <T>(value: Reader<T, string | undefined>, reads: Reads = 'objects'): CheckReader<T> => valueCheck(readText, value, plain, reads)
export const durationCheck = <T>(value: Reader<T, number | undefined>, show: Show<number>): CheckReader<T> =>
  valueCheck(readDuration, value, (ms) => (ms === undefined ? 'none' : show(ms)), 'time')

/** `because` says more of a value that is not the wanted one. */
export const booleanCheck =
  <T>(value: Reader<T, boolean>, because: Reader<T, string | undefined> = () => undefined): CheckReader<T> =>
  (raw, reading) => {
    if (typeof raw !== 'boolean') {
      complain(reading, `must be true or false, but is ${describeValue(raw)}`)
      return []
    }
    return [
      {
        path: pathOf(reading),
        expected: String(raw),
        reads: 'objects',
        failing: (thing, view) => {
          if (value(thing, view) === raw) return undefined
          const why = because(thing, view)
          return why === undefined ? String(!raw) : `${!raw} (${why})`
        },
      },
    ]
  }

/** The first check that a thing fails, with what is there instead. */
export function firstFailing<T>(checks: readonly Check<T>[], thing: T, view: ClusterView): { readonly check: Check<T>; readonly actual: string } | undefined {
  for (const check of checks) {
    const actual = check.failing(thing, view)
    if (actual !== undefined) return { check, actual }
  }
  return undefined
}

export const checksText = <T>(checks: readonly Check<T>[]): string => checks.map(({ path, expected }) => `${path} ${expected}`).join(', ')
