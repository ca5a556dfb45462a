import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../../../src/harness/values/duration.js'

test.each([
  ['90s', 90_000], ['1h30m', 5_400_000], ['500ms', 500], ['0', 0], ['0s', 0], ['1.5s', 1500], ['.5s', 500], ['1000us', 1], ['+2m', 120_000], ['1h0m0.001s', 3_600_001],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toEqual({ value: ms })
})

test.each([
  [60, 'must be a duration such as `90s`, `1h30m` or `500ms`, but is the number 60 without a unit', '60s'],
  ['60', 'must be a duration such as `90s`, `1h30m` or `500ms`, but is the text "60"', '60s'],
  ['1d', 'must be a duration such as `90s`, `1h30m` or `500ms`, but is the text "1d"', '24h'],
  ['2 min', 'must be a duration such as `90s`, `1h30m` or `500ms`, but is the text "2 min"', '2m'],
  ['-1s', 'must not be negative, but is the text "-1s"', undefined],
  ['1ns', 'must be whole milliseconds, but is the text "1ns"', '1ms'],
  ['', 'must be a duration such as `90s`, `1h30m` or `500ms`, but is the text ""', undefined],
  ['soon', 'must be a duration such as `90s`, `1h30m` or `500ms`, but is the text "soon"', undefined],
  ['9999999h', 'must be at most 100 years, but is the text "9999999h"', undefined],
  [null, 'must be a duration such as `90s`, `1h30m` or `500ms`, but is empty', undefined],
  [['1s'], 'must be a duration such as `90s`, `1h30m` or `500ms`, but is a list', undefined],
])('%j is refused', (value, message, fix) => {
  expect(parseDuration(value)).toEqual({ problem: fix === undefined ? { message } : { message, fix } })
})

test('what is formatted reads back the same', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 3_000_000_000 }), (ms) => {
    expect(parseDuration(formatDuration(ms))).toEqual({ value: ms })
  }))
  expect([0, 500, 90_000, 5_400_000, 61_500, 3_600_000, -1000].map(formatDuration)).toEqual(['0s', '500ms', '1m30s', '1h30m', '1m1.5s', '1h', '-1s'])
})

test('a fix is always a duration', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.integer(), fc.stringMatching(/^[\d.]{1,4} ?[a-z]{0,3}$/)), (value) => {
    const parsed = parseDuration(value)
    if ('problem' in parsed && parsed.problem.fix !== undefined && !String(value).includes('-')) expect(parseDuration(parsed.problem.fix)).toHaveProperty('value')
  }))
})
