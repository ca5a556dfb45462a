import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasIndex, intervalsOf, intervalsText, mergeIntervals, overlapOf, parseIntervals, totalOf } from '../../../../src/sim/controllers/job/intervals.js'

const indexes = fc.uniqueArray(fc.nat(60))
const sorted = (values: Iterable<number>): readonly number[] => [...new Set(values)].sort((a, b) => a - b)

describe('completion indexes', () => {
  it.each([
    [[], ''], [[3], '3'], [[0, 1], '0,1'], [[0, 1, 2], '0-2'], [[5, 3, 0, 4, 8, 7], '0,3-5,7,8'],
  ])('%j read %s', (values, text) => expect(intervalsText(intervalsOf(values))).toBe(text))

  it.each([
    ['0-3,5', 4, '0-3'], ['0-9', 4, '0-3'], ['1,x,3', 10, '1,3'], ['1,2,3', 10, '1-3'], ['4-x,6', 10, '6'], ['', 10, ''],
  ])('%s of %i completions is %s', (text, completions, wanted) => expect(intervalsText(parseIntervals(text, completions))).toBe(wanted))

  it('survive their text', () => {
    fc.assert(fc.property(indexes, (values) => void expect(parseIntervals(intervalsText(intervalsOf(values)), 100)).toEqual(intervalsOf(values))))
  })

  it('are sets', () => {
    fc.assert(fc.property(indexes, indexes, fc.nat(60), (a, b, index) => {
      const [x, y] = [intervalsOf(a), intervalsOf(b)]
      expect(mergeIntervals(x, y)).toEqual(intervalsOf([...a, ...b]))
      expect(totalOf(x)).toBe(a.length)
      expect(hasIndex(x, index)).toBe(a.includes(index))
      expect(overlapOf(x, y)).toBe(sorted(a).filter((value) => b.includes(value)).length)
    }))
  })
})
