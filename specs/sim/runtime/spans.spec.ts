import { describe, expect, it } from 'vitest'
import { entryAt, nextSpanAfter, spanAt } from '../../../src/sim/runtime/spans.js'

const spans = [{ forMs: 10, word: 'a' }, { forMs: 5, word: 'b' }, { word: 'c' }]

describe('spans of a timeline', () => {
  it.each([[0, 'a', 10], [9, 'a', 10], [10, 'b', 15], [14, 'b', 15], [15, 'c', undefined], [9_999, 'c', undefined]])('at %d ms it is %s, and the next begins at %s', (time, word, next) => {
    expect(spanAt(spans, time)?.word).toBe(word)
    expect(nextSpanAfter(spans, time)).toBe(next)
  })

  it('lasts for ever once a span has no end', () => {
    const endless = [{ word: 'a' }, { forMs: 5, word: 'b' }]
    expect(spanAt(endless, 1_000)?.word).toBe('a')
    expect(nextSpanAfter(endless, 0)).toBeUndefined()
  })

  it('keeps the last span although it has a length', () => {
    expect(spanAt([{ forMs: 10, word: 'a' }], 50)?.word).toBe('a')
    expect(spanAt([], 0)).toBeUndefined()
  })

  it.each([[0, 'x'], [1, 'y'], [2, 'y'], [7, 'y']])('entry %d of a list is %s: the last repeats', (n, word) => expect(entryAt(['x', 'y'], n)).toBe(word))
})
