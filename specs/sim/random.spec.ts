import { describe, expect, it } from 'vitest'
import { createStream, drawInt, drawSuffix, drawUid } from '../../src/sim/random.js'

describe('random streams', () => {
  it('are pinned: the same seed and name give the same draws in every version', () => {
    const stream = createStream(42, 'apiserver')
    expect([drawSuffix(stream), drawUid(stream), drawInt(stream, 1000)]).toMatchInlineSnapshot(`
      [
        "th5s7",
        "37e3f906-6216-4108-a966-39f81ca8b566",
        779,
      ]
    `)
  })

  it('differ by name and by seed', () => {
    const draws = [createStream(1, 'a'), createStream(1, 'b'), createStream(2, 'a')].map((stream) => drawUid(stream))
    expect(new Set(draws).size).toBe(3)
  })

  it('draw whole numbers below the bound, each about as often', () => {
    const stream = createStream(7, 'dice')
    const counts = Array.from({ length: 6 }, () => 0)
    for (let i = 0; i < 6000; i++) counts[drawInt(stream, 6)]! += 1
    for (const count of counts) expect(count).toBeGreaterThan(880)
    for (const count of counts) expect(count).toBeLessThan(1120)
  })
})
