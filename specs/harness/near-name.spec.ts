import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearName } from '../../src/harness/near-name.js'
import { dottedPath, formatPointer, parsePointer } from '../../src/harness/pointer.js'

test.each([
  ['replcias', ['replicas', 'rollout'], 'replicas'], ['Deploymnet', ['deployment'], 'deployment'], ['aply', ['apply', 'drain'], 'apply'], ['warning', ['warn', 'error'], 'warn'],
  ['xyz', ['apply'], undefined], ['', ['a'], undefined], ['of', ['on', 'off'], 'on'], ['zz', ['a', 'b'], undefined],
])('%s among %j: %s', (given, known, expected) => {
  expect(nearName(given, known)).toBe(expected)
})

test('the distance is that of the two words, whichever comes first', () => {
  const word = fc.stringMatching(/^[abc]{0,6}$/)
  fc.assert(fc.property(word, word, (a, b) => {
    expect(editDistance(a, b, 10)).toBe(editDistance(b, a, 10))
    expect(editDistance(a, b, 10) === 0).toBe(a === b)
    expect(editDistance(a, b, 2)).toBe(Math.min(editDistance(a, b, 10), 3))
  }))
})

test('pointers read back as they were written', () => {
  fc.assert(fc.property(fc.array(fc.string()), (steps) => {
    expect(parsePointer(formatPointer(steps))).toEqual(steps)
  }))
  expect(dottedPath('/spec/steps/0/scale/deployment~1web')).toBe('spec.steps[0].scale["deployment/web"]')
})
