import { allocateService, refuseAllocation } from '../apiserver/allocate-service.js'
import { isOwnershipChanged } from '../apiserver/managed-fields.js'
import { updateObject } from '../apiserver/update.js'
import { writeObject } from '../apiserver/write.js'
import { withoutEmpties } from '../api/decode/empties.js'
import { admitOnUpdate, reviewOnUpdate } from '../apiserver/admission.js'
import { conflict, fail, invalid, withWarnings, type ApiError, type Result } from '../api/errors.js'
import { kindIdOf } from '../store/keys.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { isMap } from '../api/patch/json.js'
import type { Json, KubeObject, Service } from '../api/types.js'
import { carryOverService } from '../api/validation/service-carry-over.js'
import type { WriteRequest } from '../store/log.js'
import { withoutManagedFields } from './create.js'
import { asking, decodeRequest, validateDecoded, warningsOf, type Context, type Decoded } from './request.js'

/** Decodes, defaults, validates and stores the next version of an object (PUT, and what a PATCH comes to). */
export function updateTo(context: Context, current: KubeObject, next: Json, request: WriteRequest = {}, isApply = false): Result<KubeObject> {
  const decoded = decodeRequest(context, next, current.metadata.namespace ?? '')
  if (!decoded.ok) return decoded
  const { kind } = decoded.value
  const { resourceVersion } = decoded.value.object.metadata
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== current.metadata.resourceVersion) {
    return fail(conflict(kind.resource, current.metadata.name, 'the object has been modified; please apply your changes to the latest version and try again'))
  }
  const { uid } = decoded.value.object.metadata
  if (uid !== undefined && uid !== '' && uid !== current.metadata.uid) return fail(isApply ? changedUid(kind, current, uid) : conflict(kind.resource, current.metadata.name, foreignUid(kind, current, uid)))
  const id = kindIdOf(current)
  const kept = carriedOver(keepSystemFields(withoutManagedFields(decoded.value.object), current), current)
  const admitted = admitOnUpdate(context, id, kept, current)
  const valid = admitted.ok ? validateDecoded(decoded.value, admitted.value, current) : admitted
  const reviewed = valid.ok ? reviewOnUpdate(context, id, valid.value, current) : valid
  const complete = reviewed.ok ? allocated(context, reviewed.value, current) : reviewed
  const asked = asking(context, { ...request, sent: sentOf(decoded.value, next) })
  const updated = complete.ok ? owned(asked, current, updateObject(asked, complete.value)) : complete
  return withWarnings(updated, [...warningsOf(decoded), ...(reviewed.ok ? [...warningsOf(valid), ...warningsOf(reviewed)] : [])])
}

/** An apply has no precondition: validation finds it. */
const changedUid = ({ id }: KindDefinition, { metadata }: KubeObject, uid: string): ApiError =>
  invalid(id, metadata.name, [{ type: 'Invalid', field: 'metadata.uid', pointer: '/metadata/uid', message: `Invalid value: ${JSON.stringify(uid)}: field is immutable` }])

/** What was sent, with the managed fields in its own words: an empty list of them asks for a new start. */
function sentOf({ object, empties }: Decoded, next: Json): KubeObject {
  const sent = empties === undefined ? object : withoutEmpties(object, empties)
  const metadata = isMap(next) && isMap(next['metadata']) ? next['metadata'] : {}
  const { managedFields } = metadata
  return managedFields === undefined ? sent : ({ ...sent, metadata: { ...sent.metadata, managedFields } } as KubeObject)
}

/** What changes nothing but who owns what is stored too. */
function owned(context: Context, current: KubeObject, updated: Result<KubeObject>): Result<KubeObject> {
  return updated.ok && updated.value === current && isOwnershipChanged(context, current) ? { ...updated, value: writeObject(context, current) } : updated
}

/** The server finds out when it stores. */
function foreignUid({ group, plural }: KindDefinition, { metadata }: KubeObject, uid: string): string {
  const place = [...(group === '' ? [] : [group]), plural, ...(metadata.namespace === undefined ? [] : [metadata.namespace]), metadata.name].join('/')
  return `StorageError: invalid object, Code: 4, Key: /registry/${place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`
}

/** What an update leaves as it was, whatever is sent. */
function carriedOver(object: KubeObject, current: KubeObject): KubeObject {
  if (object.kind === 'Service') return carryOverService(object as Service, current as Service)
  return object.kind === 'CertificateSigningRequest' ? ({ ...object, spec: (current as KubeObject & { readonly spec?: unknown }).spec } as KubeObject) : object
}

/** A Service of another type may need what it had no use for. */
function allocated(context: Context, object: KubeObject, current: KubeObject): Result<KubeObject> {
  if (object.kind !== 'Service') return { ok: true, value: object }
  const causes = refuseAllocation(context, object as Service, current as Service)
  return causes.length > 0 ? fail(invalid('Service', object.metadata.name, causes)) : { ok: true, value: allocateService(context, object as Service, current as Service) }
}

/** What clients cannot change: identity and time stamps. */
export function keepSystemFields(object: KubeObject, current: KubeObject): KubeObject {
  const { uid, creationTimestamp, generation, resourceVersion, deletionTimestamp, deletionGracePeriodSeconds } = current.metadata
  const metadata = {
    ...object.metadata, uid, creationTimestamp, resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  }
  return { ...object, metadata }
}
