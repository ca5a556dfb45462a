import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyJsonPatch } from '../../../../src/sim/api/patch/json-patch.js'
import type { Json, JsonObject } from '../../../../src/sim/api/types.js'

const names = fc.constantFrom('a', 'b', 'c/d', 'e~f', '0')
const documents = fc.letrec<{ map: JsonObject; value: Json }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.constantFrom<Json>(1, 'x', true, null), fc.array(tie('value'), { maxLength: 3 }), tie('map')),
  map: fc.dictionary(names, tie('value'), { maxKeys: 3 }) as fc.Arbitrary<JsonObject>,
})).map

const escaped = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1')

/** Every place of a document but its root, as a pointer with the value there. */
function placesOf(value: Json, pointer = ''): readonly (readonly [string, Json])[] {
  if (typeof value !== 'object' || value === null) return []
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value) ? (value as readonly Json[]).map((item, at) => [String(at), item] as const) : Object.entries(value)
  return entries.flatMap(([token, inner]) => [[`${pointer}/${escaped(token)}`, inner] as const, ...placesOf(inner, `${pointer}/${escaped(token)}`)])
}

const withPlace = documents.filter((document) => placesOf(document).length > 0).chain((document) => fc.record({ document: fc.constant(document), place: fc.constantFrom(...placesOf(document)) }))
const result = (document: Json, ...operations: readonly JsonObject[]): Json | undefined => {
  const applied = applyJsonPatch(document, operations)
  return applied.ok ? applied.value : undefined
}

describe('JSON patches', () => {
  it('find every place of a document', () => {
    fc.assert(fc.property(withPlace, ({ document, place: [path, value] }) => {
      expect(result(document, { op: 'test', path, value })).toEqual(document)
      expect(result(document, { op: 'test', path, value: { not: 'that' } })).toBeUndefined()
    }))
  })

  it('replace one place and nothing else, and back', () => {
    fc.assert(fc.property(withPlace, ({ document, place: [path, value] }) => {
      const changed = result(document, { op: 'replace', path, value: 'new' }, { op: 'test', path, value: 'new' })
      expect(changed).toBeDefined()
      expect(result(changed!, { op: 'replace', path, value })).toEqual(document)
    }))
  })

  it('undo a removal by adding again', () => {
    fc.assert(fc.property(withPlace, ({ document, place: [path, value] }) => {
      const removed = result(document, { op: 'remove', path })
      expect(removed).toBeDefined()
      expect(result(removed!, { op: 'add', path, value })).toEqual(document)
    }))
  })

  it('move as they copy and remove', () => {
    fc.assert(fc.property(withPlace, ({ document, place: [from, value] }) => {
      const moved = result(document, { op: 'move', from, path: '/elsewhere' })
      expect(moved).toEqual(result(document, { op: 'copy', from, path: '/elsewhere' }, { op: 'remove', path: from }))
      expect((moved as JsonObject)['elsewhere']).toEqual(value)
    }))
  })

  it('leave the document as it is, even frozen', () => {
    fc.assert(fc.property(withPlace, ({ document, place: [path] }) => {
      const before = JSON.stringify(document)
      result(document, { op: 'add', path, value: 1 }, { op: 'remove', path })
      expect(JSON.stringify(document)).toBe(before)
    }))
  })
})
