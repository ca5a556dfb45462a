import { updateStatus } from '../apiserver/update.js'
import { fail, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { applyPatch } from '../api/patch/apply-patch.js'
import type { Json, JsonObject, KubeObject, Pod } from '../api/types.js'
import { isPodPart, updatePodPart } from './pod-subresources.js'
import { answer, clientError, validateRequest, warningsOf, type Context, type RequestOptions, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'
import { updateTo } from './update.js'

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply'

/** `kubectl patch --type`. */
export function patchRequest(context: Context, target: Target, type: PatchType, patch: Json, options: RequestOptions = {}): RequestResult {
  if (type === 'apply') return fail(clientError('server-side apply is not simulated yet: use strategic, merge or json'))
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (kind.custom && type === 'strategic') return fail(clientError(noStrategic(kind)))
  const patched = applyPatch(kind, object as unknown as JsonObject, { type, patch })
  if (!patched.ok) return patched
  const updated = update(context, kind, object, patched.value, options.subresource)
  return updated.ok ? answer(kind, updated.value, updated.value === object ? 'patched (no change)' : 'patched', warningsOf(updated)) : updated
}

function update(context: Context, kind: KindDefinition, object: KubeObject, next: Json, subresource: RequestOptions['subresource']): Result<KubeObject> {
  if (subresource === undefined) return updateTo(context, object, next)
  if (subresource === 'status' && kind.subresources.includes('status')) return statusTo(context, kind, object, next as unknown as KubeObject)
  if (isPodPart(kind.id, subresource)) return updatePodPart(context, object as Pod, next, subresource)
  return fail({ code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' })
}

const noStrategic = ({ apiVersion, kind }: KindDefinition): string =>
  `application/strategic-merge-patch+json is not supported by ${apiVersion}, Kind=${kind}: the body of the request was in an unknown format - accepted media types include: `
  + 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'

/** Of a status subresource only the status is taken. */
function statusTo(context: Context, kind: KindDefinition, object: KubeObject, next: KubeObject): Result<KubeObject> {
  const { status } = next as KubeObject & { readonly status?: unknown }
  const complete = { ...object, status } as KubeObject
  const valid = kind.custom ? validateRequest(kind, kind.defaults(complete), object) : { ok: true as const, value: complete }
  return valid.ok ? updateStatus(context, object, (valid.value as KubeObject & { readonly status?: unknown }).status) : valid
}
