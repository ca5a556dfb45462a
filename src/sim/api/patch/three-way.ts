import { goJson } from '../go-json.js'
import type { Json, JsonObject } from '../types.js'
import type { PatchedKind, PatchRequest } from './apply-patch.js'
import { isMap } from './json.js'
import { createMergePatch, halfOfMergePatch, joinMergePatches } from './merge-patch.js'
import { kindShape } from './patch-schema.js'
import { diffMaps } from './strategic-diff.js'
import { mergeMap } from './strategic-merge.js'

/** Client-side `kubectl apply`: kubectl 1.36 `pkg/cmd/apply`, apimachinery `CreateThreeWayMergePatch`, `CreateThreeWayJSONMergePatch`. */

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

const metadataOf = (manifest: JsonObject): JsonObject => (isMap(manifest['metadata']) ? manifest['metadata'] : {})
const annotationsOf = (manifest: JsonObject): JsonObject =>
  isMap(metadataOf(manifest)['annotations']) ? (metadataOf(manifest)['annotations'] as JsonObject) : {}

function withAnnotations(manifest: JsonObject, annotations: JsonObject): JsonObject {
  return { ...manifest, metadata: { ...metadataOf(manifest), annotations } }
}

/** The text of the annotation: the manifest with its namespace filled in, as compact JSON with sorted keys, and a newline. */
export function kubectlApplyText(manifest: JsonObject): string {
  const { [lastAppliedAnnotation]: _, ...annotations } = annotationsOf(manifest)
  return `${goJson(withAnnotations(manifest, annotations))}\n`
}

/** The manifest as kubectl sends it: with the annotation that remembers it. */
export const withLastApplied = (manifest: JsonObject): JsonObject =>
  withAnnotations(manifest, { ...annotationsOf(manifest), [lastAppliedAnnotation]: kubectlApplyText(manifest) })

/** What was applied last; undefined without a readable annotation. */
export function lastAppliedOf(object: JsonObject): JsonObject | undefined {
  const text = annotationsOf(object)[lastAppliedAnnotation]
  if (typeof text !== 'string') return undefined
  try {
    const value = JSON.parse(text) as Json
    return isMap(value) ? value : undefined
  } catch {
    return undefined
  }
}

export type ThreeWayResult =
  { readonly ok: true; readonly value: PatchRequest & { readonly patch: JsonObject } } | { readonly ok: false; readonly error: string }

const identity = 'At least one of apiVersion, kind and name was changed'

function finish(type: PatchRequest['type'], patch: JsonObject, problem: string | undefined): ThreeWayResult {
  if (problem !== undefined) return { ok: false, error: problem }
  const isRenamed = Object.hasOwn(patch, 'apiVersion') || Object.hasOwn(patch, 'kind') || Object.hasOwn(metadataOf(patch), 'name')
  return isRenamed ? { ok: false, error: identity } : { ok: true, value: { type, patch } }
}

/**
 * The patch that `kubectl apply` sends: what `modified` (the manifest with its annotation, see `withLastApplied`) changes in `current`,
 * and deletions of what `lastApplied` had and `modified` has not. Kinds without schema (custom resources) get a JSON merge patch.
 * An empty patch means that nothing is sent and kubectl prints `unchanged`.
 */
export function threeWayApply(kind: PatchedKind, lastApplied: JsonObject | undefined, modified: JsonObject, current: JsonObject): ThreeWayResult {
  const original = lastApplied ?? {}
  const shape = kindShape(kind)
  if (!shape) {
    const changes = halfOfMergePatch(createMergePatch(current, modified), 'changes')
    const deletions = halfOfMergePatch(createMergePatch(original, modified), 'deletions')
    return finish('merge', joinMergePatches(deletions, changes), undefined)
  }
  const problems: string[] = []
  const changes = diffMaps(current, modified, shape, false, { half: 'changes', problems })
  const deletions = diffMaps(original, modified, shape, false, { half: 'deletions', problems })
  const patch = mergeMap(deletions, changes, shape, { isApplying: false, problems })
  return finish('strategic', patch, problems[0])
}
