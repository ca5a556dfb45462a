import { badRequest, fail, ok } from '../errors.js'
import type { ApiError, Result } from '../errors.js'
import type { Json, JsonObject } from '../types.js'
import { isMap } from './json.js'
import { applyJsonPatch, isJsonPatch } from './json-patch.js'
import { applyMergePatch } from './merge-patch.js'
import { kindShape } from './patch-schema.js'
import { mergeMap } from './strategic-merge.js'

/** The content types of PATCH that the server takes; server-side apply is not among them yet. */
export type PatchType = 'strategic' | 'merge' | 'json'
export interface PatchRequest {
  readonly type: PatchType
  readonly patch: Json
}
/** The part of a kind's definition that patches need. */
export interface PatchedKind {
  readonly apiVersion: string
  readonly kind: string
}

/** What kubectl prints as `The request is invalid: the server rejected …`. */
const unprocessable: ApiError = { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request' }
const operationLimit = 10000

const clientErrors = new Set(['invalid patch format of primitive list', 'invalid patch format of retainKeys', 'invalid patch format of setElementOrder list'])

function strategicError(problem: string): ApiError {
  if (clientErrors.has(problem)) return badRequest(problem)
  return problem === 'lists of lists are not supported' ? unprocessable : { code: 500, reason: 'Unknown', message: problem }
}

function strategic(kind: PatchedKind, object: JsonObject, patch: Json): Result<JsonObject> {
  const shape = kindShape(kind)
  if (!shape) {
    const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
    return fail({
      code: 415,
      reason: 'UnsupportedMediaType',
      message: `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
    })
  }
  if (!isMap(patch)) return fail(badRequest('invalid JSON document'))
  const problems: string[] = []
  const merged = mergeMap(object, patch, shape, { isApplying: true, problems })
  return problems[0] === undefined ? ok(merged) : fail(strategicError(problems[0]))
}

function json(object: JsonObject, patch: Json): Result<JsonObject> {
  if (!isJsonPatch(patch)) return fail(badRequest('error decoding patch: a JSON patch is a list of operations with `op` and `path`'))
  if (patch.length > operationLimit)
    return fail({
      code: 413,
      reason: 'BadRequest',
      message: `Request entity too large: The allowed maximum operations in a JSON patch is ${operationLimit}, got ${patch.length}`,
    })
  const result = applyJsonPatch(object, patch)
  return result.ok && isMap(result.value) ? ok(result.value) : fail(unprocessable)
}

/** The patched object, before it is decoded, defaulted and validated again; parts that the patch leaves alone keep their references. */
export function applyPatch(kind: PatchedKind, object: JsonObject, { type, patch }: PatchRequest): Result<JsonObject> {
  if (type === 'strategic') return strategic(kind, object, patch)
  if (type === 'json') return json(object, patch)
  const merged = applyMergePatch(object, patch)
  return isMap(merged) && isMap(patch) ? ok(merged) : fail(badRequest('error decoding patch: a merge patch is an object'))
}
