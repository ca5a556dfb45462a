import type { Json } from '../api/types.js'
import { keyOf } from '../store/keys.js'
import { createDecoded } from './create.js'
import { answer, decodeRequest, type Context, type RequestResult } from './request.js'
import { updateTo } from './update.js'

/** `kubectl apply -f`, client side: create with the annotation, or patch by the three-way difference. */
export function applyRequest(context: Context, value: Json, namespace: string): RequestResult {
  const decoded = decodeRequest(context, value, namespace)
  if (!decoded.ok) return decoded
  const { kind, object } = decoded.value
  const current = context.store.get(kind.id, keyOf(object.metadata))
  if (current === undefined) {
    const created = createDecoded(context, decoded.value)
    return created.ok ? answer(kind, created.value, 'created') : created
  }
  const updated = updateTo(context, current, value)
  return updated.ok ? answer(kind, updated.value, updated.value === current ? 'unchanged' : 'configured') : updated
}
