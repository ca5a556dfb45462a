import type { FieldError } from '../errors.js'
import { extensions } from '../extensions.js'
import type { KindId, KubeObject } from '../types.js'
import { metadataValidator, validators } from '../validation/registry.js'
import { configMap } from './config-map.js'
import { cronJob } from './cron-job.js'
import type { KindDefinition } from './define.js'
import { deployment } from './deployment.js'
import { endpointSlice } from './endpoint-slice.js'
import { event } from './event.js'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.js'
import { job } from './job.js'
import { binding } from './binding.js'
import { lease } from './lease.js'
import { namespace } from './namespace.js'
import { node } from './node.js'
import { podDisruptionBudget } from './pod-disruption-budget.js'
import { pod } from './pod.js'
import { priorityClass } from './priority-class.js'
import { replicaSet } from './replica-set.js'
import { secret } from './secret.js'
import { serviceAccount } from './service-account.js'
import { service } from './service.js'
import { controllerRevision } from './controller-revision.js'
import { daemonSet } from './daemon-set.js'
import { persistentVolumeClaim } from './persistent-volume-claim.js'
import { persistentVolume } from './persistent-volume.js'
import { replicationController } from './replication-controller.js'
import { statefulSet } from './stateful-set.js'
import { storageClass } from './storage-class.js'
import { apiService } from './api-service.js'
import { certificateSigningRequest } from './certificate-signing-request.js'
import { clusterRole } from './cluster-role.js'
import { clusterRoleBinding } from './cluster-role-binding.js'
import { csiDriver } from './csi-driver.js'
import { csiNode } from './csi-node.js'
import { csiStorageCapacity } from './csi-storage-capacity.js'
import { customResourceDefinition } from './custom-resource-definition.js'
import { deviceClass } from './device-class.js'
import { endpoints } from './endpoints.js'
import { eventsEvent } from './events-event.js'
import { flowSchema } from './flow-schema.js'
import { ingress } from './ingress.js'
import { ingressClass } from './ingress-class.js'
import { ipAddress } from './ip-address.js'
import { limitRange } from './limit-range.js'
import { mutatingAdmissionPolicy } from './mutating-admission-policy.js'
import { mutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.js'
import { mutatingWebhookConfiguration } from './mutating-webhook-configuration.js'
import { networkPolicy } from './network-policy.js'
import { nodeMetrics } from './node-metrics.js'
import { podMetrics } from './pod-metrics.js'
import { podTemplate } from './pod-template.js'
import { priorityLevelConfiguration } from './priority-level-configuration.js'
import { resourceClaim } from './resource-claim.js'
import { resourceClaimTemplate } from './resource-claim-template.js'
import { resourceQuota } from './resource-quota.js'
import { resourceSlice } from './resource-slice.js'
import { role } from './role.js'
import { roleBinding } from './role-binding.js'
import { runtimeClass } from './runtime-class.js'
import { serviceCidr } from './service-cidr.js'
import { validatingAdmissionPolicy } from './validating-admission-policy.js'
import { validatingAdmissionPolicyBinding } from './validating-admission-policy-binding.js'
import { validatingWebhookConfiguration } from './validating-webhook-configuration.js'
import { volumeAttachment } from './volume-attachment.js'
import { volumeAttributesClass } from './volume-attributes-class.js'

export { removedApis } from './removed.js'
export type { RemovedApi } from './removed.js'

/** In the order in which kubectl ranks names that several kinds share. */
const all: readonly KindDefinition[] = [
  namespace, node, pod, replicaSet, deployment, service, endpointSlice, configMap, secret, serviceAccount, event, lease,
  statefulSet, daemonSet, controllerRevision, replicationController, persistentVolumeClaim, persistentVolume, storageClass,
  horizontalPodAutoscaler, podDisruptionBudget, priorityClass, job, cronJob,
  endpoints, limitRange, podTemplate, resourceQuota, runtimeClass, ingressClass,
  ingress, ipAddress, networkPolicy, serviceCidr, eventsEvent, csiDriver,
  csiNode, csiStorageCapacity, volumeAttachment, volumeAttributesClass, clusterRole, role,
  clusterRoleBinding, roleBinding, certificateSigningRequest, flowSchema, priorityLevelConfiguration, mutatingAdmissionPolicy,
  validatingAdmissionPolicy, mutatingAdmissionPolicyBinding, validatingAdmissionPolicyBinding, mutatingWebhookConfiguration, validatingWebhookConfiguration, customResourceDefinition,
  apiService, deviceClass, resourceClaim, resourceClaimTemplate, resourceSlice, nodeMetrics,
  podMetrics, binding,
]

const withValidators = (kind: KindDefinition): KindDefinition => ({ ...kind, ...(validators[kind.id] ?? metadataValidator(kind.namespaced)) })

/** Definitions are completed, and policies checked, where they mean something. */
function withExtensions(kind: KindDefinition): KindDefinition {
  if (kind.id === 'CustomResourceDefinition.apiextensions.k8s.io') {
    return { ...kind, defaults: (object) => extensions().customResources?.defaultDefinition(kind.defaults(object)) ?? kind.defaults(object) }
  }
  if (!/AdmissionPolicy(Binding)?\.admissionregistration/.test(kind.id)) return kind
  const check = (object: KubeObject): readonly FieldError[] => extensions().policies?.check(kind.id, object) ?? []
  return { ...kind, validate: (object) => [...kind.validate(object), ...check(object)], validateUpdate: (object, old) => [...kind.validateUpdate(object, old), ...check(object)] }
}

/** Every built-in kind. */
export const kinds: readonly KindDefinition[] = all.map(withValidators).map(withExtensions)

const byId = new Map(kinds.map((kind) => [kind.id, kind]))

export const kindById = (id: KindId): KindDefinition | undefined => byId.get(id)

/** API versions that are served besides the one that a kind is stored in. */
const otherVersions: Readonly<Record<string, KindId>> = { 'autoscaling/v1 HorizontalPodAutoscaler': horizontalPodAutoscaler.id }

/** By apiVersion, then by kind: no text is made to look one up. */
const byType = new Map<string, Map<string, KindDefinition>>()
for (const kind of kinds) typesOf(kind.apiVersion).set(kind.kind, kind)
for (const [type, id] of Object.entries(otherVersions)) {
  const [apiVersion = '', kind = ''] = type.split(' ')
  typesOf(apiVersion).set(kind, byId.get(id) as KindDefinition)
}

function typesOf(apiVersion: string): Map<string, KindDefinition> {
  let types = byType.get(apiVersion)
  if (types === undefined) byType.set(apiVersion, (types = new Map()))
  return types
}

/** The kind that a manifest names, e.g. `kindOf('apps/v1', 'Deployment')`. */
export const kindOf = (apiVersion: string, kind: string): KindDefinition | undefined => byType.get(apiVersion)?.get(kind)

export const kindOfObject = (object: { readonly apiVersion: string; readonly kind: string }): KindDefinition | undefined =>
  kindOf(object.apiVersion, object.kind)

/** Names as kubectl ranks them: the first kind that has a name keeps it. */
const byName = new Map<string, KindDefinition>()
for (const kind of kinds) {
  for (const name of [kind.plural, kind.singular, ...kind.shortNames, kind.kind.toLowerCase()]) {
    for (const full of kind.group === '' ? [name] : [name, `${name}.${kind.group}`, `${name}.${kind.version}.${kind.group}`]) {
      if (!byName.has(full)) byName.set(full, kind)
    }
  }
}

/** A resource as kubectl takes it, in any case: `pods`, `pod`, `po`, `Pod`, `deployments.apps`, `deployments.v1.apps`. */
export const resolveResource = (name: string): KindDefinition | undefined => byName.get(name.toLowerCase())

/** Every name that `resolveResource` knows without a group, for suggestions. */
export const resourceNames: readonly string[] = [...byName.keys()].filter((name) => !name.includes('.'))

/** The kinds of a name in other API versions, for a manifest whose apiVersion does not have it. */
export const kindsNamed = (kind: string): readonly KindDefinition[] => kinds.filter((candidate) => candidate.kind === kind)
