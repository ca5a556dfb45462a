import { describe, expect, it } from 'vitest'
import { matchesGlob } from '../../../src/sim/runtime/glob.js'

describe('matchesGlob', () => {
  it.each([
    ['*', 'registry.example.com/team/web:1', true],
    ['web:*', 'web:1.2', true],
    ['web:*', 'registry/web:1', false],
    ['*/web:*', 'registry/web:1', true],
    ['web:?', 'web:1', true],
    ['web:?', 'web:12', false],
    ['web:[0-3]', 'web:2', true],
    ['web:[0-3]', 'web:4', false],
    ['web:[!0-3]', 'web:4', true],
    ['web.1', 'webx1', false],
    ['a+b(c)', 'a+b(c)', true],
    ['', '', true],
    ['', 'web', false],
  ])('%s on %s is %s', (pattern, text, expected) => expect(matchesGlob(pattern, text)).toBe(expected))
})
