import { afterApply, type Applied } from '../api/managed-fields/after-apply.js'
import type { Claim } from '../api/managed-fields/after-update.js'
import { typeProblems } from '../api/managed-fields/check-value.js'
import { emptyObject } from '../api/managed-fields/empty-object.js'
import { nobody, ownerId, withOwner, type FieldOwner, type ManagedFields } from '../api/managed-fields/owners.js'
import type { Versions } from '../api/managed-fields/versions.js'
import { namedKind } from '../api/decode/named-kind.js'
import { decodeError } from '../api/decode/decode.js'
import { badRequest, fail, invalid, withWarnings, type ApiError, type FieldError, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { isMap } from '../api/patch/json.js'
import type { Json, JsonObject, KubeObject } from '../api/types.js'
import { fieldVersions } from '../apiserver/field-versions.js'
import { customKindsIn } from '../apiserver/kinds.js'
import { jsonOf, managedAfterUpdate, managedFieldsOf } from '../apiserver/managed-fields.js'
import { timestamp } from '../clock.js'
import { objectKey } from '../store/keys.js'
import { applyConflict } from './apply-conflict.js'
import { noSuchResource } from './bind.js'
import { createDecoded } from './create.js'
import { applyScale } from './scale-part.js'
import { lastAppliedClaims, withCurrentLastApplied } from './last-applied-fields.js'
import { decodeRequest, warningsOf, type Context, type RequestOptions } from './request.js'
import { statusTo } from './status.js'
import { updateTo } from './update.js'

export interface ApplyOptions extends RequestOptions {
  readonly fieldManager: string
  /** Takes fields from whoever else owns them. */
  readonly isForced?: boolean
}

/** An object that is applied, with what the server has of it. */
interface Intent {
  readonly kind: KindDefinition
  readonly config: JsonObject
  readonly stored: KubeObject | undefined
  readonly owner: FieldOwner
  readonly versions: Versions
}

/** PATCH with `application/apply-patch+yaml`: creates the object, or merges the configuration into it (apiserver endpoints/handlers applyPatcher, 1.36). */
export function serverSideApply(context: Context, value: Json, namespace: string, options: ApplyOptions): Result<KubeObject> {
  const refused = refuseOptions(options)
  if (refused.length > 0) return fail(invalid('PatchOptions.meta.k8s.io', '', refused))
  const named = namedKind(value, customKindsIn(context.store))
  if (!named.ok) return fail(decodeError(named.problems))
  if (named.kind.id === 'Binding') return fail(noSuchResource)
  const intent = intentOf(context, named.kind, value as JsonObject, namespace, options)
  const metadata = isMap(intent.config['metadata']) ? intent.config['metadata'] : {}
  if (metadata['managedFields'] !== undefined && metadata['managedFields'] !== null) return fail(badRequest('metadata.managedFields must be nil'))
  if (options.subresource === 'scale' && intent.stored !== undefined) return applyScale(context, intent.kind, intent.stored, intent.config, options.fieldManager, options.isForced === true)
  const problems = typeProblems(intent.config, intent.versions.atomOf(intent.owner.apiVersion)!)
  if (problems !== undefined) return fail(unknownError(`failed to create typed patch object (${subjectOf(metadata)}; ${describe(intent)}): ${problems}`))
  return merge(context, intent, namespace, options)
}

const nameOf = (object: JsonObject | undefined): string => (isMap(object?.['metadata']) ? String(object['metadata']['name']) : '')

const unknownError = (message: string): ApiError => ({ code: 500, reason: 'Unknown', message })
const subjectOf = (metadata: JsonObject): string => `${typeof metadata['namespace'] === 'string' ? metadata['namespace'] : ''}/${String(metadata['name'])}`
const describe = ({ config, kind }: Intent): string => `${String(config['apiVersion'])}, Kind=${kind.kind}`

const longestName = 128
const printable = /^[\P{C}]*$/u

function refuseOptions({ fieldManager }: ApplyOptions): readonly FieldError[] {
  const refuse = (type: FieldError['type'], message: string): readonly FieldError[] => [{ type, field: 'fieldManager', pointer: '', message }]
  if (fieldManager === '') return refuse('Required', 'Required value: is required for apply patch')
  const bytes = [...fieldManager].reduce((sum, char) => sum + (char.codePointAt(0)! < 0x80 ? 1 : char.codePointAt(0)! < 0x800 ? 2 : char.codePointAt(0)! < 0x10000 ? 3 : 4), 0)
  if (bytes > longestName) return refuse('TooLong', `Too long: may not be more than ${longestName} bytes`)
  return printable.test(fieldManager) ? [] : refuse('Invalid', `Invalid value: ${JSON.stringify(fieldManager)}: should only contain printable characters`)
}

function intentOf(context: Context, kind: KindDefinition, value: JsonObject, namespace: string, options: ApplyOptions): Intent {
  const metadata = isMap(value['metadata']) ? value['metadata'] : {}
  const place = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : namespace
  const config = kind.namespaced ? { ...value, metadata: { ...metadata, namespace: place } } : value
  const stored = context.store.get(kind.id, objectKey(kind.namespaced ? place : '', String(metadata['name'])))
  const { subresource = '' } = options
  const owner: FieldOwner = { name: options.fieldManager, operation: 'Apply', apiVersion: String(value['apiVersion']), ...(subresource !== '' && { subresource }) }
  return { kind, config, stored, owner, versions: fieldVersions(context.store, kind.id, subresource) }
}

function merge(context: Context, intent: Intent, namespace: string, options: ApplyOptions): Result<KubeObject> {
  const { stored, versions, owner, config, kind } = intent
  const time = timestamp(context.cluster.clock, context.cluster.now)
  const live = stored === undefined ? emptyOf(kind, owner.apiVersion) : (versions.convert(jsonOf(stored), owner.apiVersion) ?? jsonOf(stored))
  const applied = afterApply(versions, live, config, managedBefore(context, intent, time), owner)
  const claims = standing(applied.claims, intent, live, options)
  if (claims.length > 0) return fail(applyConflict(claims))
  const kept = applied.managed.get(ownerId(owner))
  const managed = applied.object !== undefined && kept !== undefined ? withOwner(applied.managed, { ...kept, time }) : applied.managed
  const next = withCurrentLastApplied(applied.object ?? live, config, owner)
  return store(context, intent, { ...applied, object: next, managed }, namespace, options)
}

const emptyOf = (kind: KindDefinition, apiVersion: string): JsonObject => ({ ...emptyObject(apiVersion, kind.kind) })

/** An object that nobody was tracked on belongs to one owner of everything from now on (managedfields/internal skipNonAppliedManager, 1.36). */
function managedBefore({ cluster }: Context, { kind, stored, owner }: Intent, time: string): ManagedFields {
  if (stored === undefined) return nobody
  const managed = managedFieldsOf(cluster, stored)
  if (managed.size > 0) return managed
  const { metadata: { managedFields: _, ...metadata } } = stored as KubeObject & { readonly metadata: { readonly managedFields?: unknown } }
  const writer = { ...owner, name: 'before-first-apply', operation: 'Update' as const, time }
  return managedAfterUpdate(cluster, kind.id, undefined, { ...stored, metadata } as KubeObject, nobody, writer)
}

/** What others claim and the owner may not take. What was applied by the client before is its own (managedfields/internal lastAppliedManager, 1.36). */
function standing(claims: readonly Claim[], intent: Intent, live: JsonObject, { isForced, fieldManager }: ApplyOptions): readonly Claim[] {
  if (isForced === true || claims.length === 0) return []
  return fieldManager === 'kubectl' ? lastAppliedClaims(claims, live, intent.owner, intent.versions) : claims
}

function store(context: Context, { kind, stored, owner }: Intent, { object, managed }: Applied, namespace: string, options: ApplyOptions): Result<KubeObject> {
  const request = { owner: owner.name, apiVersion: owner.apiVersion, managed, ...(owner.subresource !== undefined && { subresource: owner.subresource }) }
  if (stored !== undefined) {
    return owner.subresource === 'status' ? statusTo(context, kind, stored, object as Json, request) : updateTo(context, stored, object as Json, request, true)
  }
  if (owner.subresource !== undefined) return fail({ code: 404, reason: 'NotFound', message: `${kind.resource} "${nameOf(object)}" not found` })
  const decoded = decodeRequest(context, object as Json, namespace, options)
  return decoded.ok ? withWarnings(createDecoded(context, decoded.value, request), warningsOf(decoded)) : decoded
}
