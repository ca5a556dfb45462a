import { kubectlApplyText, lastAppliedAnnotation, lastAppliedOf, threeWayApply } from '../api/patch/three-way.js'
import { applyPatch } from '../api/patch/apply-patch.js'
import type { Json, JsonObject } from '../api/types.js'
import { isEqual } from '../apiserver/update.js'
import { keyOf } from '../store/keys.js'
import { createDecoded } from './create.js'
import { answer, decodeRequest, type Context, type RequestResult } from './request.js'
import { updateTo } from './update.js'

/** `kubectl apply -f`, client side: create with the annotation, or patch by the three-way difference. */
export function applyRequest(context: Context, value: Json, namespace: string): RequestResult {
  const decoded = decodeRequest(value, namespace)
  if (!decoded.ok) return decoded
  const { kind, object } = decoded.value
  const current = context.store.get(kind.id, keyOf(object.metadata))
  throw new Error('pending')
}
