import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseComparison, quantityNumber } from '../../../src/harness/values/comparison.js'
import type { ComparisonUnit } from '../../../src/harness/values/comparison.js'

function holds(value: unknown, actual: number, ...units: ComparisonUnit[]): boolean {
  const parsed = units.length === 0 ? parseComparison(value) : parseComparison(value, units)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return parsed.value.test(actual)
}

test.each<[unknown, number, boolean]>([
  [3, 3, true], [3, 4, false], ['3', 3, true], ['>= 2', 2, true], ['>=2', 1, false], ['< 5', 5, false], ['<= 5', 5, true], ['> 5', 6, true], ['!= 0', 0, false], ['== 1', 1, true],
  ['= 1', 1, true], ['2..4', 2, true], ['2..4', 4, true], ['2 .. 4', 5, false], ['-1..1', 0, true], ['1.5..2.5', 2, true],
])('%j against %d: %j', (value, actual, expected) => {
  expect(holds(value, actual)).toBe(expected)
})

test('percentages, durations and quantities where they are allowed', () => {
  expect(holds('>= 99.9%', 99.95, 'percent')).toBe(true)
  expect(holds('<= 30s', 30_001, 'duration')).toBe(false)
  expect(holds('10s..1m', 60_000, 'duration')).toBe(true)
  expect(holds('>= 100m', quantityNumber('0.1')!, 'quantity')).toBe(true)
  expect(holds('64Mi..128Mi', 100 * 2 ** 20, 'quantity')).toBe(true)
  expect(holds('50%', 50, 'number', 'percent', 'quantity')).toBe(true)
  expect(holds(2, 2, 'quantity')).toBe(true)
})

test.each<[unknown, readonly ComparisonUnit[], string, string | undefined]>([
  ['=> 2', ['number'], '`=>` is no comparison', '">= 2"'],
  ['≥ 2', ['number'], '`≥` is no comparison', '">= 2"'],
  ['4..2', ['number'], 'the range "4..2" ends before it begins', '"2..4"'],
  ['many', ['number'], 'must be a comparison such as `3`, `">= 2"`, `"< 5"` or `"2..4"`, but is the text "many"', undefined],
  ['>= ', ['number'], 'must be a comparison such as `3`, `">= 2"`, `"< 5"` or `"2..4"`, but is the text ">= "', undefined],
  [true, ['number'], 'must be a comparison such as `3`, `">= 2"`, `"< 5"` or `"2..4"`, but is `true`', undefined],
  [99, ['percent'], 'must be a comparison such as `">= 99.9%"`, but is the number 99', '99%'],
  [30, ['duration'], 'must be a comparison such as `"<= 30s"` or `"10s..1m"`, but is the number 30', '30s'],
  ['2 .. 4 ..', ['number'], 'must be a comparison such as `3`, `">= 2"`, `"< 5"` or `"2..4"`, but is the text "2 .. 4 .."', undefined],
])('%j as %j is refused', (value, units, message, fix) => {
  expect(parseComparison(value, units)).toEqual({ problem: fix === undefined ? { message } : { message, fix } })
})

test('every operator means what JavaScript means by it', () => {
  const operators = { '<': (a: number, b: number) => a < b, '<=': (a: number, b: number) => a <= b, '>': (a: number, b: number) => a > b, '>=': (a: number, b: number) => a >= b, '!=': (a: number, b: number) => a !== b, '==': (a: number, b: number) => a === b }
  fc.assert(fc.property(fc.constantFrom(...Object.keys(operators) as (keyof typeof operators)[]), fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (operator, wish, actual) => {
    expect(holds(`${operator} ${wish}`, actual)).toBe(operators[operator](actual, wish))
  }))
})

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const parsed = parseComparison(text, ['number', 'percent', 'duration', 'quantity'])
    expect('value' in parsed || parsed.problem.message.length > 0).toBe(true)
  }))
})
