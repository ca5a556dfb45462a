import { describe, expect, it } from 'vitest'
import { decode } from '../../../../src/sim/api/decode/decode.js'
import { linesBeside } from '../recordings.js'

interface Refusal {
  readonly manifest: unknown
  readonly accepted: boolean
  readonly error: string
}

const refusals = linesBeside<Refusal>('golden/api/refusals.jsonl') ?? []
/** What kubectl and the server say before they look at values. */
const isDecoding = ({ accepted, error }: Refusal): boolean => !accepted && /in version "\w+" cannot be handled as a|no matches for kind|unable to decode|error validating data/.test(error)
const unpack = (error: string): string =>
  error.replace(/^Error from server \(BadRequest\): error when creating "STDIN": |^error: unable to decode "STDIN": |^error: error validating "STDIN": |^error: resource mapping not found .*? from "STDIN": /, '').replace('\nensure CRDs are installed first', '')

describe.skipIf(refusals.length === 0)('what Kubernetes 1.36.2 refuses to decode', () => {
  it.each(refusals.filter(isDecoding))('$error', ({ manifest, error }) => {
    const result = decode(manifest)
    expect(result.ok).toBe(false)
    expect(new Set(result.problems.map((problem) => problem.api))).toEqual(new Set([unpack(error)]))
  })

  it('decodes everything else', () => {
    const wronglyRefused = refusals.filter((refusal) => !isDecoding(refusal) && !decode(refusal.manifest).ok)
    expect(wronglyRefused.map(({ error }) => error)).toEqual([])
  })
})
