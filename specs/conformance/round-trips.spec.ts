import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { decode } from '../../src/sim/api/decode/decode.js'
import { inPlace } from '../../src/sim/api/defaults/fill.js'
import type { KubeObject } from '../../src/sim/api/types.js'
import { corpusFiles, corpusObjects, hasCorpus, ownObjects, type NamedObject } from './corpus.js'

if (!hasCorpus) console.log('skipped: the corpus of real manifests is not beside the project; those of fixtures/manifests are tested')

interface Trip {
  readonly file: string
  readonly kind: unknown
  readonly stored: KubeObject
  readonly again: KubeObject | undefined
  readonly inPlace: KubeObject | undefined
}

/** decode, default, encode, decode, default; objects that are refused make no trip. */
function trip({ file, object }: NamedObject): Trip | undefined {
  const first = decode(object)
  if (!first.ok) return undefined
  const stored = first.kind.defaults(first.object)
  const second = decode(JSON.parse(JSON.stringify(stored)))
  const fresh = decode(object)
  return { file, kind: object['kind'], stored, again: second.ok ? second.kind.defaults(second.object) : undefined, inPlace: fresh.ok ? fresh.kind.defaults(fresh.object, inPlace) : undefined }
}

const objects: readonly NamedObject[] = [...corpusObjects(), ...ownObjects()]
const trips = objects.flatMap((object) => trip(object) ?? [])

describe('what is stored can be read again, and is the same then', () => {
  it.skipIf(!hasCorpus)('of all files', () => {
    expect(corpusFiles.length).toBeGreaterThan(650)
    expect(trips.length).toBeGreaterThan(850)
  })
  it('decode, default, encode, decode', () => expect(trips.filter(({ stored, again }) => !isDeepStrictEqual(JSON.parse(JSON.stringify(stored)), again)).map(({ file, kind, stored, again }) => ({ file, kind, stored, again }))).toEqual([]))
  it('defaults filled in twice are those filled in once', () => {
    const changed = trips.filter(({ stored }) => {
      const kind = decode(JSON.parse(JSON.stringify(stored))).kind
      return kind?.defaults(stored) !== stored
    })
    expect(changed.map(({ file, kind }) => `${file} ${String(kind)}`)).toEqual([])
  })
  it('a fresh object is completed as a copy of it would be', () => {
    for (const { stored, inPlace: completed } of trips) expect(completed).toEqual(stored)
  })
})
