import { createObject } from '../apiserver/create.js'
import type { Draft } from '../apiserver/draft.js'
import { withoutEmpties } from '../api/decode/empties.js'
import { withWarnings, type Result } from '../api/errors.js'
import type { Json, KubeObject } from '../api/types.js'
import type { WriteRequest } from '../store/log.js'
import { bindRequest, isBinding } from './bind.js'
import { answer, asking, contextFor, decodeRequest, dryRunWords, validateDecoded, versionOf, warningsOf, type Context, type Decoded, type RequestOptions, type RequestResult } from './request.js'

/** `kubectl create -f`. */
export function createRequest(given: Context, value: Json, namespace: string, options: RequestOptions = {}): RequestResult {
  const context = contextFor(given, options)
  const decoded = decodeRequest(context, value, namespace, options)
  if (!decoded.ok) return decoded
  if (isBinding(decoded.value.object)) return withWarnings(bindRequest(context, decoded.value.object, options), warningsOf(decoded))
  const created = createDecoded(context, decoded.value, { ...versionOf(value), owner: options.fieldManager ?? 'kubectl-create' })
  const result = created.ok ? answer(decoded.value.kind, created.value, `created${dryRunWords(options)}`, warningsOf(created)) : created
  return withWarnings(result, warningsOf(decoded))
}

/** Admission, validation and storing of a decoded and defaulted object. */
export function createDecoded(context: Context, decoded: Decoded, request: WriteRequest = {}): Result<KubeObject> {
  const sent = decoded.empties === undefined ? decoded.object : withoutEmpties(decoded.object, decoded.empties)
  return createObject(asking(context, { ...request, sent }), withoutManagedFields(decoded.object) as Draft, (admitted) => validateDecoded(decoded, admitted))
}

/** Managed fields are the server's to keep. */
export function withoutManagedFields<T extends KubeObject>(object: T): T {
  if (!('managedFields' in object.metadata)) return object
  const { managedFields: _, ...metadata } = object.metadata as T['metadata'] & { readonly managedFields: unknown }
  return { ...object, metadata }
}
