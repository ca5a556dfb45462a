import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalMicroTime, canonicalTime } from '../../../../src/sim/api/decode/time.js'

const layout = '2006-01-02T15:04:05Z07:00'

describe('timestamps', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:00.999Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00Z'],
    ['2024-02-28T23:30:00-01:00', '2024-02-29T00:30:00Z'],
    ['2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
  ])('%s is stored as %s', (text, stored) => expect(canonicalTime(text)).toEqual({ ok: true, text: stored }))

  it.each([
    ['yesterday', ` as "${layout}": cannot parse "yesterday" as "2006"`],
    ['', ` as "${layout}": cannot parse "" as "2006"`],
    ['2026-01-01', ` as "${layout}": cannot parse "" as "T"`],
    ['2026-01-01 00:00:00', ` as "${layout}": cannot parse " 00:00:00" as "T"`],
    ['2026-01-01T00:00:00', ` as "${layout}": cannot parse "" as "Z07:00"`],
    ['2026-13-01T00:00:00Z', ': month out of range'],
    ['2026-02-29T00:00:00Z', ': day out of range'],
    ['2026-01-01T25:00:00Z', ': hour out of range'],
    ['2026-01-01T00:00:00+25:00', ': time zone offset hour out of range'],
    ['2026-01-01T00:00:60Z', ': second out of range'],
    ['2026-01-01T00:00:00Zz', ': extra text: "z"'],
  ])('%j is refused as Go refuses it', (text, error) => expect(canonicalTime(text)).toEqual({ ok: false, error: `parsing time ${JSON.stringify(text)}${error}` }))

  it('agrees with Date on every zone', () => {
    fc.assert(fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), fc.integer({ min: -1439, max: 1439 }), (date, offset) => {
      const minutes = Math.abs(offset)
      const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
      const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19)
      expect(canonicalTime(`${local}${zone}`)).toEqual({ ok: true, text: `${date.toISOString().slice(0, 19)}Z` })
    }))
  })

  it('keeps six digits of microseconds and insists on them', () => {
    expect(canonicalMicroTime('2026-01-01T00:00:00.123456+00:00')).toEqual({ ok: true, text: '2026-01-01T00:00:00.123456Z' })
    expect(canonicalMicroTime('2026-01-01T00:00:00Z')).toEqual({ ok: false, error: 'parsing time "2026-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"' })
  })
})
