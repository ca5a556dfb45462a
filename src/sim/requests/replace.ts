import { fail, notFound, withWarnings } from '../api/errors.js'
import { withLastApplied } from '../api/patch/three-way.js'
import type { Json, JsonObject } from '../api/types.js'
import { deleteObject } from '../apiserver/delete.js'
import { keyOf } from '../store/keys.js'
import { placed } from './apply.js'
import { isBinding, noSuchResource } from './bind.js'
import { createDecoded } from './create.js'
import { deletedText } from './delete.js'
import { answer, contextFor, decodeRequest, dryRunWords, versionOf, type Context, type Decoded, type RequestOptions, type RequestResult, warningsOf } from './request.js'
import { updateTo } from './update.js'

export interface ReplaceFlags extends RequestOptions {
  /** The object is deleted and made anew; it need not be there. */
  readonly isForced?: boolean
  /** The manifest is remembered, as apply does. */
  readonly savesConfig?: boolean
}

/** `kubectl replace -f`. */
export function replaceRequest(given: Context, sent: Json, namespace: string, flags: ReplaceFlags = {}): RequestResult {
  const context = contextFor(given, flags)
  const first = decodeRequest(context, sent, namespace, flags)
  if (!first.ok) return first
  const value = flags.savesConfig === true ? withLastApplied(placed(sent as JsonObject, first.value.object)) : sent
  const decoded = flags.savesConfig === true ? decodeRequest(context, value, namespace, flags) : first
  if (!decoded.ok) return decoded
  const { kind, object } = decoded.value
  if (isBinding(object)) return fail(noSuchResource)
  const request = { owner: flags.fieldManager ?? 'kubectl-replace', ...versionOf(value) }
  if (flags.isForced === true) return replaceByForce(context, decoded.value, request, flags)
  const current = context.store.get(kind.id, keyOf(object.metadata))
  if (current === undefined) return fail(notFound(kind.resource, object.metadata.name))
  const updated = updateTo(context, current, value, request)
  return withWarnings(updated.ok ? answer(kind, updated.value, `replaced${dryRunWords(flags)}`, warningsOf(updated)) : updated, warningsOf(decoded))
}

/** kubectl says of both what became of them. */
function replaceByForce(context: Context, decoded: Decoded, request: { readonly owner: string }, flags: ReplaceFlags): RequestResult {
  const { kind, object } = decoded
  const key = keyOf(object.metadata)
  const current = context.store.get(kind.id, key)
  if (current !== undefined) {
    const deleted = deleteObject(context, kind.id, key, { graceSeconds: 0, propagation: 'Background' })
    if (!deleted.ok) return deleted
  }
  const created = createDecoded(context, decoded, request)
  if (!created.ok) return created
  const replaced = answer(kind, created.value, `replaced${dryRunWords(flags)}`, warningsOf(created))
  return replaced.ok && current !== undefined ? { ...replaced, value: { ...replaced.value, said: `${deletedText(kind, current, { isDryRun: flags.isDryRun === true })}\n${replaced.value.said}` } } : replaced
}
