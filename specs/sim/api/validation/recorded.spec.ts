import { describe, expect, it } from 'vitest'
import { create, recorded } from './answers.js'

interface Refusal {
  readonly manifest: { readonly kind?: string }
  readonly accepted: boolean
  readonly error: string
}

/** What other rooms answer: decoding, and the allocation of addresses. */
const isElsewhere = (error: string): boolean =>
  error.startsWith('error: ') || error.includes('(BadRequest)') || error.includes('failed to allocate IP')

const uids = (text: string): string => text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
const refusals = recorded<Refusal>('refusals.jsonl')

describe.skipIf(!refusals)('what a real API server refuses (skipped where its recording is not beside the project)', () => {
  it.each((refusals ?? []).map((refusal, index) => ({ ...refusal, index })).filter(({ error }) => !isElsewhere(error)))(
    '$index $manifest.kind: $error', ({ manifest, accepted, error }) => {
      expect(uids(create(manifest))).toBe(accepted ? '' : uids(error))
    })
})
