import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, isValueOf, newComparison } from '../../../src/sim/kubelet/cycle-compare.js'
import { valueOf } from '../../../src/sim/kubelet/cycle-pattern.js'
import { hashText } from '../../../src/sim/random.js'
import { containerIdText, idOf } from '../../../src/sim/kubelet/ids.js'

const periodMs = 302_000
const made = 9
const seed = 3
const comparison = (): ReturnType<typeof newComparison> => newComparison('u-1', periodMs, { app: made }, seed)
const wall = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** What a value may be made of, as it is in a given round. */
type Part = (round: number) => unknown
const leaf: fc.Arbitrary<Part> = fc.oneof(
  fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined)).map((value): Part => () => value),
  fc.integer({ min: 1, max: 9_999_999 }).map((value): Part => (round) => value + round * periodMs),
  fc.integer({ min: 0, max: 500 }).map((value): Part => (round) => value + round),
  fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map((second): Part => (round) => wall(second * 1000 + round * periodMs)),
  fc.integer({ min: 4, max: 7 }).chain((n) => fc.boolean().map((isBare): Part => (round) => {
    const text = containerIdText('u-1', 'app', n + round)
    return isBare ? idOf(text) : text
  })),
  fc.integer({ min: 4, max: 7 }).chain((n) => fc.constantFrom<(id: string) => unknown>((id) => `root:${id}`, (id) => `part:${id}:message`, (id) => hashText(id, seed)).map((make): Part => (round) => make(idOf(containerIdText('u-1', 'app', n + round))))),
)
const { value: part } = fc.letrec<{ value: Part }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }).map((items): Part => (round) => items.map((item) => item(round))),
    fc.array(leaf, { maxLength: 3 }).map((items): Part => (round) => new Set(items.map((item) => item(round)))),
    fc.array(fc.tuple(leaf, tie('value')), { maxLength: 3 }).map((items): Part => (round) => new Map(items.map(([key, item]) => [key(round), item(round)]))),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'state'), tie('value'), { noNullPrototype: true }).map((parts): Part => (round) => Object.fromEntries(Object.entries(parts).map(([key, item]) => [key, item(round)]))),
  ),
}))

describe('the pattern of two rounds', () => {
  it('gives every further round', () => {
    fc.assert(fc.property(part, fc.integer({ min: 0, max: 2 }), (value, round) => {
      const pattern = compare(comparison(), value(0), value(1))
      expect(pattern).toBeDefined()
      expect(valueOf(pattern!, round)).toEqual(value(round))
      expect(valueOf(pattern!, 250)).toEqual(value(250))
      expect(isValueOf(pattern!, 3, value(3))).toBe(true)
    }), { numRuns: 300 })
  })

  const others: readonly (readonly [string, unknown, unknown])[] = [
    ['a number that moves otherwise', 5, 7],
    ['a text that is another', 'back-off 2m40s', 'back-off 5m0s'],
    ['a time that moves otherwise', wall(1_800_000_000_000), wall(1_800_000_000_000 + 60_000)],
    ['a container that is not the next', containerIdText('u-1', 'app', 5), containerIdText('u-1', 'app', 7)],
    ['an id as the runtime writes it, then as the API does', idOf(containerIdText('u-1', 'app', 5)), containerIdText('u-1', 'app', 6)],
    ['a key more', { a: 1 }, { a: 1, b: undefined }],
    ['another key', { a: 1 }, { b: 1 }],
    ['a longer list', [1], [1, 2]],
    ['nothing, then something', undefined, 1],
    ['something that is no plain data', new Date(0), new Date(0)],
    ['a map with another key', new Map([['a', 1]]), new Map([['b', 1]])],
    ['a set with another item', new Set(['a']), new Set(['b'])],
    ['a list, then a set', ['a'], new Set(['a'])],
    ['a key of another container', `root:${idOf(containerIdText('u-1', 'app', 5))}`, `part:${idOf(containerIdText('u-1', 'app', 6))}`],
    ['a number drawn from another container', hashText(idOf(containerIdText('u-1', 'app', 5)), seed), hashText(idOf(containerIdText('u-1', 'app', 7)), seed)],
  ]
  it.each(others)('there is none of %s', (_, a, b) => {
    expect(compare(comparison(), a, b)).toBeUndefined()
    expect(compare(comparison(), { deep: [a] }, { deep: [b] })).toBeUndefined()
    expect(compare(comparison(), new Map([['deep', a]]), new Map([['deep', b]]))).toBeUndefined()
    if (!(a instanceof Date)) expect([isValueOf({ type: 'same', value: { deep: [a] } }, 3, { deep: [b] }), isValueOf({ type: 'same', value: [a] }, 3, [a])]).toEqual([false, true])
  })

  it('keeps one object one, and takes no two objects for one', () => {
    const [one, two] = [{ at: 1 }, { at: 1 + periodMs }]
    const value = valueOf(compare(comparison(), { seen: one, cached: one }, { seen: two, cached: two })!, 3) as { readonly seen: object; readonly cached: object }
    expect(value.seen).toEqual({ at: 1 + 3 * periodMs })
    expect(value.cached).toBe(value.seen)
    expect(compare(comparison(), { seen: one, cached: one }, { seen: two, cached: { ...two } })).toBeUndefined()
  })
})
