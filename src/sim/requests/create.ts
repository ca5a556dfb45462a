import { createObject } from '../apiserver/create.js'
import type { Draft } from '../apiserver/draft.js'
import type { Result } from '../api/errors.js'
import type { Json, KubeObject } from '../api/types.js'
import { answer, decodeRequest, validateRequest, type Context, type Decoded, type RequestResult } from './request.js'

/** `kubectl create -f`. */
export function createRequest(context: Context, value: Json, namespace: string): RequestResult {
  const decoded = decodeRequest(context, value, namespace)
  if (!decoded.ok) return decoded
  const created = createDecoded(context, decoded.value)
  return created.ok ? answer(decoded.value.kind, created.value, 'created') : created
}

/** Admission, validation and storing of a decoded and defaulted object. */
export function createDecoded(context: Context, { kind, object }: Decoded): Result<KubeObject> {
  return createObject(context, object as Draft, (admitted) => validateRequest(kind, admitted))
}



