import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, decodeBase64Text, encodeBase64, encodeBase64Text } from '../../../../src/sim/api/decode/base64.js'

describe('base64', () => {
  it('agrees with Node in both directions', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(encodeBase64(bytes)).toBe(text)
      expect(decodeBase64(text)).toEqual(bytes)
    }))
  })

  it('carries any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeBase64Text(encodeBase64Text(text))).toBe(text)
    }))
  })

  it('skips line breaks', () => expect(decodeBase64('aGVs\r\nbG8=\n')).toEqual(new Uint8Array(Buffer.from('hello'))))

  /** Offsets as Go's encoding/base64 reports them. */
  it.each([['a', 0], ['aGVsb', 4], ['aGVsbG8', 4], ['aG=s', 2], ['=', 0], ['a===', 1], ['aGVs!', 4], ['aGVsbG8=x', 8], ['aG=', 3], ['not base64!', 3]])('%j fails at byte %d', (text, offset) => {
    expect(decodeBase64(text)).toBe(offset)
  })
})
