// table file
import type { KindId } from './types.js'

/**
 * What the simulator does with each field a manifest can set. `simulated`: actors read it. `kept`: checked and stored; it has no effect
 * on what is simulated (and docs/fidelity.md says so). A field that is not named here is unmodelled: the run reports it.
 */
export type Treatment = 'simulated' | 'kept'
export interface FieldTree { readonly [field: string]: Treatment | FieldTree }

const metadata: FieldTree = {
  name: 'simulated', generateName: 'simulated', namespace: 'simulated', labels: 'simulated', annotations: 'simulated', finalizers: 'simulated', ownerReferences: 'simulated',
  uid: 'kept', resourceVersion: 'simulated', creationTimestamp: 'kept', generation: 'kept', managedFields: 'kept', selfLink: 'kept', deletionTimestamp: 'kept', deletionGracePeriodSeconds: 'kept',
}
const common: FieldTree = { apiVersion: 'simulated', kind: 'simulated', metadata, status: 'kept' }

const probe: FieldTree = {
  exec: 'simulated', httpGet: 'simulated', tcpSocket: 'simulated', grpc: 'simulated', initialDelaySeconds: 'simulated', periodSeconds: 'simulated', timeoutSeconds: 'simulated',
  successThreshold: 'simulated', failureThreshold: 'simulated', terminationGracePeriodSeconds: 'simulated',
}
const user: FieldTree = {
  runAsUser: 'simulated', runAsGroup: 'simulated', runAsNonRoot: 'simulated', appArmorProfile: 'kept', seLinuxOptions: 'kept', seccompProfile: 'kept', windowsOptions: 'kept',
}
const containerSecurity: FieldTree = { ...user, readOnlyRootFilesystem: 'simulated', allowPrivilegeEscalation: 'kept', capabilities: 'kept', privileged: 'kept', procMount: 'kept' }
const podSecurity: FieldTree = {
  ...user, sysctls: 'simulated', fsGroup: 'kept', fsGroupChangePolicy: 'kept', seLinuxChangePolicy: 'kept', supplementalGroups: 'kept', supplementalGroupsPolicy: 'kept',
}
const container: FieldTree = {
  name: 'simulated', image: 'simulated', imagePullPolicy: 'simulated', command: 'simulated', args: 'simulated', ports: 'simulated', env: 'simulated', envFrom: 'simulated',
  resources: { requests: 'simulated', limits: 'simulated' }, volumeMounts: 'simulated', livenessProbe: probe, readinessProbe: probe, startupProbe: probe,
  lifecycle: { postStart: 'simulated', preStop: 'simulated' }, restartPolicy: 'simulated', restartPolicyRules: 'simulated', resizePolicy: 'simulated',
  terminationMessagePath: 'simulated', terminationMessagePolicy: 'simulated', workingDir: 'simulated', securityContext: containerSecurity, stdin: 'simulated', stdinOnce: 'kept', tty: 'kept',
}
const keyed: FieldTree = { name: 'simulated', secretName: 'simulated', optional: 'simulated', items: 'simulated', defaultMode: 'simulated' }
const volume: FieldTree = { name: 'simulated', configMap: keyed, secret: keyed, emptyDir: 'simulated', hostPath: 'simulated', downwardAPI: 'simulated', projected: 'simulated', persistentVolumeClaim: 'simulated', ephemeral: 'simulated' }
const podSpec: FieldTree = {
  containers: container, initContainers: container, restartPolicy: 'simulated', terminationGracePeriodSeconds: 'simulated', activeDeadlineSeconds: 'simulated', nodeName: 'simulated',
  nodeSelector: 'simulated', affinity: 'simulated', tolerations: 'simulated', topologySpreadConstraints: 'simulated', schedulerName: 'simulated', schedulingGates: 'simulated',
  priority: 'simulated', priorityClassName: 'simulated', preemptionPolicy: 'simulated', serviceAccountName: 'simulated', serviceAccount: 'simulated', automountServiceAccountToken: 'simulated',
  hostNetwork: 'simulated', volumes: volume, overhead: 'simulated', resources: { requests: 'simulated', limits: 'simulated' }, readinessGates: 'simulated',
  securityContext: podSecurity, dnsPolicy: 'simulated', dnsConfig: 'simulated', enableServiceLinks: 'simulated', hostname: 'simulated', subdomain: 'simulated', hostAliases: 'simulated',
  setHostnameAsFQDN: 'simulated', runtimeClassName: 'simulated', ephemeralContainers: { ...container, targetContainerName: 'kept' }, hostIPC: 'kept', hostPID: 'kept', hostUsers: 'kept',
  shareProcessNamespace: 'kept', imagePullSecrets: 'simulated', os: 'simulated',
}
const template: FieldTree = { metadata, spec: podSpec }
const selector: FieldTree = { matchLabels: 'simulated', matchExpressions: 'simulated' }
const jobSpec: FieldTree = {
  parallelism: 'simulated', completions: 'simulated', completionMode: 'simulated', activeDeadlineSeconds: 'simulated', backoffLimit: 'simulated', backoffLimitPerIndex: 'simulated',
  maxFailedIndexes: 'simulated', podFailurePolicy: 'simulated', successPolicy: 'simulated', podReplacementPolicy: 'simulated', selector, manualSelector: 'simulated', suspend: 'simulated',
  ttlSecondsAfterFinished: 'simulated', managedBy: 'simulated', template,
}
const claimSpec: FieldTree = {
  accessModes: 'simulated', resources: 'simulated', selector: 'simulated', storageClassName: 'simulated', volumeMode: 'simulated', volumeName: 'simulated', volumeAttributesClassName: 'simulated',
}

