import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../src/sim/api/decode/decode.js'
import { pointerOf } from '../../src/sim/api/decode/problem.js'
import { fullObjects, hasCorpus, ownObjects, structPaths, withField, type NamedObject } from './corpus.js'

if (!hasCorpus) console.log('skipped: the objects of k8s.io/api with every field set are in ../shared/corpus, which is not here; those of fixtures/manifests are tested')
/** What is asked of objects, not kept as one: kubectl has no resource for it. */
const isRequest = ({ object }: NamedObject): boolean => object['kind'] === 'Eviction'
const full = fullObjects().filter((one) => !isRequest(one))
const tested: readonly NamedObject[] = [...full, ...ownObjects().filter(({ object }) => structPaths(object).length > 0)]

/** `spec.containers[0].x`, as the API server prints it. */
const fieldText = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '')

describe('every field of Kubernetes is known', () => {
  it.each(tested)('$file: $object.kind decodes', ({ object }) => expect(decode(object).problems).toEqual([]))
  it.skipIf(!hasCorpus)('of all kinds', () => expect(full.length).toBeGreaterThan(50))
})

const fieldName = fc.stringMatching(/^[a-z][a-zA-Z]{2,8}Xq$/)
const fieldValue = fc.jsonValue({ maxDepth: 1 })

describe('a field more is refused where it is', () => {
  it.each(tested)('$file: $object.kind', ({ object }) => {
    const paths = structPaths(object)
    fc.assert(fc.property(fc.constantFrom(...paths), fieldName, fieldValue, (path, name, value) => {
      const { ok, problems } = decode(withField(object, path, name, value))
      expect(ok).toBe(false)
      expect(problems.map(({ code, pointer }) => ({ code, pointer }))).toEqual([{ code: 'unknown-field', pointer: pointerOf([...path, name]) }])
      expect(problems[0]?.api).toMatch(new RegExp(`strict decoding error: unknown field ${JSON.stringify(fieldText([...path, name])).replaceAll(/[.[\]$]/g, '\\$&')}$`))
    }), { numRuns: Math.min(40, 4 * paths.length) })
  })
})
