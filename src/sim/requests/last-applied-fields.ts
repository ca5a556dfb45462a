import type { Claim } from '../api/managed-fields/after-update.js'
import { compareValues } from '../api/managed-fields/compare.js'
import { difference, emptySet, type FieldSet } from '../api/managed-fields/field-set.js'
import type { FieldOwner } from '../api/managed-fields/owners.js'
import { toFieldSet } from '../api/managed-fields/to-field-set.js'
import type { Versions } from '../api/managed-fields/versions.js'
import { goJson } from '../api/go-json.js'
import { isMap } from '../api/patch/json.js'
import { lastAppliedAnnotation, lastAppliedOf } from '../api/patch/three-way.js'
import type { JsonObject } from '../api/types.js'

/** What client-side apply left behind, as server-side apply by kubectl heeds it (apimachinery managedfields/internal lastapplied*.go, 1.36). */

/** The claims that stand although the fields are as they were applied last: none when those are all. */
export function lastAppliedClaims(claims: readonly Claim[], live: JsonObject, owner: FieldOwner, versions: Versions): readonly Claim[] {
  const own = unchangedFields(live, owner, versions)
  return claims.map((claim) => ({ ...claim, fields: difference(claim.fields, own) })).filter(({ fields }) => fields.size > 0)
}

/** The fields of the last applied configuration that the object still has as they were applied. */
function unchangedFields(live: JsonObject, { apiVersion }: FieldOwner, versions: Versions): FieldSet {
  const [lastApplied, atom] = [lastAppliedOf(live), versions.atomOf(apiVersion)]
  if (lastApplied === undefined || atom === undefined || lastApplied['apiVersion'] !== apiVersion) return emptySet
  const { added, modified, removed } = compareValues(lastApplied, live, atom)
  return [modified, added, removed].reduce(difference, toFieldSet(lastApplied, atom))
}

const annotationsOf = (object: JsonObject): JsonObject => {
  const metadata = isMap(object['metadata']) ? object['metadata'] : {}
  return isMap(metadata['annotations']) ? metadata['annotations'] : {}
}

/** Where the annotation is there, it says what kubectl applied now. */
export function withCurrentLastApplied(object: JsonObject, config: JsonObject, { name }: FieldOwner): JsonObject {
  const annotations = annotationsOf(object)
  if (name !== 'kubectl' || !annotations[lastAppliedAnnotation]) return object
  const text = `${goJson(withoutAnnotation(config))}\n`
  return { ...object, metadata: { ...(object['metadata'] as JsonObject), annotations: { ...annotations, [lastAppliedAnnotation]: text } } }
}

function withoutAnnotation(config: JsonObject): JsonObject {
  const metadata = config['metadata'] as JsonObject
  if (!isMap(metadata['annotations'])) return config
  const { [lastAppliedAnnotation]: _, ...annotations } = metadata['annotations']
  return { ...config, metadata: { ...metadata, annotations } }
}
