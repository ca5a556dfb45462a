import { fail, notFound } from '../api/errors.js'
import type { Json } from '../api/types.js'
import { keyOf } from '../store/keys.js'
import { answer, decodeRequest, type Context, type RequestResult, warningsOf } from './request.js'
import { updateTo } from './update.js'

/** `kubectl replace -f`. */
export function replaceRequest(context: Context, value: Json, namespace: string): RequestResult {
  const decoded = decodeRequest(context, value, namespace)
  if (!decoded.ok) return decoded
  const { kind, object } = decoded.value
  const current = context.store.get(kind.id, keyOf(object.metadata))
  if (current === undefined) return fail(notFound(kind.resource, object.metadata.name))
  const updated = updateTo(context, current, value)
  return updated.ok ? answer(kind, updated.value, 'replaced', warningsOf(updated)) : updated
}
