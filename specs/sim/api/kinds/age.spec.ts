import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { age, humanDuration, timestampMs } from '../../../../src/sim/api/kinds/age.js'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('ages', () => {
  it.each([
    [-5 * second, '<invalid>'], [-1500, '0s'], [0, '0s'], [119 * second, '119s'], [2 * minute, '2m'], [9 * minute + 59 * second, '9m59s'], [10 * minute + 5 * second, '10m'], [179 * minute, '179m'],
    [3 * hour, '3h'], [7 * hour + 30 * minute, '7h30m'], [8 * hour + 30 * minute, '8h'], [47 * hour, '47h'], [2 * day, '2d'], [7 * day + 5 * hour, '7d5h'], [8 * day + 5 * hour, '8d'],
    [729 * day, '729d'], [730 * day, '2y'], [800 * day, '2y70d'], [8 * 365 * day, '8y'],
  ])('%d ms is %s', (durationMs, text) => expect(humanDuration(durationMs)).toBe(text))

  it('reads timestamps as Date does', () => {
    fc.assert(fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      expect(timestampMs(date.toISOString())).toBe(date.getTime())
    }))
    expect(timestampMs('2026-01-01T00:00:00.123456Z')).toBe(Date.UTC(2026, 0, 1, 0, 0, 0, 123))
  })

  it('is unknown without a time', () => expect([age(undefined, 0), age(null, 0), age('soon', 0)]).toEqual(['<unknown>', '<unknown>', '<unknown>']))
})
