import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addExact,
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  cpuMillis,
  exactQuantity,
  formatQuantity,
  memoryBytes,
  parseQuantity,
  quantityValue,
  subtractExact,
  subtractQuantities,
} from '../../../src/sim/api/quantity.js'

describe('canonical form', () => {
  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['1000M', '1G'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1000Mi', '1000Mi'],
    ['1e3', '1e3'],
    ['0.5Ki', '512'],
    ['1.1Gi', '1181116006400m'],
    ['0', '0'],
    ['0Ki', '0'],
    ['00', '0'],
    ['-1', '-1'],
    ['100m', '100m'],
    ['1500m', '1500m'],
    ['0.0000000001', '1n'],
    ['1E', '1E'],
    ['1e6', '1e6'],
    ['1000e3', '1e6'],
    ['9223372036854775808Ki', '9223372036854775807'],
    ['1.234k', '1.234k'],
    ['2.50', '2500m'],
    ['0.1Ki', '102400m'],
    ['12345678901234567890', '12345678901234567890'],
    ['1u', '1u'],
    ['8Ei', '9223372036854775807'],
    ['-1.5Gi', '-1536Mi'],
    ['1023Ki', '1023Ki'],
    ['512Ki', '512Ki'],
  ])('%s is stored as %s', (given, stored) => {
    expect(canonicalQuantity(given)).toBe(stored)
  })

  it('reads JSON numbers', () => {
    expect([canonicalQuantity(1), canonicalQuantity(0.5), canonicalQuantity(1e21)]).toEqual(['1', '500m', '1e+21'])
  })
})

describe('refusals', () => {
  const format = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  it.each([
    ['', format],
    ['abc', format],
    ['1..2', format],
    ['1 Gi', format],
    ['1Gib', format],
    ['1ii', "unable to parse quantity's suffix"],
    ['1ki', "unable to parse quantity's suffix"],
    ['1e', "unable to parse quantity's suffix"],
  ])('%s', (given, error) => {
    expect(parseQuantity(given)).toEqual({ ok: false, error })
  })
})

describe('numbers', () => {
  it('rounds away from zero', () => {
    expect([cpuMillis('0.5'), cpuMillis('1'), cpuMillis('1u'), cpuMillis('-1u'), cpuMillis('2k')]).toEqual([500, 1000, 1, -1, 2_000_000])
    expect([quantityValue('1m'), quantityValue('1500m'), memoryBytes('1.5Gi'), memoryBytes('128Mi'), memoryBytes('1G')]).toEqual([
      1, 2, 1610612736, 134217728, 1e9,
    ])
  })
})

const quantities = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E-2'),
  )
  .map(([mantissa, places, suffix]) => {
    const digits = (mantissa < 0n ? -mantissa : mantissa).toString().padStart(places + 1, '0')
    const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
    return `${mantissa < 0n ? '-' : ''}${text}${suffix}`
  })

describe('properties', () => {
  it('canonical form keeps the value and is a fixed point but for kept texts', () => {
    fc.assert(
      fc.property(quantities, (text) => {
        const canonical = canonicalQuantity(text)
        expect(compareQuantities(text, canonical)).toBe(0)
        expect(canonicalQuantity(canonical)).toBe(canonical)
      }),
    )
  })

  it('adds and subtracts exactly', () => {
    // Texts in binary units are capped at 2^63-1 when they are read, sums are not.
    const isFarFromCap = (text: string): boolean => compareQuantities(text, '4Ei') < 0 && compareQuantities(text, '-4Ei') > 0
    fc.assert(
      fc.property(quantities.filter(isFarFromCap), quantities.filter(isFarFromCap), (a, b) => {
        expect(compareQuantities(subtractQuantities(addQuantities(a, b), b), a)).toBe(0)
        expect(compareQuantities(addQuantities(a, b), addQuantities(b, a))).toBe(0)
      }),
    )
  })

  it('orders totally', () => {
    fc.assert(
      fc.property(quantities, quantities, (a, b) => {
        const negated = compareQuantities(b, a)
        expect(compareQuantities(a, b)).toBe(negated === 0 ? 0 : -negated)
        expect(compareQuantities(a, b)).toBe(compareQuantities(subtractQuantities(a, b), '0'))
      }),
    )
  })

  it('never throws, however odd the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.+-eEinumkKMGTP '), maxLength: 14 }), (text) => {
        const parsed = parseQuantity(text)
        if (parsed.ok && Math.abs(parsed.value.scale) < 400) expect(formatQuantity(exactQuantity(text))).toBe(canonicalQuantity(text))
      }),
    )
  })

  /** What a text is worth in billionths, rounded up and away from zero, by what its suffix says. */
  const units: Readonly<Record<string, readonly [bigint, bigint]>> = {
    '': [1n, 1n], n: [1n, 10n ** 9n], u: [1n, 10n ** 6n], m: [1n, 1000n], k: [1000n, 1n], M: [10n ** 6n, 1n], G: [10n ** 9n, 1n], Ki: [1024n, 1n], Mi: [1024n ** 2n, 1n], Gi: [1024n ** 3n, 1n],
    e3: [1000n, 1n], 'E-2': [1n, 100n],
  }
  const inBillionths = (text: string): bigint => {
    const [, sign = '', whole = '', fraction = '', suffix = ''] = /^(-?)(\d+)(?:\.(\d+))?(.*)$/.exec(text) as RegExpExecArray
    const [factor, divisor] = units[suffix] as readonly [bigint, bigint]
    const [numerator, denominator] = [BigInt(whole + fraction) * factor * 10n ** 9n, 10n ** BigInt(fraction.length) * divisor]
    const size = (numerator + denominator - 1n) / denominator
    return sign === '-' ? -size : size
  }
  const exactly = ({ mantissa, scale }: ReturnType<typeof exactQuantity>): bigint => mantissa * 10n ** BigInt(scale + 9)
  /** Below the limit of what is read, and no finer than what is kept. */
  const isKept = (text: string): boolean => {
    const size = inBillionths(text)
    return size < 2n ** 63n * 10n ** 9n && size > -(2n ** 63n) * 10n ** 9n
  }

  it('is worth what its digits and its suffix say', () => {
    fc.assert(fc.property(quantities.filter(isKept), (text) => {
      expect(exactly(exactQuantity(text))).toBe(inBillionths(text))
    }))
  })

  it('sums, differences and orders are those of whole numbers', () => {
    fc.assert(
      fc.property(quantities.filter(isKept), quantities.filter(isKept), (a, b) => {
        const [x, y] = [inBillionths(a), inBillionths(b)]
        expect(exactly(addExact(exactQuantity(a), exactQuantity(b)))).toBe(x + y)
        expect(exactly(subtractExact(exactQuantity(a), exactQuantity(b)))).toBe(x - y)
        expect(compareQuantities(a, b)).toBe(x < y ? -1 : x > y ? 1 : 0)
      }),
    )
  })
})
