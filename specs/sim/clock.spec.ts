import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClock, timestamp } from '../../src/sim/clock.js'

describe('timestamp', () => {
  it('cuts off after the second, whatever was asked before', () => {
    const start = fc.date({ min: new Date('1969-12-30T00:00:00Z'), max: new Date('2400-01-01T00:00:00Z'), noInvalidDate: true })
    fc.assert(fc.property(start, fc.array(fc.integer({ min: -100_000, max: 400_000_000 }), { minLength: 1, maxLength: 6 }), (date, times) => {
      const clock = createClock(date.toISOString())!
      for (const now of times) expect(timestamp(clock, now)).toBe(`${new Date(date.getTime() + now).toISOString().slice(0, 19)}Z`)
    }))
  })
})
