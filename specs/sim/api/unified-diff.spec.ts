import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unifiedDiff } from '../../../src/sim/api/unified-diff.js'

const lines = (count: number, text: (at: number) => string = String): readonly string[] => Array.from({ length: count }, (_, at) => text(at))
const join = (parts: readonly string[]): string => parts.join('\n')

/** Applies the hunks of a difference to the text it starts from. */
function patched(text: string, difference: string): string {
  const from = text.split('\n')
  const result: string[] = []
  let at = 0
  for (const line of difference.split('\n').slice(0, -1)) {
    const range = /^@@ -(\d+)(?:,(\d+))? /.exec(line)
    if (range) {
      const start = Number(range[1]) - (range[2] === '0' ? 0 : 1)
      while (at < start) result.push(from[at++]!)
    } else if (line.startsWith('+')) result.push(line.slice(1))
    else {
      expect(from[at]).toBe(line.slice(1))
      if (line.startsWith(' ')) result.push(line.slice(1))
      at++
    }
  }
  return [...result, ...from.slice(at)].join('\n')
}

describe('unified differences', () => {
  it('show changes with three lines around them', () => {
    expect(unifiedDiff(join(lines(20)), join(lines(20, (at) => (at === 10 ? 'x' : String(at)))))).toBe('@@ -8,7 +8,7 @@\n 7\n 8\n 9\n-10\n+x\n 11\n 12\n 13\n')
  })

  it('keep near changes together and far ones apart', () => {
    const changed = (...at: readonly number[]): string => join(lines(40, (line) => (at.includes(line) ? `x${line}` : String(line))))
    expect(unifiedDiff(join(lines(40)), changed(10, 17)).match(/@@ -/g)).toHaveLength(1)
    expect(unifiedDiff(join(lines(40)), changed(10, 18)).match(/@@ -/g)).toHaveLength(2)
  })

  it('name a single line, and where nothing is', () => {
    expect(unifiedDiff('a', 'b')).toBe('@@ -1 +1 @@\n-a\n+b\n')
    expect(unifiedDiff('a\nb', 'b')).toBe('@@ -1,2 +1 @@\n-a\n b\n')
  })

  it('say nothing of texts that are the same', () => expect(unifiedDiff('a\nb', 'a\nb')).toBe(''))

  it('lead from one text to the other, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}', ' null'), { minLength: 1, maxLength: 60 }).map(join)
    fc.assert(fc.property(text, text, (before, after) => {
      expect(patched(before, unifiedDiff(before, after))).toBe(after)
    }))
  })

  it('begin no block with what long texts are full of', () => {
    const [before, after] = [join(lines(300, (at) => (at % 2 === 0 ? '{' : String(at)))), join(lines(300, (at) => (at % 2 === 0 ? '{' : String(at + 100))))]
    expect(patched(before, unifiedDiff(before, after))).toBe(after)
  })
})
