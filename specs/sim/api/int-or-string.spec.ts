import { expect, it } from 'vitest'
import { percentOf, scaledValue } from '../../../src/sim/api/int-or-string.js'

it.each([
  [3, 10, true, 3], ['25%', 10, true, 3], ['25%', 10, false, 2], ['100%', 7, false, 7], ['0%', 7, true, 0], ['x', 7, true, 0],
])('%s of %i (rounded up: %s) is %i', (value, total, isRoundedUp, expected) => {
  expect(scaledValue(value, total, isRoundedUp)).toBe(expected)
})

it('tells percentages from other texts', () => {
  expect([percentOf('30%'), percentOf('30'), percentOf(30), percentOf(undefined)]).toEqual([30, undefined, undefined, undefined])
})
