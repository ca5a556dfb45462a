import { describe, expect, it } from 'vitest'
import { jsonSyntaxError } from '../../../src/sim/api/go-json-syntax.js'
import { withoutEmpties } from '../../../src/sim/api/decode/empties.js'

describe('what Go says of JSON', () => {
  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['hello', "invalid character 'h' looking for beginning of value"],
    ['{a}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['trux', "invalid character 'x' in literal true (expecting 'e')"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['{"auths":{"x":{"auth":"YQ=="}},"n":[1.5,null,false]}', undefined],
  ])('%s', (text, expected) => {
    expect(jsonSyntaxError(text)).toBe(expected)
  })
})

describe('what is not stored', () => {
  it('are the empty lists and maps that were named, where they still are empty', () => {
    const object = { a: { b: [], c: {} }, l: [{ d: [] }, { d: [1] }] }
    expect(withoutEmpties(object, [['a', 'b'], ['a', 'c'], ['l', 0, 'd'], ['l', 1, 'd'], ['x', 'y']])).toEqual({ a: {}, l: [{}, { d: [1] }] })
    expect(withoutEmpties(object, [])).toBe(object)
  })
})
