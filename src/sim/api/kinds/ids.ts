// table file
import type { KindId } from '../types.js'

/** The id (kind, and its API group unless that is the core group) of every kind that ships with Kubernetes 1.36, for `kindById` and the store. */
export const Kind = {
  // core
  Binding: 'Binding',
  ConfigMap: 'ConfigMap',
  Endpoints: 'Endpoints',
  Event: 'Event',
  LimitRange: 'LimitRange',
  Namespace: 'Namespace',
  Node: 'Node',
  PersistentVolume: 'PersistentVolume',
  PersistentVolumeClaim: 'PersistentVolumeClaim',
  Pod: 'Pod',
  PodTemplate: 'PodTemplate',
  ReplicationController: 'ReplicationController',
  ResourceQuota: 'ResourceQuota',
  Secret: 'Secret',
  Service: 'Service',
  ServiceAccount: 'ServiceAccount',
  // apps, batch
  ControllerRevision: 'ControllerRevision.apps',
  DaemonSet: 'DaemonSet.apps',
  Deployment: 'Deployment.apps',
  ReplicaSet: 'ReplicaSet.apps',
  StatefulSet: 'StatefulSet.apps',
  CronJob: 'CronJob.batch',
  Job: 'Job.batch',
  // autoscaling, policy, scheduling, coordination, node
  HorizontalPodAutoscaler: 'HorizontalPodAutoscaler.autoscaling',
  PodDisruptionBudget: 'PodDisruptionBudget.policy',
  PriorityClass: 'PriorityClass.scheduling.k8s.io',
  Lease: 'Lease.coordination.k8s.io',
  RuntimeClass: 'RuntimeClass.node.k8s.io',
  // networking, discovery, events
  IngressClass: 'IngressClass.networking.k8s.io',
  Ingress: 'Ingress.networking.k8s.io',
  IPAddress: 'IPAddress.networking.k8s.io',
  NetworkPolicy: 'NetworkPolicy.networking.k8s.io',
  ServiceCIDR: 'ServiceCIDR.networking.k8s.io',
  EndpointSlice: 'EndpointSlice.discovery.k8s.io',
  EventsEvent: 'Event.events.k8s.io',
  // storage
  CSIDriver: 'CSIDriver.storage.k8s.io',
  CSINode: 'CSINode.storage.k8s.io',
  CSIStorageCapacity: 'CSIStorageCapacity.storage.k8s.io',
  StorageClass: 'StorageClass.storage.k8s.io',
  VolumeAttachment: 'VolumeAttachment.storage.k8s.io',
  VolumeAttributesClass: 'VolumeAttributesClass.storage.k8s.io',
  // access
  ClusterRole: 'ClusterRole.rbac.authorization.k8s.io',
  ClusterRoleBinding: 'ClusterRoleBinding.rbac.authorization.k8s.io',
  Role: 'Role.rbac.authorization.k8s.io',
  RoleBinding: 'RoleBinding.rbac.authorization.k8s.io',
  CertificateSigningRequest: 'CertificateSigningRequest.certificates.k8s.io',
  FlowSchema: 'FlowSchema.flowcontrol.apiserver.k8s.io',
  PriorityLevelConfiguration: 'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io',
  // admission, extension, aggregation
  MutatingAdmissionPolicy: 'MutatingAdmissionPolicy.admissionregistration.k8s.io',
  MutatingAdmissionPolicyBinding: 'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  MutatingWebhookConfiguration: 'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  ValidatingAdmissionPolicy: 'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  ValidatingAdmissionPolicyBinding: 'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  ValidatingWebhookConfiguration: 'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  CustomResourceDefinition: 'CustomResourceDefinition.apiextensions.k8s.io',
  APIService: 'APIService.apiregistration.k8s.io',
  // devices, metrics
  DeviceClass: 'DeviceClass.resource.k8s.io',
  ResourceClaim: 'ResourceClaim.resource.k8s.io',
  ResourceClaimTemplate: 'ResourceClaimTemplate.resource.k8s.io',
  ResourceSlice: 'ResourceSlice.resource.k8s.io',
  NodeMetrics: 'NodeMetrics.metrics.k8s.io',
  PodMetrics: 'PodMetrics.metrics.k8s.io',
} as const

/** What actors watch that concern themselves with every kind that a CustomResourceDefinition declares. */
export const anyCustomKind: KindId = '*'
