import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePattern } from '../../../src/harness/values/pattern.js'

function matches(text: string, actual: string): boolean {
  const parsed = parsePattern(text)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return parsed.value.test(actual)
}

test.each<[string, string, boolean]>([
  ['web', 'web', true], ['web', 'web-0', false], ['web-*', 'web-0', true], ['web-*', 'my-web-0', false], ['*', '', true], ['?', '', false], ['w?b', 'web', true], ['*b*b*', 'abcb', true],
  ['*/web:*', 'registry/web:1', true], ['*maximum memory*', 'the maximum memory is', true], ['*a', 'a\nb', false], ['a*b', 'a\nb', true],
  ['/^web-\\d+$/', 'web-12', true], ['/WEB/i', 'my web', true], ['/a.b/s', 'a\nb', true], ['/', '/', true], ['//', '//', true], ['a.b', 'axb', false],
])('%s against %j: %j', (text, actual, expected) => {
  expect(matches(text, actual)).toBe(expected)
})

test.each([
  ['/(a+)+$/', 'the regular expression /(a+)+$/ could take very long: it repeats a group that holds repetition or choice'],
  ['/(a|a)*b/', 'the regular expression /(a|a)*b/ could take very long: it repeats a group that holds repetition or choice'],
  ['/(a)\\1/', 'the regular expression /(a)\\1/ could take very long: it refers back to a group'],
  ['/.*.*.*.*.*.*.*x/', 'the regular expression /.*.*.*.*.*.*.*x/ could take very long: it repeats without end more than 6 times'],
  [`/${'a'.repeat(301)}/`, 'a regular expression may have at most 300 characters, this has 301'],
  ['/(/', '/(/ is no valid regular expression: /(/u: Unterminated group'],
])('%s is refused', (text, message) => {
  expect(parsePattern(text)).toMatchObject({ problem: { message } })
})

test('other types are refused with a fix', () => {
  expect(parsePattern(true)).toEqual({ problem: { message: 'must be a text, but is `true`', fix: '"true"' } })
  expect(parsePattern({})).toEqual({ problem: { message: 'must be a text, but is a mapping' } })
})

test('a glob is the regular expression with .* and . in its place', () => {
  const piece = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(fc.property(piece, fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }), (glob, letters) => {
    const expression = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`)
    expect(matches(glob, letters.join(''))).toBe(expression.test(letters.join('')))
  }), { numRuns: 1000 })
})
