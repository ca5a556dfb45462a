import { fail } from '../api/errors.js'
import { applyPatch } from '../api/patch/apply-patch.js'
import type { Json, JsonObject } from '../api/types.js'
import { answer, clientError, type Context, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'
import { updateTo } from './update.js'

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply'

/** `kubectl patch --type`. */
export function patchRequest(context: Context, target: Target, type: PatchType, patch: Json): RequestResult {
  if (type === 'apply') return fail(clientError('server-side apply is not simulated yet: use strategic, merge or json'))
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const patched = applyPatch(kind, object as unknown as JsonObject, { type, patch })
  if (!patched.ok) return patched
  const updated = updateTo(context, object, patched.value)
  return updated.ok ? answer(kind, updated.value, updated.value === object ? 'patched (no change)' : 'patched') : updated
}
