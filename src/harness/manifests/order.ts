import type { CheckedManifest } from './check-manifest.js'

/** The order in which helm installs kinds (helm 3 kind sorter): what others need comes first. Kinds that are not named come last. */
const installOrder = [
  'PriorityClass', 'Namespace', 'NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodDisruptionBudget', 'ServiceAccount', 'Secret', 'ConfigMap', 'StorageClass',
  'PersistentVolume', 'PersistentVolumeClaim', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'Service', 'DaemonSet', 'Pod',
  'ReplicationController', 'ReplicaSet', 'Deployment', 'HorizontalPodAutoscaler', 'StatefulSet', 'Job', 'CronJob', 'IngressClass', 'Ingress',
]
const rankOf = (kind: string): number => (installOrder.includes(kind) ? installOrder.indexOf(kind) : installOrder.length)

export const inDependencyOrder = (manifests: readonly CheckedManifest[]): readonly CheckedManifest[] =>
  manifests.toSorted((a, b) => rankOf(a.kind.kind) - rankOf(b.kind.kind))
