import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { admit } from '../../../../src/sim/api/admission/registry.js'
import type { AdmissionLookup } from '../../../../src/sim/api/admission/registry.js'
import { decode, decodeError } from '../../../../src/sim/api/decode/decode.js'
import type { ApiError, FieldError } from '../../../../src/sim/api/errors.js'
import { kindOfObject } from '../../../../src/sim/api/kinds/registry.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'
import { generateJobSelector } from '../../../../src/sim/api/validation/job-selector.js'
import { metadataValidator, validators } from '../../../../src/sim/api/validation/registry.js'

/** The recordings of a real API server, when they are beside the project. */
const golden = new URL('../../../../../shared/golden/api/', import.meta.url)

export function recorded<T>(name: string): readonly T[] | undefined {
  const file = fileURLToPath(new URL(name, golden))
  if (!existsSync(file)) return undefined
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

const objects: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Namespace: {
    default: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
  },
  ServiceAccount: { 'default/default': { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } } },
}

/** A cluster with its `default` namespace and account and nothing else. */
export const bareLookup: AdmissionLookup = {
  get: (kind, key) => objects[kind]?.[key] as KubeObject | undefined,
  list: (kind) => Object.values(objects[kind] ?? {}) as unknown as readonly KubeObject[],
  authorize: () => ({ isAllowed: false, why: '' }),
}

/** What kubectl prints of an error when it creates from standard input. */
function printed(object: KubeObject, error: ApiError): string {
  if (error.reason !== 'Invalid') return `Error from server (${error.reason}): error when creating "STDIN": ${error.message}`
  const causes = (error.causes ?? []).map((cause: FieldError) => `${cause.field}: ${cause.message}`)
  const list = causes.length === 1 ? causes[0] : `\n${causes.map((cause) => `* ${cause}`).join('\n')}`
  return `The ${object.kind} "${object.metadata.name ?? ''}" is invalid: ${list}`
}

const uid = '00000000-0000-4000-8000-000000000000'

/** Creates an object as the server does, up to the store; the answer is kubectl's text, empty when it is taken. */
export function create(manifest: unknown, lookup: AdmissionLookup = bareLookup): string {
  const decoded = decode(manifest)
  if (!decoded.ok) return `decoding: ${decodeError(decoded.problems).message}`
  const definition = kindOfObject(decoded.object)
  if (!definition) return 'unknown kind'
  const { name, generateName } = decoded.object.metadata
  const named = name ?? (generateName === undefined ? undefined : `${generateName}abcde`)
  const placed = {
    ...decoded.object,
    metadata: {
      ...decoded.object.metadata,
      ...(named !== undefined && { name: named }),
      ...(definition.namespaced && { namespace: decoded.object.metadata.namespace ?? 'default' }),
      uid,
    },
  } as KubeObject
  const admitted = admit(definition.defaults(placed), lookup)
  if (!admitted.ok) return printed(placed, admitted.error)
  const prepared = definition.id === 'Job.batch' ? generateJobSelector(admitted.value) : admitted.value
  const causes = (validators[definition.id] ?? metadataValidator(definition.namespaced)).validate(prepared)
  return causes.length === 0 ? '' : printed(placed, { code: 422, reason: 'Invalid', message: '', causes })
}
