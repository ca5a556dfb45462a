import { describe, expect, it } from 'vitest'
import { kindOfObject } from '../../../../src/sim/api/kinds/registry.js'
import type { KubeObject, PodTemplateSpec } from '../../../../src/sim/api/types.js'
import { metadataValidator, validators } from '../../../../src/sim/api/validation/registry.js'
import { create, recorded } from './answers.js'

interface Refusal {
  readonly manifest: { readonly kind?: string }
  readonly accepted: boolean
  readonly error: string
}

/** What other rooms answer: decoding, and the allocation of addresses. */
const isElsewhere = (error: string): boolean =>
  error.startsWith('error: ') || error.includes('(BadRequest)') || error.includes('failed to allocate IP')

/** An empty list of scaling policies is an error, an absent one is defaulted: decoding takes them for the same. */
const isLostInDecoding = (error: string): boolean => error.includes('must specify at least one Policy')

const uids = (text: string): string => text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
interface Job {
  readonly spec: { readonly template: PodTemplateSpec }
}
interface Stored {
  readonly file: string
  readonly object: KubeObject
}

/** The recording leaves uids out; a Job's is in its labels. */
function withUid(object: KubeObject): KubeObject {
  const labels = object.kind === 'Job' ? ((object as unknown as Job).spec.template.metadata?.labels ?? {}) : {}
  return { ...object, metadata: { ...object.metadata, uid: labels['controller-uid'] ?? 'u' } }
}

const stored = recorded<Stored>('stored.jsonl')

describe.skipIf(!stored)('what a real API server has stored (skipped where its recording is not beside the project)', () => {
  it.each(stored ?? [])('$file $object.kind $object.metadata.name is valid', ({ object }) => {
    const definition = kindOfObject(object)
    const errors = (validators[definition?.id ?? ''] ?? metadataValidator(object.metadata.namespace !== undefined)).validate(withUid(object))
    expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([])
  })
})

const refusals = recorded<Refusal>('refusals.jsonl')

describe.skipIf(!refusals)('what a real API server refuses (skipped where its recording is not beside the project)', () => {
  it.each((refusals ?? []).map((refusal, index) => ({ ...refusal, index })).filter(({ error }) => !isElsewhere(error) && !isLostInDecoding(error)))(
    '$index $manifest.kind: $error', ({ manifest, accepted, error }) => {
      expect(uids(create(manifest))).toBe(accepted ? '' : uids(error))
    })
})
