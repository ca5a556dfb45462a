import { createObject } from '../apiserver/create.js'
import type { Draft } from '../apiserver/draft.js'
import { withWarnings, type Result } from '../api/errors.js'
import type { Json, KubeObject } from '../api/types.js'
import { answer, contextFor, decodeRequest, dryRunWords, validateDecoded, warningsOf, type Context, type Decoded, type RequestOptions, type RequestResult } from './request.js'

/** `kubectl create -f`. */
export function createRequest(given: Context, value: Json, namespace: string, options: RequestOptions = {}): RequestResult {
  const context = contextFor(given, options)
  const decoded = decodeRequest(context, value, namespace, options)
  if (!decoded.ok) return decoded
  const created = createDecoded(context, decoded.value)
  const result = created.ok ? answer(decoded.value.kind, created.value, `created${dryRunWords(options)}`, warningsOf(created)) : created
  return withWarnings(result, warningsOf(decoded))
}

/** Admission, validation and storing of a decoded and defaulted object. */
export function createDecoded(context: Context, decoded: Decoded): Result<KubeObject> {
  return createObject(context, decoded.object as Draft, (admitted) => validateDecoded(decoded, admitted))
}
