import type { FieldError } from '../errors.js'
import type { KindId, KubeObject } from '../types.js'
import { validateApiService } from './api-service.js'
import { validateSigningRequest, validateSigningRequestUpdate } from './certificate-signing-request.js'
import { validateFlowSchema } from './flow-control.js'
import { validatePriorityLevel } from './priority-level.js'
import { validateDeviceClass, validateResourceClaim, validateResourceClaimTemplate, validateResourceClaimTemplateUpdate, validateResourceClaimUpdate } from './resource-claim.js'
import {
  validateMetadataOnlyUpdate,
  validateNamespace,
  validateNode,
  validateNodeUpdate,
  validatePriorityClass,
  validatePriorityClassUpdate,
} from './cluster-objects.js'
import { validateConfigMap, validateConfigMapUpdate, validateSecret, validateSecretUpdate } from './config.js'
import { validateCronJob, validateCronJobUpdate } from './cron-job.js'
import { validateCustomResourceDefinition, validateCustomResourceDefinitionUpdate } from './custom-resource-definition.js'
import { validateDaemonSet, validateDaemonSetUpdate } from './daemon-set.js'
import { validateDeployment, validateDeploymentUpdate, validateReplicaSet, validateReplicaSetUpdate } from './deployment.js'
import { validateEndpointSlice, validateEndpointSliceUpdate } from './endpoint-slice.js'
import { validateHorizontalPodAutoscaler, validateHorizontalPodAutoscalerUpdate } from './horizontal-pod-autoscaler.js'
import { validateIngress, validateIngressClass, validateIngressClassUpdate, validateIngressUpdate } from './ingress.js'
import { validateJob, validateJobUpdate } from './job.js'
import { validateLimitRange, validateResourceQuota, validateResourceQuotaUpdate } from './limits-and-quotas.js'
import { clusterSubdomain, namespacedSubdomain, validateMetadata } from './metadata.js'
import type { MetadataRules } from './metadata.js'
import { validateIpAddress, validateIpAddressUpdate, validateServiceCidr, validateServiceCidrUpdate } from './network-addresses.js'
import { validateNetworkPolicy, validateNetworkPolicyUpdate } from './network-policy.js'
import {
  validatePersistentVolume,
  validatePersistentVolumeClaim,
  validatePersistentVolumeClaimUpdate,
  validatePersistentVolumeUpdate,
} from './persistent-volume.js'
import { validatePodDisruptionBudget, validatePodDisruptionBudgetUpdate } from './pod-disruption-budget.js'
import { validatePod, validatePodUpdate } from './pod.js'
import {
  validateClusterRole,
  validateClusterRoleBinding,
  validateClusterRoleBindingUpdate,
  validateClusterRoleUpdate,
  validateRole,
  validateRoleBinding,
  validateRoleBindingUpdate,
  validateRoleUpdate,
} from './rbac.js'
import {
  validateControllerRevision, validateCsiDriver, validateCsiNode, validateCsiStorageCapacity, validateEndpoints, validateEvent, validateLease, validateNewEvent, validatePodTemplate,
  validateReplicationController, validateRuntimeClass, validateVolumeAttachment, validateVolumeAttributesClass,
} from './plain-kinds.js'
import type { Errors } from './scalars.js'
import { validateService, validateServiceUpdate } from './service.js'
import { validateStatefulSet, validateStatefulSetUpdate } from './stateful-set.js'
import { validateMutatingWebhooks, validateValidatingWebhooks } from './webhooks.js'
import { validateStorageClass, validateStorageClassUpdate } from './storage-class.js'

/** What the API server says of a defaulted object: on create, and on update beside the stored one. No error is an empty list. */
export interface Validator {
  readonly validate: (object: KubeObject) => readonly FieldError[]
  readonly validateUpdate: (object: KubeObject, old: KubeObject) => readonly FieldError[]
}

/** Updates are checked as a whole again, metadata first. */
function revalidated(validate: Validator['validate']): Validator['validateUpdate'] {
  return (object, old) => {
    const errors = validateMetadataOnlyUpdate(object, old)
    const known = new Set(errors.map(({ field, message }) => `${field}: ${message}`))
    return [...errors, ...validate(object).filter(({ field, message }) => !known.has(`${field}: ${message}`))]
  }
}

function metadataOnly(rules: MetadataRules): Validator {
  const validate = (object: KubeObject): readonly FieldError[] => {
    const errors: Errors = []
    validateMetadata(object, rules, errors)
    return errors
  }
  return { validate, validateUpdate: validateMetadataOnlyUpdate }
}

const namespaced = metadataOnly(namespacedSubdomain)
const cluster = metadataOnly(clusterSubdomain)

/** Kinds that are decoded and stored without rules of their own. */
export const metadataValidator = (isNamespaced: boolean): Validator => (isNamespaced ? namespaced : cluster)

