import { describe, expect, it } from 'vitest'
import { decode } from '../../../../src/sim/api/decode/decode.js'
import { kindOfObject } from '../../../../src/sim/api/kinds/registry.js'
import { applyPatch } from '../../../../src/sim/api/patch/apply-patch.js'
import type { PatchRequest } from '../../../../src/sim/api/patch/apply-patch.js'
import { lastAppliedOf, threeWayApply, withLastApplied } from '../../../../src/sim/api/patch/three-way.js'
import type { Json, JsonObject, KubeObject, Service } from '../../../../src/sim/api/types.js'
import { metadataValidator, validators } from '../../../../src/sim/api/validation/registry.js'
import { carryOverService } from '../../../../src/sim/api/validation/service-carry-over.js'
import { recorded } from '../validation/answers.js'

interface Step {
  readonly kubectl: readonly string[]
  readonly manifest?: JsonObject
  readonly exit: number
  readonly stderr: string
  readonly object?: JsonObject
}
interface Sequence {
  readonly name: string
  readonly steps: readonly Step[]
}

const sequences = recorded<Sequence>('merges.jsonl')
const isServerSide = ({ steps }: Sequence): boolean => steps.some(({ kubectl }) => kubectl.includes('--server-side'))
const namespace = 'merge'

/** Addresses and node ports are drawn by another room. */
function allocated(object: JsonObject): JsonObject {
  if (object['kind'] !== 'Service') return object
  const { clusterIP: _, clusterIPs: __, ipFamilies: ___, ipFamilyPolicy: ____, ...spec } = object['spec'] as JsonObject
  const ports = (spec['ports'] as readonly JsonObject[]).map(({ nodePort: _____, ...port }) => port)
  return { ...object, spec: { ...spec, ports } }
}

/** The fields that say what an object is: without managed fields, status and what the server counts and draws. */
function content(object: unknown): unknown {
  if (typeof object === 'string') return object
  const { metadata, status: _, ...rest } = allocated(object as JsonObject) as JsonObject & { metadata: JsonObject }
  const { managedFields: __, generation: ___, uid: ____, resourceVersion: _____, creationTimestamp: ______, ...kept } = metadata
  return { ...rest, metadata: kept }
}

function stored(value: Json): KubeObject {
  const decoded = decode(value)
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems))
  const definition = kindOfObject(decoded.object)
  return definition?.defaults(decoded.object) as KubeObject
}

const placed = (manifest: JsonObject): JsonObject => ({ ...manifest, metadata: { ...(manifest['metadata'] as JsonObject), namespace } })

function patchOf({ kubectl }: Step): PatchRequest {
  const type = kubectl.includes('--type=merge') ? 'merge' : kubectl.includes('--type=json') ? 'json' : 'strategic'
  return { type, patch: JSON.parse(kubectl.at(-1) as string) as Json }
}

/** The object after one step, or what the server says. */
function next(current: JsonObject | undefined, step: Step): KubeObject | string {
  const verb = step.kubectl[0]
  const manifest = step.manifest && placed(step.manifest)
  if (!current || verb === 'create') return stored((verb === 'create' ? manifest : withLastApplied(manifest as JsonObject)) as JsonObject)
  const kind = { apiVersion: String(current['apiVersion']), kind: String(current['kind']) }
  const request =
    verb === 'apply'
      ? threeWayApply(kind, lastAppliedOf(current), withLastApplied(manifest as JsonObject), current)
      : { ok: true as const, value: patchOf(step) }
  if (!request.ok) return request.error
  const patched = applyPatch(kind, current, request.value)
  if (!patched.ok) return `The request is invalid: ${patched.error.message}`
  const fresh = stored(patched.value)
  const object = fresh.kind === 'Service' ? carryOverService(fresh as Service, current as unknown as Service) : fresh
  const versioned = (metadata: unknown): JsonObject => ({ ...(metadata as JsonObject), resourceVersion: '1', uid: 'u' })
  const [now, old] = [object, current].map((one) => ({ ...one, metadata: versioned((one as { metadata: unknown }).metadata) }) as unknown as KubeObject)
  const id = kindOfObject(object)?.id ?? ''
  const causes = (validators[id] ?? metadataValidator(true)).validateUpdate(now as KubeObject, old as KubeObject)
  const texts = causes.map(({ field, message }) => `${field}: ${message}`)
  return texts.length === 0 ? object : `The ${object.kind} "${object.metadata.name}" is invalid: ${texts.join('\n')}`
}

describe.skipIf(!sequences)('what a real API server makes of patches (skipped where its recording is not beside the project)', () => {
  const cases = (sequences ?? [])
    .filter((sequence) => !isServerSide(sequence))
    .flatMap(({ name, steps }) => steps.map((step, index) => ({ name, index, step, before: steps.slice(0, index).findLast(({ object }) => object)?.object })))
  it.each(cases.filter(({ step }) => ['apply', 'create', 'patch'].includes(step.kubectl[0] ?? '')))('$name, step $index', ({ step, before }) => {
    const after = next(before, step)
    if (step.exit !== 0) expect(after).toBe(step.stderr)
    else expect(content(after)).toEqual(content(step.object))
  })
})
