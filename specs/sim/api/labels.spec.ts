import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileLabelSet, compileRequirement, compileSelector, equalityPairs, parseSelector, selectorToString } from '../../../src/sim/api/labels.js'
import type { Requirement } from '../../../src/sim/api/labels.js'

const parsed = (text: string): ReturnType<typeof parseSelector> => parseSelector(text)

describe('kubectl selector syntax', () => {
  it.each([
    ['app=web,tier!=cache,env in (b,a),!x', '!x,app=web,env in (a,b),tier!=cache'],
    ['', ''],
    ['a', 'a'],
    ['a==b', 'a==b'],
    ['x in (in,notin)', 'x in (in,notin)'],
    ['a=', 'a='],
    ['n notin ()', 'n notin ()'],
    ['cpu>4', 'cpu>4'],
    ['x in (,a,)', 'x in (,a)'],
    [' app = web , b ', 'app=web,b'],
  ])('%s', (text, printed) => {
    const result = parsed(text)
    expect(result.ok && selectorToString(result.value.toSorted((a, b) => (selectorToString([a]) < selectorToString([b]) ? -1 : 1)))).toBe(printed)
  })

  it.each([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=b,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a>b', "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
  ])('%s is refused', (text, error) => {
    expect(parsed(text)).toEqual({ ok: false, error })
  })
})

describe('compiled selectors', () => {
  it('selects nothing without a selector and everything with an empty one', () => {
    expect([compileSelector(undefined)({ a: 'b' }), compileSelector({})(undefined), compileLabelSet({})({})]).toEqual([false, true, true])
  })

  it('is compiled once for a selector object', () => {
    const selector = { matchLabels: { app: 'web' } }
    expect(compileSelector(selector)).toBe(compileSelector(selector))
  })

  it.each([
    ['In', ['a', 'b'], { k: 'b' }, true],
    ['In', ['a'], {}, false],
    ['NotIn', ['a'], {}, true],
    ['NotIn', ['a', 'b'], { k: 'a' }, false],
    ['Exists', [], { k: '' }, true],
    ['DoesNotExist', [], { k: '' }, false],
    ['Gt', ['5'], { k: '6' }, true],
    ['Gt', ['5'], { k: 'x' }, false],
    ['Lt', ['-1'], { k: '-2' }, true],
    ['Sometimes', ['a'], { k: 'a' }, false],
  ])('%s %j on %j is %s', (operator, values, labels, expected) => {
    expect(compileRequirement({ key: 'k', operator, values })(labels as Record<string, string>)).toBe(expected)
  })

  it('does not take the prototype for labels', () => {
    expect(compileRequirement({ key: 'constructor', operator: 'Exists' })({})).toBe(false)
  })

  it('prints label selectors as kubectl does', () => {
    expect(selectorToString({ matchLabels: { b: '1', a: '2' }, matchExpressions: [{ key: 'c', operator: 'In', values: ['y', 'x'] }] })).toBe(
      'a=2,b=1,c in (x,y)',
    )
    expect([selectorToString({}), selectorToString({ matchExpressions: [{ key: 'a', operator: 'Near' }] })]).toEqual(['<none>', '<error>'])
  })

  it('names the equalities an index can use', () => {
    expect(
      equalityPairs({
        matchLabels: { b: '1', a: '2' },
        matchExpressions: [
          { key: 'c', operator: 'In', values: ['x'] },
          { key: 'd', operator: 'Exists' },
        ],
      }),
    ).toEqual([
      ['a', '2'],
      ['b', '1'],
      ['c', 'x'],
    ])
  })
})

const keys = fc.constantFrom('a', 'b', 'c')
const values = fc.constantFrom('', '1', '2')
const requirements = fc
  .record({
    key: keys,
    operator: fc.constantFrom('=' as const, '!=' as const, 'in' as const, 'notin' as const, 'exists' as const, '!' as const),
    values: fc.uniqueArray(values, { minLength: 1, maxLength: 1 }),
  })
  .map((one) => (one.operator === 'exists' || one.operator === '!' ? { ...one, values: [] } : one))

describe('properties', () => {
  it('printing and parsing keep the meaning', () => {
    fc.assert(
      fc.property(fc.array(requirements, { minLength: 1, maxLength: 4 }), fc.dictionary(keys, values), (list, labels) => {
        const again = parseSelector(selectorToString(list))
        expect(again.ok && compileSelector(again.value)(labels)).toBe(compileSelector(list)(labels))
      }),
    )
  })

  it('what the equalities leave out, the selector leaves out', () => {
    fc.assert(
      fc.property(fc.array(requirements, { maxLength: 4 }), fc.dictionary(keys, values), (list, labels) => {
        if (compileSelector(list)(labels)) expect(equalityPairs(list).every(([key, value]) => labels[key] === value)).toBe(true)
      }),
    )
  })

  it('match where every requirement does, as one would say it', () => {
    const holds = ({ key, operator, values: wanted }: Requirement, labels: Readonly<Record<string, string>>): boolean => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined
      switch (operator) {
        case 'exists': return value !== undefined
        case '!': return value === undefined
        case '=': case 'in': return value !== undefined && wanted.includes(value)
        case '!=': case 'notin': return value === undefined || !wanted.includes(value)
        case '>': return value !== undefined && /^[+-]?\d+$/.test(value) && BigInt(value) > BigInt(wanted[0] ?? '0')
        default: return value !== undefined && /^[+-]?\d+$/.test(value) && BigInt(value) < BigInt(wanted[0] ?? '0')
      }
    }
    const sets = requirements.chain((one) => (one.operator === 'in' || one.operator === 'notin' ? fc.uniqueArray(values, { minLength: 1, maxLength: 3 }).map((list) => ({ ...one, values: list })) : fc.constant(one)))
    const numbers = fc.record({ key: keys, operator: fc.constantFrom('>' as const, '<' as const), values: fc.tuple(fc.integer({ min: 0, max: 3 }).map(String)) })
    fc.assert(
      fc.property(fc.array(fc.oneof(sets, numbers), { maxLength: 4 }), fc.dictionary(keys, fc.oneof(values, fc.constantFrom('-2', '3', 'x', '1.5'))), (list, labels) => {
        expect(compileSelector(list)(labels)).toBe(list.every((one) => holds(one, labels)))
        const again = parseSelector(selectorToString(list))
        expect(again.ok && compileSelector(again.value)(labels)).toBe(list.every((one) => holds(one, labels)))
      }),
    )
  })
})
