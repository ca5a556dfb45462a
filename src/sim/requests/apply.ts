import { badRequest, fail, withWarnings, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { isMap } from '../api/patch/json.js'
import { applyPatch, type PatchedKind } from '../api/patch/apply-patch.js'
import { kubectlApplyText, lastAppliedAnnotation, lastAppliedOf, threeWayApply, withLastApplied } from '../api/patch/three-way.js'
import type { Json, JsonObject, KubeObject } from '../api/types.js'
import { deleteObject } from '../apiserver/delete.js'
import { fieldVersions } from '../apiserver/field-versions.js'
import { jsonOf } from '../apiserver/managed-fields.js'
import { keyOf } from '../store/keys.js'
import { deletingText, type ApplyFlags } from './apply-flags.js'
import { applyServerSide } from './apply-server-side.js'
import { bindRequest, isBinding } from './bind.js'
import { createDecoded } from './create.js'
import { answer, clientError, contextFor, decodeRequest, dryRunWords, versionOf, type Context, type Decoded, type RequestResult, warningsOf } from './request.js'
import { updateTo } from './update.js'

/** `kubectl apply -f`. Client side: create with the annotation that remembers the manifest, or patch by the three-way difference. */
export function applyRequest(given: Context, value: Json, namespace: string, flags: ApplyFlags = {}): RequestResult {
  const nameless = refuseNameless(value, flags)
  if (nameless !== undefined) return fail(clientError(nameless))
  const context = contextFor(given, flags)
  if (flags.isServerSide === true) return applyServerSide(context, value, namespace, flags)
  const decoded = decodeRequest(context, value, namespace, flags)
  if (!decoded.ok) return decoded
  const { kind, object } = decoded.value
  if (isBinding(object)) return withWarnings(bindByApply(context, object, flags), warningsOf(decoded))
  const current = context.store.get(kind.id, keyOf(object.metadata))
  const made = current === undefined && kind.custom ? withoutNulls(context, value, namespace, decoded.value) : decoded.value
  const result = current === undefined ? createApplied(context, value as JsonObject, made, flags) : patchApplied(context, value as JsonObject, made, current, flags)
  return withWarnings(result, warningsOf(decoded))
}

function refuseNameless(value: Json, { isServerSide }: ApplyFlags): string | undefined {
  const metadata = isMap(value) && isMap(value['metadata']) ? value['metadata'] : undefined
  if (metadata === undefined || metadata['name']) return undefined
  if (metadata['generateName']) return `from ${String(metadata['generateName'])}: cannot use generate name with apply`
  return isServerSide === true ? 'resource name may not be empty' : undefined
}

/** kubectl takes nulls out of what it creates, as its patches would (pkg/cmd/apply pruneNullsFromMap, 1.36). */
function withoutNulls(context: Context, value: Json, namespace: string, decoded: Decoded): Decoded {
  const again = decodeRequest(context, pruned(value), namespace)
  return again.ok ? again.value : decoded
}
function pruned(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(pruned)
  return isMap(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([name, item]) => [name, pruned(item)])) : value
}

/** kubectl finds no object in what comes back of the binding that it has made. */
function bindByApply(context: Context, object: KubeObject, flags: ApplyFlags): RequestResult {
  const bound = bindRequest(context, object, flags)
  return bound.ok ? fail(clientError('object does not implement the Object interfaces')) : bound
}

const ownerOf = (value: JsonObject, { fieldManager = 'kubectl-client-side-apply' }: ApplyFlags) => ({ owner: fieldManager, ...versionOf(value) })

function createApplied(context: Context, value: JsonObject, decoded: Decoded, flags: ApplyFlags, verb = 'created'): RequestResult {
  const { kind, object } = decoded
  const manifest = placed(value, object)
  const created = createDecoded(context, { ...decoded, object: withAnnotation(object, kubectlApplyText(manifest)) }, ownerOf(value, flags))
  return created.ok ? answer(kind, created.value, `${verb}${dryRunWords(flags)}`, warningsOf(created)) : created
}

function patchApplied(context: Context, value: JsonObject, decoded: Decoded, current: KubeObject, flags: ApplyFlags): RequestResult {
  const { kind } = decoded
  const updated = patchTo(context, kind, current, withLastApplied(placed(value, decoded.object)), flags)
  const warnings = warningsFor(kind, current)
  if (!updated.ok && flags.isForced === true && (updated.error.reason === 'Invalid' || updated.error.reason === 'Conflict')) {
    const deleted = deleteObject(context, kind.id, keyOf(current.metadata))
    return deleted.ok ? withWarnings(createApplied(context, value, decoded, flags, 'configured'), warnings) : deleted
  }
  if (!updated.ok) return withWarnings(updated, warnings)
  const verb = updated.isUnchanged ? 'unchanged' : 'configured'
  const deleting = current.metadata.deletionTimestamp === undefined ? [] : [deletingText(current)]
  return withWarnings(answer(kind, updated.value, `${verb}${dryRunWords(flags)}`, warningsOf(updated)), [...warnings, ...deleting])
}

const warningsFor = ({ plural }: KindDefinition, { metadata }: KubeObject): readonly string[] => (metadata.annotations?.[lastAppliedAnnotation] !== undefined ? [] : [
  `resource ${plural}/${metadata.name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. kubectl apply should only be used on resources `
  + 'created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.',
])

const withAnnotation = (object: KubeObject, text: string): KubeObject =>
  ({ ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [lastAppliedAnnotation]: text } } })

/** The manifest with its namespace filled in, as kubectl sends and remembers it. */
export function placed(value: JsonObject, { metadata }: KubeObject): JsonObject {
  const own = value['metadata'] as JsonObject | undefined
  return metadata.namespace === undefined ? value : { ...value, metadata: { ...own, namespace: metadata.namespace } }
}

type Patched = Result<KubeObject> & { readonly isUnchanged?: boolean }

/** kubectl asks for the object in the version of the manifest. */
function patchTo(context: Context, kind: KindDefinition, current: KubeObject, modified: JsonObject, flags: ApplyFlags): Patched {
  const apiVersion = String(modified['apiVersion'])
  const shaped: PatchedKind = { apiVersion, kind: kind.kind }
  const before = fieldVersions(context.store, kind.id).convert(jsonOf(current), apiVersion) ?? jsonOf(current)
  const difference = threeWayApply(shaped, lastAppliedOf(before), modified, before)
  if (!difference.ok) return fail(badRequest(difference.error))
  if (Object.keys(difference.value.patch).length === 0) return { ok: true, value: current, isUnchanged: true }
  const patched = applyPatch(shaped, before, difference.value)
  return patched.ok ? updateTo(context, current, patched.value, ownerOf(modified, flags)) : patched
}