export const modelledFields: Readonly<Record<KindId, FieldTree>> = {
  Namespace: { ...common, spec: 'simulated' },
  Node: { ...common, spec: 'simulated', status: 'simulated' },
  Pod: { ...common, spec: podSpec },
  ConfigMap: { ...common, data: 'simulated', binaryData: 'simulated', immutable: 'simulated' },
  Secret: { ...common, data: 'simulated', stringData: 'simulated', type: 'kept', immutable: 'simulated' },
  ServiceAccount: { ...common, automountServiceAccountToken: 'simulated', imagePullSecrets: 'kept', secrets: 'kept' },
  Service: {
    ...common,
    spec: {
      type: 'simulated', selector: 'simulated', ports: 'simulated', clusterIP: 'simulated', clusterIPs: 'simulated', publishNotReadyAddresses: 'simulated', externalName: 'simulated',
      ipFamilies: 'kept', ipFamilyPolicy: 'kept', sessionAffinity: 'simulated', sessionAffinityConfig: 'kept', internalTrafficPolicy: 'simulated', externalTrafficPolicy: 'simulated',
      externalIPs: 'simulated', trafficDistribution: 'simulated',
      loadBalancerIP: 'kept', loadBalancerClass: 'kept', loadBalancerSourceRanges: 'kept', allocateLoadBalancerNodePorts: 'kept', healthCheckNodePort: 'kept',
    },
  },
  'EndpointSlice.discovery.k8s.io': { ...common, addressType: 'simulated', endpoints: 'simulated', ports: 'simulated' },
  Endpoints: { ...common, subsets: 'simulated' },
  LimitRange: { ...common, spec: 'simulated' },
  ResourceQuota: { ...common, spec: 'simulated' },
  'RuntimeClass.node.k8s.io': { ...common, handler: 'kept', overhead: 'simulated', scheduling: 'simulated' },
  'Event.events.k8s.io': { ...common, regarding: 'kept', reason: 'kept', note: 'kept', type: 'kept', eventTime: 'kept', series: 'kept', action: 'kept', related: 'kept', reportingController: 'kept', reportingInstance: 'kept' },
  'CSINode.storage.k8s.io': { ...common, spec: 'simulated' },
  'CSIDriver.storage.k8s.io': {
    ...common,
    spec: {
      storageCapacity: 'simulated', attachRequired: 'simulated', podInfoOnMount: 'kept', volumeLifecycleModes: 'kept', fsGroupPolicy: 'kept', tokenRequests: 'kept', requiresRepublish: 'kept', seLinuxMount: 'kept',
      nodeAllocatableUpdatePeriodSeconds: 'kept', serviceAccountTokenInSecrets: 'kept',
    },
  },
  'CSIStorageCapacity.storage.k8s.io': { ...common, storageClassName: 'simulated', capacity: 'simulated', maximumVolumeSize: 'simulated', nodeTopology: 'simulated' },
  'VolumeAttachment.storage.k8s.io': { ...common, spec: 'simulated' },
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io': { ...common, spec: 'simulated' },
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io': { ...common, spec: 'simulated' },
  'MutatingAdmissionPolicy.admissionregistration.k8s.io': { ...common, spec: 'simulated' },
  'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io': { ...common, spec: 'simulated' },
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': { ...common, webhooks: 'kept' },
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': { ...common, webhooks: 'kept' },
  'CustomResourceDefinition.apiextensions.k8s.io': { ...common, spec: 'simulated' },
  'Ingress.networking.k8s.io': { ...common, spec: { ingressClassName: 'kept', defaultBackend: 'simulated', rules: 'simulated', tls: 'kept' } },
  'NetworkPolicy.networking.k8s.io': { ...common, spec: { podSelector: selector, policyTypes: 'simulated', ingress: 'simulated', egress: 'simulated' } },
  'Role.rbac.authorization.k8s.io': { ...common, rules: 'simulated' },
  'ClusterRole.rbac.authorization.k8s.io': { ...common, rules: 'simulated', aggregationRule: 'simulated' },
  'RoleBinding.rbac.authorization.k8s.io': { ...common, subjects: 'simulated', roleRef: 'simulated' },
  'ClusterRoleBinding.rbac.authorization.k8s.io': { ...common, subjects: 'simulated', roleRef: 'simulated' },
  Event: { ...common, involvedObject: 'kept', reason: 'kept', message: 'kept', type: 'kept', count: 'kept', firstTimestamp: 'kept', lastTimestamp: 'kept', eventTime: 'kept', series: 'kept', action: 'kept', related: 'kept', source: 'kept', reportingComponent: 'kept', reportingInstance: 'kept' },
  'Lease.coordination.k8s.io': { ...common, spec: 'kept' },
  Binding: { ...common, target: 'simulated' },
  'Deployment.apps': {
    ...common,
    spec: {
      replicas: 'simulated', selector, template, strategy: 'simulated', minReadySeconds: 'simulated', revisionHistoryLimit: 'simulated', progressDeadlineSeconds: 'simulated', paused: 'simulated',
    },
  },
  'ReplicaSet.apps': { ...common, spec: { replicas: 'simulated', selector, template, minReadySeconds: 'simulated' } },
  'StatefulSet.apps': {
    ...common,
    spec: {
      replicas: 'simulated', selector, template, serviceName: 'simulated', podManagementPolicy: 'simulated', minReadySeconds: 'simulated', revisionHistoryLimit: 'simulated', ordinals: 'simulated',
      // MaxUnavailableStatefulSet is off in 1.36: the API server drops the field.
      updateStrategy: { type: 'simulated', rollingUpdate: { partition: 'simulated', maxUnavailable: 'kept' } },
      persistentVolumeClaimRetentionPolicy: 'simulated', volumeClaimTemplates: { ...common, spec: claimSpec },
    },
  },
  'DaemonSet.apps': { ...common, spec: { selector, template, updateStrategy: 'simulated', minReadySeconds: 'simulated', revisionHistoryLimit: 'simulated' } },
  'ControllerRevision.apps': { ...common, revision: 'simulated', data: 'simulated' },
  ReplicationController: { ...common, spec: { replicas: 'simulated', selector: 'simulated', template, minReadySeconds: 'simulated' } },
  PersistentVolumeClaim: { ...common, spec: claimSpec },
  PersistentVolume: {
    ...common,
    spec: {
      capacity: 'simulated', accessModes: 'simulated', claimRef: 'simulated', nodeAffinity: 'simulated', persistentVolumeReclaimPolicy: 'simulated', storageClassName: 'simulated',
      volumeMode: 'simulated', volumeAttributesClassName: 'simulated', mountOptions: 'kept', hostPath: 'kept', local: 'kept', csi: 'kept', nfs: 'kept', iscsi: 'kept', fc: 'kept',
    },
  },
  'StorageClass.storage.k8s.io': {
    ...common, provisioner: 'simulated', reclaimPolicy: 'simulated', volumeBindingMode: 'simulated', parameters: 'kept', allowVolumeExpansion: 'simulated', mountOptions: 'simulated', allowedTopologies: 'simulated',
  },
  'Job.batch': { ...common, spec: jobSpec },
  'CronJob.batch': {
    ...common,
    spec: {
      schedule: 'simulated', timeZone: 'simulated', startingDeadlineSeconds: 'simulated', concurrencyPolicy: 'simulated', suspend: 'simulated', successfulJobsHistoryLimit: 'simulated',
      failedJobsHistoryLimit: 'simulated', jobTemplate: { metadata, spec: jobSpec },
    },
  },
  'HorizontalPodAutoscaler.autoscaling': { ...common, spec: 'simulated' },
  'PodDisruptionBudget.policy': { ...common, spec: 'simulated' },
  'PriorityClass.scheduling.k8s.io': { ...common, value: 'simulated', globalDefault: 'simulated', description: 'kept', preemptionPolicy: 'simulated' },
}
