// table file
/** API versions that Kubernetes 1.36 no longer serves: `apiVersion kind` -> when they went, and what to write instead. */

export interface RemovedApi {
  readonly removedIn: string
  /** The apiVersion to use; undefined where the API has no successor. */
  readonly use?: string
}

const groups: readonly (readonly [apiVersion: string, removedIn: string, use: string | undefined, kinds: string])[] = [
  ['extensions/v1beta1', '1.16', 'apps/v1', 'DaemonSet Deployment ReplicaSet'],
  ['extensions/v1beta1', '1.16', 'networking.k8s.io/v1', 'NetworkPolicy'],
  ['extensions/v1beta1', '1.16', undefined, 'PodSecurityPolicy'],
  ['extensions/v1beta1', '1.22', 'networking.k8s.io/v1', 'Ingress'],
  ['apps/v1beta1', '1.16', 'apps/v1', 'ControllerRevision Deployment StatefulSet'],
  ['apps/v1beta2', '1.16', 'apps/v1', 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet'],
  ['admissionregistration.k8s.io/v1beta1', '1.22', 'admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration ValidatingWebhookConfiguration'],
  ['apiextensions.k8s.io/v1beta1', '1.22', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io/v1beta1', '1.22', 'apiregistration.k8s.io/v1', 'APIService'],
  ['certificates.k8s.io/v1beta1', '1.22', 'certificates.k8s.io/v1', 'CertificateSigningRequest'],
  ['coordination.k8s.io/v1beta1', '1.22', 'coordination.k8s.io/v1', 'Lease'],
  ['networking.k8s.io/v1beta1', '1.22', 'networking.k8s.io/v1', 'Ingress IngressClass'],
  ['rbac.authorization.k8s.io/v1beta1', '1.22', 'rbac.authorization.k8s.io/v1', 'ClusterRole ClusterRoleBinding Role RoleBinding'],
  ['rbac.authorization.k8s.io/v1alpha1', '1.22', 'rbac.authorization.k8s.io/v1', 'ClusterRole ClusterRoleBinding Role RoleBinding'],
  ['scheduling.k8s.io/v1beta1', '1.22', 'scheduling.k8s.io/v1', 'PriorityClass'],
  ['scheduling.k8s.io/v1alpha1', '1.22', 'scheduling.k8s.io/v1', 'PriorityClass'],
  ['storage.k8s.io/v1beta1', '1.22', 'storage.k8s.io/v1', 'CSIDriver CSINode StorageClass VolumeAttachment'],
  ['storage.k8s.io/v1beta1', '1.27', 'storage.k8s.io/v1', 'CSIStorageCapacity'],
  ['batch/v1beta1', '1.25', 'batch/v1', 'CronJob'],
  ['batch/v2alpha1', '1.21', 'batch/v1', 'CronJob'],
  ['discovery.k8s.io/v1beta1', '1.25', 'discovery.k8s.io/v1', 'EndpointSlice'],
  ['events.k8s.io/v1beta1', '1.25', 'events.k8s.io/v1', 'Event'],
  ['autoscaling/v2beta1', '1.25', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['autoscaling/v2beta2', '1.26', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['policy/v1beta1', '1.25', 'policy/v1', 'PodDisruptionBudget'],
  ['policy/v1beta1', '1.25', undefined, 'PodSecurityPolicy'],
  ['node.k8s.io/v1beta1', '1.25', 'node.k8s.io/v1', 'RuntimeClass'],
  ['flowcontrol.apiserver.k8s.io/v1beta1', '1.26', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema PriorityLevelConfiguration'],
  ['flowcontrol.apiserver.k8s.io/v1beta2', '1.29', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema PriorityLevelConfiguration'],
  ['flowcontrol.apiserver.k8s.io/v1beta3', '1.32', 'flowcontrol.apiserver.k8s.io/v1', 'FlowSchema PriorityLevelConfiguration'],
  ['settings.k8s.io/v1alpha1', '1.20', undefined, 'PodPreset'],
]

export const removedApis: Readonly<Record<string, RemovedApi>> = Object.fromEntries(
  groups.flatMap(([apiVersion, removedIn, use, kinds]) => {
    const removed = { removedIn, ...(use !== undefined && { use }) }
    return kinds.split(' ').map((kind) => [`${apiVersion} ${kind}`, removed])
  }),
)
