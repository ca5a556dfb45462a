import { afterApply } from '../api/managed-fields/after-apply.js'
import { difference, hasPath, setOf } from '../api/managed-fields/field-set.js'
import { typeProblems } from '../api/managed-fields/check-value.js'
import { kindAtom } from '../api/managed-fields/kind-atoms.js'
import { ownerId, type FieldOwner, type ManagedFields, type OwnedFields } from '../api/managed-fields/owners.js'
import { fieldElement } from '../api/managed-fields/path-element.js'
import type { Versions } from '../api/managed-fields/versions.js'
import { badRequest, fail, type ApiError, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { applyPatch } from '../api/patch/apply-patch.js'
import { isMap } from '../api/patch/json.js'
import type { Json, JsonObject, KubeObject } from '../api/types.js'
import { managedFieldsOf, replicasPath } from '../apiserver/managed-fields.js'
import { applyConflict } from './apply-conflict.js'
import type { Context } from './request.js'
import { replicasOf, scaleTo } from './scale.js'

const scaleVersion = 'autoscaling/v1'

/** An object's scale subresource: its replicas, in a small object of its own. */
const scaleView = ({ metadata: { name, namespace, uid, resourceVersion, creationTimestamp } }: KubeObject, replicas: number): JsonObject =>
  ({ apiVersion: scaleVersion, kind: 'Scale', metadata: { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion, creationTimestamp } as unknown as JsonObject, spec: { replicas } })

/** How many replicas a scale asks for; anything but a whole number is refused as the server decodes it. */
function wantedReplicas(scale: Json): number | ApiError {
  const spec = isMap(scale) ? scale['spec'] : undefined
  const replicas = isMap(spec) ? (spec['replicas'] ?? 0) : 0
  if (typeof replicas === 'number' && Number.isInteger(replicas)) return replicas
  const given = typeof replicas === 'number' ? `number ${replicas}` : Array.isArray(replicas) ? 'array' : typeof replicas === 'boolean' ? 'bool' : typeof replicas
  return badRequest(`Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${given} into Go struct field ScaleSpec.spec.replicas of type int32`)
}

/** PATCH …/scale with a merge or a list of operations. */
export function patchScale(context: Context, kind: KindDefinition, object: KubeObject, type: 'strategic' | 'merge' | 'json', patch: Json, owner: string): Result<KubeObject> {
  const patched = applyPatch({ apiVersion: scaleVersion, kind: 'Scale' }, scaleView(object, replicasOf(kind, object)), { type, patch })
  if (!patched.ok) return patched
  const replicas = wantedReplicas(patched.value)
  return typeof replicas === 'number' ? scaleTo(context, kind, object, replicas, { owner, subresource: 'scale' }) : fail(replicas)
}

const ownPath = ['spec', 'replicas'].map(fieldElement)
const replicasField = setOf([ownPath])
const versions: Versions = { ignored: new Map(), atomOf: (apiVersion) => (apiVersion === scaleVersion ? kindAtom(scaleVersion, 'Scale') : undefined), convert: (object) => object }

/** PATCH …/scale with `application/apply-patch+yaml`: who owns the replicas of the object owns those of its scale (managedfields ScaleHandler, 1.36). */
export function applyScale(context: Context, kind: KindDefinition, object: KubeObject, config: JsonObject, fieldManager: string, isForced: boolean): Result<KubeObject> {
  const { apiVersion } = config
  if (apiVersion !== scaleVersion) return fail(badRequest(`invalid object type: ${String(apiVersion)}, Kind=${String(config['kind'])}`))
  const problems = typeProblems(config, versions.atomOf(scaleVersion)!)
  if (problems !== undefined) return fail({ code: 500, reason: 'Unknown', message: `failed to create typed patch object (${object.metadata.namespace ?? ''}/${object.metadata.name}; ${scaleVersion}, Kind=Scale): ${problems}` })
  const owner: FieldOwner = { name: fieldManager, operation: 'Apply', apiVersion: scaleVersion, subresource: 'scale' }
  const parent = managedFieldsOf(context.cluster, object)
  const path = replicasPath(context.cluster, kind.id)
  const live = scaleView(object, replicasOf(kind, object))
  const applied = afterApply(versions, live, config, inScale(parent, path), owner)
  if (applied.claims.length > 0 && !isForced) return fail(applyConflict(applied.claims))
  const replicas = wantedReplicas(applied.object ?? live)
  if (typeof replicas !== 'number') return fail(replicas)
  const managed = inParent(parent, applied.managed, path, object.apiVersion)
  return scaleTo(context, kind, object, replicas, { owner: fieldManager, subresource: 'scale', managed })
}

const inScale = (parent: ManagedFields, path: readonly string[]): ManagedFields => new Map([...parent].filter(([, { fields }]) => hasPath(fields, path))
  .map(([id, owner]) => [id, { ...owner, apiVersion: scaleVersion, fields: replicasField }] as const))

/** The replicas go to whoever owns them in the scale, the time of which is not kept; the rest stays. */
function inParent(parent: ManagedFields, scale: ManagedFields, path: readonly string[], apiVersion: string): ManagedFields {
  const kept = [...parent].map(([id, owner]): readonly [string, OwnedFields] => [id, !hasPath(owner.fields, path) || scale.has(id) ? owner : { ...owner, fields: difference(owner.fields, setOf([path])) }])
  const added = [...scale].filter(([id, { fields }]) => !parent.has(id) && hasPath(fields, ownPath))
    .map(([, { time: _, ...owner }]): readonly [string, OwnedFields] => [ownerId({ ...owner, apiVersion }), { ...owner, apiVersion, fields: setOf([path]) }])
  return new Map([...kept.filter(([, { fields }]) => fields.size > 0), ...added])
}
