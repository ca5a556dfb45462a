import { badRequest, fail, type Result } from '../api/errors.js'
import { applyPatch } from '../api/patch/apply-patch.js'
import { kubectlApplyText, lastAppliedAnnotation, lastAppliedOf, threeWayApply, withLastApplied } from '../api/patch/three-way.js'
import type { Json, JsonObject, KubeObject } from '../api/types.js'
import { keyOf } from '../store/keys.js'
import { createDecoded } from './create.js'
import { answer, decodeRequest, type Context, type Decoded, type RequestResult, warningsOf } from './request.js'
import { updateTo } from './update.js'

/** `kubectl apply -f`, client side: create with the annotation that remembers the manifest, or patch by the three-way difference. */
export function applyRequest(context: Context, value: Json, namespace: string): RequestResult {
  const decoded = decodeRequest(context, value, namespace)
  if (!decoded.ok) return decoded
  const { kind, object } = decoded.value
  const manifest = placed(value as JsonObject, object)
  const current = context.store.get(kind.id, keyOf(object.metadata))
  if (current === undefined) {
    const created = createDecoded(context, { kind, object: withAnnotation(object, kubectlApplyText(manifest)) })
    return created.ok ? answer(kind, created.value, 'created', warningsOf(created)) : created
  }
  const updated = patchTo(context, decoded.value, current, withLastApplied(manifest))
  return updated.ok ? answer(kind, updated.value, updated.value === current ? 'unchanged' : 'configured', warningsOf(updated)) : updated
}

const withAnnotation = (object: KubeObject, text: string): KubeObject =>
  ({ ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [lastAppliedAnnotation]: text } } })

/** The manifest with its namespace filled in, as kubectl sends and remembers it. */
function placed(value: JsonObject, { metadata }: KubeObject): JsonObject {
  const own = value['metadata'] as JsonObject | undefined
  return metadata.namespace === undefined ? value : { ...value, metadata: { ...own, namespace: metadata.namespace } }
}

function patchTo(context: Context, { kind }: Decoded, current: KubeObject, modified: JsonObject): Result<KubeObject> {
  const before = current as unknown as JsonObject
  const difference = threeWayApply(kind, lastAppliedOf(before), modified, before)
  if (!difference.ok) return fail(badRequest(difference.error))
  if (Object.keys(difference.value.patch).length === 0) return { ok: true, value: current }
  const patched = applyPatch(kind, before, difference.value)
  return patched.ok ? updateTo(context, current, patched.value) : patched
}
