import { describe, expect, it } from 'vitest'
import { memoised } from '../../src/sim/memo.js'

describe('memoised', () => {
  it('gives the same object again, and makes it anew once there were too many', () => {
    const made: string[] = []
    const of = memoised((text) => {
      made.push(text)
      return { text }
    }, 2)
    const a = of('a')
    expect(of('a')).toBe(a)
    of('b')
    expect(of('a')).toBe(a)
    of('c')
    expect(of('a')).toEqual(a)
    expect(of('a')).not.toBe(a)
    expect(made).toEqual(['a', 'b', 'c', 'a'])
  })
})
