import { kindIn } from '../apiserver/kinds.js'
import { jsonOf, withManagedFields } from '../apiserver/managed-fields.js'
import { badRequest, fail, ok, withWarnings, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { applyPatch } from '../api/patch/apply-patch.js'
import { isMap } from '../api/patch/json.js'
import type { Json, JsonObject, KubeObject, Pod } from '../api/types.js'
import { isPodPart, updatePodPart } from './pod-subresources.js'
import { applyScale, patchScale } from './scale-part.js'
import { serverSideApply } from './server-side-apply.js'
import { statusTo } from './status.js'
import { answer, clientError, contextFor, warningsOf, type Context, type RequestOptions, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'
import { updateTo } from './update.js'

export interface ApplyPatchOptions extends RequestOptions {
  /** Of an apply patch: takes fields from whoever else owns them. */
  readonly isForced?: boolean
}

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply'

/** `kubectl patch --type`. */
export function patchRequest(context: Context, target: Target, type: PatchType, patch: Json, options: ApplyPatchOptions = {}): RequestResult {
  if (type === 'apply') return applyPatchRequest(context, target, patch, options)
  const asked = contextFor(context, options)
  const found = findTarget(asked, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (kind.custom && type === 'strategic') return fail(clientError(noStrategic(kind)))
  if (options.subresource === 'scale') return patchedScale(object, scalePatch(asked, kind, object, type, patch, options))
  const before = speaksOfOwnership(patch) ? withManagedFields(asked.cluster, object) : jsonOf(object)
  const patched = applyPatch(kind, before, { type, patch })
  if (!patched.ok) return patched
  const updated = update(asked, kind, object, patched.value, options)
  return updated.ok ? answer(kind, updated.value, updated.value === object ? 'patched (no change)' : 'patched', warningsOf(updated)) : updated
}

const defaultOwner = 'kubectl-patch'

/** Patches may change the managed fields themselves; only then must they be there. */
const speaksOfOwnership = (patch: Json): boolean => JSON.stringify(patch).includes('managedFields')

function update(context: Context, kind: KindDefinition, object: KubeObject, next: Json, { subresource, fieldManager = defaultOwner }: RequestOptions): Result<KubeObject> {
  const request = { owner: fieldManager }
  if (subresource === undefined) return updateTo(context, object, next, request)
  if (subresource === 'status' && kind.subresources.includes('status')) return statusTo(context, kind, object, next, request)
  if (isPodPart(kind.id, subresource)) return updatePodPart(context, object as Pod, next, subresource)
  return fail({ code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' })
}

const scalePatch = (context: Context, kind: KindDefinition, object: KubeObject, type: Exclude<PatchType, 'apply'>, patch: Json, { fieldManager = defaultOwner }: RequestOptions): Result<KubeObject> =>
  (kind.subresources.includes('scale') ? patchScale(context, kind, object, type, patch, fieldManager) : fail({ code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' }))

/** kubectl prints what it was given back: a Scale. */
const patchedScale = (before: KubeObject, scaled: Result<KubeObject>): RequestResult => (scaled.ok
  ? withWarnings(ok({ object: scaled.value, said: `scale.autoscaling/${before.metadata.name} patched${scaled.value === before ? ' (no change)' : ''}` }), warningsOf(scaled)) : scaled)

const noStrategic = ({ apiVersion, kind }: KindDefinition): string =>
  `application/strategic-merge-patch+json is not supported by ${apiVersion}, Kind=${kind}: the body of the request was in an unknown format - accepted media types include: `
  + 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'

function applyToScale(context: Context, target: Target, config: JsonObject, { fieldManager = defaultOwner, isForced = false }: ApplyPatchOptions): RequestResult {
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (!kind.subresources.includes('scale')) return fail({ code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' })
  return patchedScale(object, applyScale(context, kind, object, config, fieldManager, isForced))
}

/** An apply patch names its object by itself, or the target does. */
function applyPatchRequest(given: Context, target: Target, patch: Json, options: ApplyPatchOptions): RequestResult {
  const context = contextFor(given, options)
  const kind = kindIn(context.store, target.kind)
  if (kind === undefined || !isMap(patch)) return fail(badRequest('error decoding patch: an apply patch is an object'))
  const metadata = isMap(patch['metadata']) ? patch['metadata'] : {}
  const isScale = options.subresource === 'scale'
  const config = { apiVersion: isScale ? 'autoscaling/v1' : kind.apiVersion, kind: isScale ? 'Scale' : kind.kind, ...patch, metadata: { ...metadata, name: target.name } }
  if (isScale) return applyToScale(context, target, config, options)
  const applied = serverSideApply(context, config, target.namespace, { ...options, fieldManager: options.fieldManager ?? defaultOwner })
  return applied.ok ? answer(kind, applied.value, 'patched', warningsOf(applied)) : applied
}
