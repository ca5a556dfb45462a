import { ok, withWarnings, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { kindById } from '../api/kinds/registry.js'
import type { Json, KubeObject } from '../api/types.js'
import { hasPolicies, reviewByPolicies } from '../apiserver/admission.js'
import { isOwnershipChanged } from '../apiserver/managed-fields.js'
import { isEqual } from '../apiserver/update.js'
import { writeObject } from '../apiserver/write.js'
import type { WriteRequest } from '../store/log.js'
import { asking, decodeRequest, validateRequest, warningsOf, type Context } from './request.js'
import { keepSystemFields } from './update.js'

type WithStatus = KubeObject & { readonly status?: unknown }

/** The status subresource: of what is sent, the status is taken, and of kinds of Kubernetes the metadata too. */
export function statusTo(context: Context, kind: KindDefinition, object: KubeObject, next: Json, request: WriteRequest): Result<KubeObject> {
  const decoded = decodeRequest(context, next, object.metadata.namespace ?? '')
  if (!decoded.ok) return decoded
  const sent = withZeroTimes(kind.id, decoded.value.object as WithStatus)
  const complete = { ...object, metadata: metadataOf(kind, object, sent), status: sent.status } as WithStatus
  const valid = kind.custom ? validateRequest(kind, complete, object) : ok<KubeObject>(complete)
  if (!valid.ok) return valid
  const reviewed = hasPolicies(context.store) ? reviewByPolicies(context, kind.id, valid.value, object, 'status') : valid
  if (!reviewed.ok) return reviewed
  const asked = asking(context, { ...request, subresource: 'status', sent })
  const isSame = isEqual(reviewed.value, object)
  return withWarnings(ok(isSame && !isOwnershipChanged(asked, object) ? object : writeObject(asked, isSame ? object : reviewed.value)), warningsOf(reviewed))
}

/** Times of conditions that the API prints as null when they are not set: Go structs without omitzero. */
const zeroTimes: Readonly<Record<string, readonly string[]>> = {
  Pod: ['lastProbeTime', 'lastTransitionTime'], 'Job.batch': ['lastProbeTime', 'lastTransitionTime'], PersistentVolumeClaim: ['lastProbeTime', 'lastTransitionTime'],
  Node: ['lastHeartbeatTime', 'lastTransitionTime'], 'Deployment.apps': ['lastUpdateTime', 'lastTransitionTime'],
}
const onlyTransition = ['lastTransitionTime']

function withZeroTimes(kind: string, object: WithStatus): WithStatus {
  const status = object.status as { readonly conditions?: readonly Readonly<Record<string, unknown>>[] } | undefined
  if (status?.conditions === undefined || kindById(kind) === undefined) return object
  const names = zeroTimes[kind] ?? onlyTransition
  const filled = status.conditions.map((condition) => ({ ...Object.fromEntries(names.map((name) => [name, null])), ...condition }))
  return { ...object, status: { ...status, conditions: filled } }
}

/** Kinds whose status strategy leaves no part of the metadata to the sender (registry/*\/strategy.go PrepareForUpdate, 1.36). */
const keepsMetadata: ReadonlySet<string> = new Set([
  'CustomResourceDefinition.apiextensions.k8s.io', 'APIService.apiregistration.k8s.io', 'VolumeAttachment.storage.k8s.io', 'ResourceClaim.resource.k8s.io',
  'FlowSchema.flowcontrol.apiserver.k8s.io', 'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io', 'ServiceCIDR.networking.k8s.io',
])

function metadataOf(kind: KindDefinition, object: KubeObject, sent: KubeObject): KubeObject['metadata'] {
  if (kind.custom !== undefined || keepsMetadata.has(kind.id)) return object.metadata
  const { managedFields: _, ...metadata } = keepSystemFields(sent, object).metadata as KubeObject['metadata'] & { readonly managedFields?: unknown }
  const { labels, ownerReferences } = object.metadata
  if (kind.id === 'Deployment.apps') return { ...metadata, ...(labels && { labels }) }
  return kind.id === 'Pod' ? { ...metadata, ...(ownerReferences && { ownerReferences }) } : metadata
}
