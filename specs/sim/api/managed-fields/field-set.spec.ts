import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference, hasPath, intersection, isSameSet, pathsOf, setOf, union, withoutBelow, type FieldPath } from '../../../../src/sim/api/managed-fields/field-set.js'
import { decodeFields, encodeFields } from '../../../../src/sim/api/managed-fields/fields-v1.js'
import { elementText, fieldElement, keyElement, sortedElements, valueElement } from '../../../../src/sim/api/managed-fields/path-element.js'

const element = fc.oneof(
  fc.constantFrom('a', 'b', 'c.d/e', '<f>').map(fieldElement), fc.constantFrom('x', 'y"z', 1, true).map(valueElement),
  fc.constantFrom({ name: 'c' }, { port: 80, protocol: 'TCP' }, { port: 9 }).map(keyElement), fc.constantFrom('i:0', 'i:12'),
)
const path: fc.Arbitrary<FieldPath> = fc.array(element, { minLength: 1, maxLength: 4 })
const sets = fc.array(path, { maxLength: 8 }).map(setOf)

describe('field sets', () => {
  it('are the same after they were written and read', () => {
    fc.assert(fc.property(sets, (set) => {
      const read = decodeFields(encodeFields(set))
      expect(read !== undefined && isSameSet(read, set)).toBe(true)
    }))
  })

  it('hold what they were made of, and name every path once', () => {
    fc.assert(fc.property(fc.array(path, { maxLength: 8 }), (paths) => {
      const set = setOf(paths)
      expect(paths.every((one) => hasPath(set, one))).toBe(true)
      expect(pathsOf(set).map(String).sort()).toEqual([...new Set(paths.map(String))].sort())
    }))
  })

  it('obey the laws of sets', () => {
    fc.assert(fc.property(sets, sets, (a, b) => {
      expect(isSameSet(union(a, b), union(b, a))).toBe(true)
      expect(isSameSet(union(intersection(a, b), difference(a, b)), a)).toBe(true)
      expect(intersection(difference(a, b), b).size).toBe(0)
      expect(isSameSet(difference(union(a, b), b), difference(a, b))).toBe(true)
      expect(isSameSet(union(a, a), a)).toBe(true)
    }))
  })

  it('lose what is below with `withoutBelow`', () => {
    const set = setOf([['f:a', 'f:b'], ['f:a'], ['f:c']])
    expect(pathsOf(withoutBelow(set, setOf([['f:a']])))).toEqual([['f:c']])
    expect(pathsOf(difference(set, setOf([['f:a']])))).toEqual([['f:c'], ['f:a', 'f:b']])
  })

  it('say `.` of what is owned itself and has more below', () => {
    expect(encodeFields(setOf([['f:a'], ['f:a', 'f:b'], ['f:c', 'f:d']]))).toEqual({ 'f:a': { '.': {}, 'f:b': {} }, 'f:c': { 'f:d': {} } })
  })

  it('drop elements of kinds that nobody knows, and are none with broken ones', () => {
    expect(encodeFields(decodeFields({ 'z:new': {}, 'f:a': {} })!)).toEqual({ 'f:a': {} })
    expect(decodeFields({ 'k:{"name"': {} })).toBeUndefined()
    expect(decodeFields({ nocolon: {} })).toBeUndefined()
    expect(decodeFields(['f:a'])).toBeUndefined()
  })
})

describe('elements of paths', () => {
  it('come in the order of the server: fields, keys, values, indexes', () => {
    const unordered = ['i:2', 'v:"b"', 'k:{"port":80}', 'f:z', 'v:10', 'v:9', 'i:10', 'k:{"name":"a"}', 'f:a', 'k:{"port":80,"protocol":"TCP"}', 'v:true']
    expect(sortedElements(unordered)).toEqual(['f:a', 'f:z', 'k:{"name":"a"}', 'k:{"port":80}', 'k:{"port":80,"protocol":"TCP"}', 'v:9', 'v:10', 'v:"b"', 'v:true', 'i:2', 'i:10'])
  })

  it.each([['f:spec', '.spec'], ['k:{"containerPort":80,"protocol":"TCP"}', '[containerPort=80,protocol="TCP"]'], ['v:"a"', '[="a"]'], ['i:3', '[3]']])('%s is called %s', (one, text) => {
    expect(elementText(one)).toBe(text)
  })
})
