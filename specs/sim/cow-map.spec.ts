import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CowMap } from '../../src/sim/cow-map.js'

type Step = { readonly side: 0 | 1; readonly action: 'set' | 'delete' | 'edit' | 'fork'; readonly key: string; readonly value: number }
const steps = fc.array(fc.record<Step>({
  side: fc.constantFrom(0, 1), action: fc.constantFrom('set', 'delete', 'edit', 'fork'), key: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.integer(),
}), { maxLength: 40 })

const listOf = (map: { entries(): Iterable<[string, { n: number }]> }): unknown => [...map.entries()].map(([key, { n }]) => [key, n])

describe('CowMap', () => {
  it('behaves on both sides of any forks as two deep copies of a Map do, order included', () => {
    fc.assert(fc.property(steps, (list) => {
      const clone = (value: { n: number }): { n: number } => ({ ...value })
      const maps = [new CowMap<string, { n: number }>(clone), new CowMap<string, { n: number }>(clone)]
      const models = [new Map<string, { n: number }>(), new Map<string, { n: number }>()]
      for (const { side, action, key, value } of list) {
        const [map, model] = [maps[side]!, models[side]!]
        if (action === 'set') { map.set(key, { n: value }); model.set(key, { n: value }) }
        if (action === 'delete') { map.delete(key); model.delete(key) }
        if (action === 'edit') {
          const [own, copy] = [map.edit(key), model.get(key)]
          if (own !== undefined && copy !== undefined) { own.n = value; copy.n = value }
        }
        if (action === 'fork') {
          maps[1 - side] = map.fork()
          models[1 - side] = new Map([...model].map(([k, v]) => [k, clone(v)]))
        }
        expect(maps.map(listOf)).toEqual(models.map(listOf))
      }
    }))
  })
})