export const validators: Readonly<Record<KindId, Validator>> = {
  'FlowSchema.flowcontrol.apiserver.k8s.io': { validate: validateFlowSchema, validateUpdate: revalidated(validateFlowSchema) },
  'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io': { validate: validatePriorityLevel, validateUpdate: revalidated(validatePriorityLevel) },
  'APIService.apiregistration.k8s.io': { validate: validateApiService, validateUpdate: revalidated(validateApiService) },
  'CertificateSigningRequest.certificates.k8s.io': { validate: validateSigningRequest, validateUpdate: validateSigningRequestUpdate },
  'ResourceClaim.resource.k8s.io': { validate: validateResourceClaim, validateUpdate: validateResourceClaimUpdate },
  'ResourceClaimTemplate.resource.k8s.io': { validate: validateResourceClaimTemplate, validateUpdate: validateResourceClaimTemplateUpdate },
  'DeviceClass.resource.k8s.io': { validate: validateDeviceClass, validateUpdate: revalidated(validateDeviceClass) },
  // its posting finds out (requests/bind.ts)
  Binding: { validate: () => [], validateUpdate: () => [] },
  ConfigMap: { validate: validateConfigMap, validateUpdate: validateConfigMapUpdate },
  LimitRange: { validate: validateLimitRange, validateUpdate: revalidated(validateLimitRange) },
  Namespace: { validate: validateNamespace, validateUpdate: validateMetadataOnlyUpdate },
  Node: { validate: validateNode, validateUpdate: validateNodeUpdate },
  PersistentVolume: { validate: validatePersistentVolume, validateUpdate: validatePersistentVolumeUpdate },
  PersistentVolumeClaim: { validate: validatePersistentVolumeClaim, validateUpdate: validatePersistentVolumeClaimUpdate },
  Pod: { validate: validatePod, validateUpdate: validatePodUpdate },
  ResourceQuota: { validate: validateResourceQuota, validateUpdate: validateResourceQuotaUpdate },
  Secret: { validate: validateSecret, validateUpdate: validateSecretUpdate },
  Service: { validate: validateService, validateUpdate: validateServiceUpdate },
  ServiceAccount: namespaced,
  ReplicationController: validateReplicationController,
  PodTemplate: validatePodTemplate,
  'ControllerRevision.apps': validateControllerRevision,
  'Lease.coordination.k8s.io': validateLease,
  'RuntimeClass.node.k8s.io': validateRuntimeClass,
  'CSIDriver.storage.k8s.io': validateCsiDriver,
  'CSINode.storage.k8s.io': validateCsiNode,
  'CSIStorageCapacity.storage.k8s.io': validateCsiStorageCapacity,
  'VolumeAttachment.storage.k8s.io': validateVolumeAttachment,
  'VolumeAttributesClass.storage.k8s.io': validateVolumeAttributesClass,
  Endpoints: validateEndpoints,
  Event: validateEvent,
  'Event.events.k8s.io': validateNewEvent,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': validateValidatingWebhooks,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': validateMutatingWebhooks,
  'DaemonSet.apps': { validate: validateDaemonSet, validateUpdate: validateDaemonSetUpdate },
  'Deployment.apps': { validate: validateDeployment, validateUpdate: validateDeploymentUpdate },
  'ReplicaSet.apps': { validate: validateReplicaSet, validateUpdate: validateReplicaSetUpdate },
  'StatefulSet.apps': { validate: validateStatefulSet, validateUpdate: validateStatefulSetUpdate },
  'CronJob.batch': { validate: validateCronJob, validateUpdate: validateCronJobUpdate },
  'Job.batch': { validate: validateJob, validateUpdate: validateJobUpdate },
  'HorizontalPodAutoscaler.autoscaling': { validate: validateHorizontalPodAutoscaler, validateUpdate: validateHorizontalPodAutoscalerUpdate },
  'PodDisruptionBudget.policy': { validate: validatePodDisruptionBudget, validateUpdate: validatePodDisruptionBudgetUpdate },
  'IPAddress.networking.k8s.io': { validate: validateIpAddress, validateUpdate: validateIpAddressUpdate },
  'ServiceCIDR.networking.k8s.io': { validate: validateServiceCidr, validateUpdate: validateServiceCidrUpdate },
  'PriorityClass.scheduling.k8s.io': { validate: validatePriorityClass, validateUpdate: validatePriorityClassUpdate },
  'EndpointSlice.discovery.k8s.io': { validate: validateEndpointSlice, validateUpdate: validateEndpointSliceUpdate },
  'Ingress.networking.k8s.io': { validate: validateIngress, validateUpdate: validateIngressUpdate },
  'IngressClass.networking.k8s.io': { validate: validateIngressClass, validateUpdate: validateIngressClassUpdate },
  'NetworkPolicy.networking.k8s.io': { validate: validateNetworkPolicy, validateUpdate: validateNetworkPolicyUpdate },
  'StorageClass.storage.k8s.io': { validate: validateStorageClass, validateUpdate: validateStorageClassUpdate },
  'ClusterRole.rbac.authorization.k8s.io': { validate: validateClusterRole, validateUpdate: validateClusterRoleUpdate },
  'ClusterRoleBinding.rbac.authorization.k8s.io': { validate: validateClusterRoleBinding, validateUpdate: validateClusterRoleBindingUpdate },
  'Role.rbac.authorization.k8s.io': { validate: validateRole, validateUpdate: validateRoleUpdate },
  'RoleBinding.rbac.authorization.k8s.io': { validate: validateRoleBinding, validateUpdate: validateRoleBindingUpdate },
  'CustomResourceDefinition.apiextensions.k8s.io': { validate: validateCustomResourceDefinition, validateUpdate: validateCustomResourceDefinitionUpdate },
}
