import { fail, withWarnings, type ApiError, type Result } from '../api/errors.js'
import { hasPath, union, type FieldPath } from '../api/managed-fields/field-set.js'
import { nobody, withOwner, type FieldOwner, type ManagedFields, type OwnedFields } from '../api/managed-fields/owners.js'
import { fieldElement } from '../api/managed-fields/path-element.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { lastAppliedAnnotation } from '../api/patch/three-way.js'
import type { Json, JsonObject, KubeObject } from '../api/types.js'
import { kindIn } from '../apiserver/kinds.js'
import { managedFieldsOf } from '../apiserver/managed-fields.js'
import { writeObject } from '../apiserver/write.js'
import { kindIdOf } from '../store/keys.js'
import { deletingText, type ApplyFlags } from './apply-flags.js'
import { answer, asking, dryRunWords, warningsOf, type Context, type RequestResult } from './request.js'
import { serverSideApply } from './server-side-apply.js'

/** `kubectl apply --server-side`: the apply, and the move of what client-side apply owned to the new owner (pkg/cmd/apply, client-go csaupgrade, 1.36). */
export function applyServerSide(context: Context, value: Json, namespace: string, flags: ApplyFlags): RequestResult {
  const fieldManager = flags.fieldManager ?? defaultOwner
  const apply = (): Result<KubeObject> => serverSideApply(context, value, namespace, { ...flags, fieldManager, isForced: flags.forcesConflicts === true })
  const applied = apply()
  if (!applied.ok) return fail(applied.error.reason === 'Conflict' ? withAdvice(applied.error) : applied.error)
  const kind = kindIn(context.store, kindIdOf(applied.value)) as KindDefinition
  const kept = fieldManager === defaultOwner ? keepAnnotation(context, applied.value, namespace) : applied.value
  const moved = moveOwnership(context, kept, fieldManager)
  const last = moved === kept ? undefined : apply()
  const object = last?.ok === true ? last.value : moved
  const deleting = object.metadata.deletionTimestamp === undefined ? [] : [deletingText(object)]
  return withWarnings(answer(kind, object, `serverside-applied${dryRunWords(flags)}`), [...warningsOf(applied), ...(last?.ok === false ? [reapplyText(last.error)] : []), ...deleting])
}

const defaultOwner = 'kubectl'
const annotationOwner = 'kubectl-last-applied'
const annotationPath: FieldPath = ['metadata', 'annotations', lastAppliedAnnotation].map(fieldElement)

const reapplyText = ({ message }: ApiError): string =>
  `failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${message}`

const withAdvice = (error: ApiError): ApiError => ({ ...error, code: 0, message: `${error.message}\n${advice}` })
const advice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

const ownersOfAnnotation = (managed: ManagedFields, operation: FieldOwner['operation']): readonly OwnedFields[] =>
  [...managed.values()].filter((owner) => owner.operation === operation && hasPath(owner.fields, annotationPath))

/** The annotation of client-side apply gets an owner of its own, so that it does not go with the others. */
function keepAnnotation(context: Context, object: KubeObject, namespace: string): KubeObject {
  const text = object.metadata.annotations?.[lastAppliedAnnotation]
  if (text === undefined || ownersOfAnnotation(managedFieldsOf(context.cluster, object), 'Apply').length > 0) return object
  const { apiVersion, kind, metadata } = object
  const config: JsonObject = { apiVersion, kind, metadata: { name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }), annotations: { [lastAppliedAnnotation]: text } } }
  const kept = serverSideApply(context, config, namespace, { fieldManager: annotationOwner })
  return kept.ok ? kept.value : object
}

/** What the owners of the annotation by client-side apply have becomes the applier's. */
function moveOwnership(context: Context, object: KubeObject, fieldManager: string): KubeObject {
  const managed = managedFieldsOf(context.cluster, object)
  const names = new Set(ownersOfAnnotation(managed, 'Update').map(({ name }) => name))
  const moved = [...names].reduce((owners, name) => moveOwner(owners, name, fieldManager), managed)
  return moved === managed ? object : writeObject(asking(context, { owner: fieldManager, managed: moved }), object)
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function moveOwner(managed: ManagedFields, name: string, fieldManager: string): ManagedFields {
  const isMain = ({ subresource }: FieldOwner): boolean => subresource === undefined || subresource === ''
  const old = [...managed.values()].filter((owner) => owner.name === name && owner.operation === 'Update' && isMain(owner))
    .sort((a, b) => order(a.time ?? '', b.time ?? '') || order(a.apiVersion, b.apiVersion))
  const applier = [...managed.values()].find((owner) => owner.name === fieldManager && owner.operation === 'Apply' && isMain(owner))
  const base = applier ?? old[0]
  if (base === undefined) return managed
  const same = old.find(({ apiVersion }) => apiVersion === base.apiVersion)
  const fields = same === undefined ? base.fields : union(base.fields, same.fields)
  const others = [...managed].filter(([, owner]) => !old.includes(owner))
  return withOwner(others.length === 0 ? nobody : new Map(others), { ...base, name: fieldManager, operation: 'Apply', fields })
}
