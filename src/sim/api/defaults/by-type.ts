// table file
import { admissionDefaults } from './admission.js'
import { autoscalingDefaults } from './autoscaling.js'
import { disabledFields } from './disabled.js'
import { containerDefaults, ephemeralContainerDefaults, podSpecDefaults, volumeDefaults } from './pod-spec.js'
import { podDefaults } from './pod.js'
import { deviceRequestDefaults } from './devices.js'
import { numbers, printedLists } from './fill.js'
import type { Draft, Fields } from './fill.js'
import { roundedLists } from './resources.js'
import { serviceDefaults, networkPolicyDefaults } from './network.js'
import { limitRangeItemDefaults, namespaceDefaults, nodeSpecDefaults, nodeStatusDefaults, persistentVolumeClaimDefaults, persistentVolumeDefaults } from './cluster.js'
import { customResourceDefaults, roleRefDefaults, subjectDefaults } from './cluster.js'
import { daemonSetDefaults, deploymentSpecDefaults, jobDefaults, replicationControllerDefaults, statefulSetSpecDefaults } from './workloads.js'

/** Kubernetes 1.36 defaults of each type of the schema: constants, or a function where they depend on other fields. */
export const defaultsByType: Readonly<Record<string, Fields | ((fields: Fields, draft?: Draft) => Fields)>> = {
  ...disabledFields,
  // pods
  'core/v1.Pod': podDefaults,
  'core/v1.PodSpec': podSpecDefaults,
  'core/v1.Container': containerDefaults,
  'core/v1.EphemeralContainer': ephemeralContainerDefaults,
  'core/v1.ContainerPort': { protocol: 'TCP' },
  'core/v1.Probe': { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  'core/v1.HTTPGetAction': { path: '/', scheme: 'HTTP' },
  'core/v1.GRPCAction': { service: '' },
  'core/v1.ObjectFieldSelector': { apiVersion: 'v1' },
  'core/v1.ResourceFieldSelector': { divisor: '0' },
  'core/v1.ResourceRequirements': roundedLists('limits', 'requests'),
  'core/v1.Volume': volumeDefaults,
  'core/v1.SecretVolumeSource': { defaultMode: 420 },
  'core/v1.ConfigMapVolumeSource': { defaultMode: 420 },
  'core/v1.DownwardAPIVolumeSource': { defaultMode: 420 },
  'core/v1.ProjectedVolumeSource': printedLists(['sources'], { defaultMode: 420 }),
  'core/v1.ServiceAccountTokenProjection': { expirationSeconds: 3600 },
  'core/v1.HostPathVolumeSource': { type: '' },
  'core/v1.ISCSIVolumeSource': { iscsiInterface: 'default' },
  'core/v1.RBDVolumeSource': { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  'core/v1.AzureDiskVolumeSource': { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  'core/v1.ScaleIOVolumeSource': { storageMode: 'ThinProvisioned', fsType: 'xfs' },
  // other core kinds
  'core/v1.ReplicationController': replicationControllerDefaults,
  'core/v1.ReplicationControllerSpec': { replicas: 1 },
  'core/v1.Service': serviceDefaults,
  'core/v1.EndpointPort': { protocol: 'TCP' },
  'core/v1.Secret': { type: 'Opaque' },
  'core/v1.Namespace': namespaceDefaults,
  'core/v1.NodeSpec': nodeSpecDefaults,
  'core/v1.NodeStatus': nodeStatusDefaults,
  'core/v1.NodeCondition': { lastHeartbeatTime: null, lastTransitionTime: null },
  'core/v1.LimitRangeSpec': { limits: null },
  'core/v1.LimitRangeItem': limitRangeItemDefaults,
  'core/v1.ResourceQuotaSpec': roundedLists('hard'),
  'core/v1.ResourceQuotaStatus': roundedLists('hard', 'used'),
  'core/v1.PersistentVolume': persistentVolumeDefaults,
  'core/v1.PersistentVolumeSpec': roundedLists('capacity'),
  'core/v1.ISCSIPersistentVolumeSource': { iscsiInterface: 'default' },
  'core/v1.RBDPersistentVolumeSource': { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  'core/v1.ScaleIOPersistentVolumeSource': { storageMode: 'ThinProvisioned', fsType: 'xfs' },
  'core/v1.PersistentVolumeClaim': persistentVolumeClaimDefaults,
  'core/v1.PersistentVolumeClaimSpec': { volumeMode: 'Filesystem' },
  'core/v1.VolumeResourceRequirements': roundedLists('limits', 'requests'),
  // workloads
  'apps/v1.DeploymentSpec': deploymentSpecDefaults,
  'apps/v1.ReplicaSetSpec': { replicas: 1 },
  'apps/v1.StatefulSetSpec': statefulSetSpecDefaults,
  'apps/v1.DaemonSet': daemonSetDefaults,
  'batch/v1.Job': jobDefaults,
  'batch/v1.PodFailurePolicyOnPodConditionsPattern': { status: 'True' },
  'batch/v1.CronJobSpec': { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
  // autoscaling, scheduling, network, storage, access
  ...autoscalingDefaults,
  'scheduling/v1.PriorityClass': { value: 0, preemptionPolicy: 'PreemptLowerPriority' },
  'discovery/v1.EndpointSlice': { endpoints: null, ports: null },
  'discovery/v1.EndpointPort': { name: '', protocol: 'TCP' },
  'networking/v1.NetworkPolicy': networkPolicyDefaults,
  'networking/v1.NetworkPolicyPort': { protocol: 'TCP' },
  'networking/v1.IngressClassParametersReference': { scope: 'Cluster' },
  'storage/v1.StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  'storage/v1.CSIDriverSpec': {
    attachRequired: true, podInfoOnMount: false, storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false, seLinuxMount: false,
  },
  'rbac/v1.Role': { rules: null },
  'rbac/v1.ClusterRole': { rules: null },
  'storage/v1.CSINodeSpec': { drivers: null },
  'storage/v1.CSINodeDriver': printedLists(['topologyKeys']),
  'resource/v1.DeviceClaim': printedLists(['requests']),
  'resource/v1.ExactDeviceRequest': deviceRequestDefaults,
  'resource/v1.DeviceSubRequest': deviceRequestDefaults,
  'resource/v1.DeviceToleration': { operator: 'Equal' },
  'core/v1.Event': { eventTime: null },
  'events/v1.Event': { deprecatedSource: {}, deprecatedFirstTimestamp: null, deprecatedLastTimestamp: null },
  'rbac/v1.RoleRef': roleRefDefaults,
  'rbac/v1.Subject': subjectDefaults,
  ...admissionDefaults,
  'apiextensions/v1.CustomResourceDefinitionSpec': customResourceDefaults,
  'apiextensions/v1.ServiceReference': { port: 443 },
  'apiregistration/v1.ServiceReference': { port: 443 },
  'flowcontrol/v1.FlowSchemaSpec': numbers({ matchingPrecedence: 1000 }),
  'flowcontrol/v1.ResourcePolicyRule': printedLists(['namespaces']),
  'flowcontrol/v1.ExemptPriorityLevelConfiguration': { nominalConcurrencyShares: 0, lendablePercent: 0 },
  'flowcontrol/v1.LimitedPriorityLevelConfiguration': { nominalConcurrencyShares: 30, lendablePercent: 0 },
  'flowcontrol/v1.QueuingConfiguration': numbers({ handSize: 8, queues: 64, queueLengthLimit: 50 }),
}
