import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveCore, resolveKubernetes } from '../../../src/harness/load/scalars.js'

/** What kubectl 1.36.2 made of each word (`kubectl label --local --dry-run=client -o json`). */
const kubectl: readonly (readonly [string, unknown])[] = [
  ['0644', 420], ['0o644', 420], ['0O17', 15], ['0b11', 3], ['0B11', 3], ['-0b11', -3], ['0b102', '0b102'], ['0x1F', 31], ['0X1f', 31], ['-0x1f', -31], ['0x', '0x'],
  ['1_000', 1000], ['1__0', 10], ['5_', 5], ['_5', '_5'], ['0_7', 7], ['1_000.5', 1000.5], ['1e3', 1000], ['1e400', '1e400'], ['08', 8], ['0o9', '0o9'], ['+12', 12],
  ['1:30', '1:30'], ['2001-01-01', '2001-01-01'], ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'], ['.5', 0.5], ['+.5', 0.5], ['5.', 5], ['.1e3', 100], ['.5e1', 5],
  ['.e3', '.e3'], ['._5', '._5'], ['.5.', '.5.'], ['.0x1p2', '.0x1p2'], ['1e21', 1e21], ['1e-7', 1e-7], ['123456789012345678901234567890', 1.2345678901234568e29],
  ['18446744073709551616', 2 ** 64], ['9223372036854775807', 2 ** 63], ['yes', true], ['Y', true], ['on', true], ['no', false], ['N', false], ['OFF', false],
  ['~', null], ['', null], ['null', null], ['=', '='], ['nginx', 'nginx'], ['yEs', 'yEs'], ['-', '-'], ['+', '+'], ['0', 0], ['-0', 0],
]

test.each(kubectl)('kubectl reads %j as %j', (text, value) => {
  expect(resolveKubernetes(text)).toStrictEqual(value)
})

test.each([
  ['yes', 'yes'], ['on', 'on'], ['y', 'y'], ['0644', 644], ['0o644', 420], ['0b11', '0b11'], ['1_000', '1_000'], ['0x1F', 31], ['true', true], ['1e3', 1000], ['60s', '60s'], ['2..4', '2..4'],
])('a scenario reads %j as %j', (text, value) => {
  expect(resolveCore(text)).toStrictEqual(value)
})

test('JSON numbers mean the same in both rule sets as in JSON', () => {
  fc.assert(fc.property(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), (number) => {
    const text = JSON.stringify(number)
    expect(resolveKubernetes(text)).toBe(JSON.parse(text) === 0 ? 0 : JSON.parse(text))
    expect(resolveCore(text)).toBe(JSON.parse(text) === 0 ? 0 : JSON.parse(text))
  }))
})
