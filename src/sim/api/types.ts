// table file
/**
 * The modelled fields of Kubernetes 1.36 objects, as plain readonly data. A field that is absent here is kept on the
 * object when a manifest sets it, but nothing in the simulator reads it.
 */

/** Virtual milliseconds since time 0 of a cluster; negative before the scenario starts. */
export type Millis = number
/** RFC 3339 with second resolution, e.g. `2026-01-01T00:00:07Z`. */
export type Timestamp = string
/** A quantity in Kubernetes' notation; manifests may give plain numbers, storage is always a string. */
export type Quantity = string
export type IntOrString = number | string
export type StringMap = Readonly<Record<string, string>>
/** `Pod`, `Deployment.apps`, `HorizontalPodAutoscaler.autoscaling`: kind, and the API group unless it is the core group. */
export type KindId = string
/** `namespace/name`, or `name` alone for objects of cluster scope. */
export type ObjectKey = string

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly generateName?: string
  readonly uid: string
  readonly resourceVersion: string
  readonly generation?: number
  readonly creationTimestamp: Timestamp
  readonly deletionTimestamp?: Timestamp
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: StringMap
  readonly annotations?: StringMap
  readonly ownerReferences?: readonly OwnerReference[]
  readonly finalizers?: readonly string[]
}

/** Any object as the API server stores it. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** An object whose inside is not typed: custom resources, kinds that are stored only, and manifests before decoding. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly observedGeneration?: number
  readonly lastProbeTime?: Timestamp | null
  readonly lastHeartbeatTime?: Timestamp
  readonly lastUpdateTime?: Timestamp
  readonly lastTransitionTime?: Timestamp
  readonly reason?: string
  readonly message?: string
}

export interface LabelSelectorRequirement {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}
export interface LabelSelector {
  readonly matchLabels?: StringMap
  readonly matchExpressions?: readonly LabelSelectorRequirement[]
}

// ---------------------------------------------------------------- core/v1: Namespace, Node

export interface Namespace extends KubeObject {
  readonly spec?: { readonly finalizers?: readonly string[] }
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] }
}

export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: string
  readonly timeAdded?: Timestamp
}
export type ResourceList = Readonly<Record<string, Quantity>>
export interface ContainerImage {
  readonly names?: readonly string[]
  readonly sizeBytes?: number
}
export interface NodeSpec {
  readonly podCIDR?: string
  readonly podCIDRs?: readonly string[]
  readonly providerID?: string
  readonly taints?: readonly Taint[]
  readonly unschedulable?: boolean
}
export interface NodeStatus {
  readonly capacity?: ResourceList
  readonly allocatable?: ResourceList
  readonly conditions?: readonly Condition[]
  readonly addresses?: readonly { readonly type: string; readonly address: string }[]
  readonly images?: readonly ContainerImage[]
  readonly nodeInfo?: Readonly<Record<string, Json>>
}
export interface Node extends KubeObject {
  readonly spec: NodeSpec
  readonly status: NodeStatus
}

// ---------------------------------------------------------------- core/v1: Pod

export interface ContainerPort {
  readonly name?: string
  readonly containerPort: number
  readonly hostPort?: number
  readonly hostIP?: string
  readonly protocol?: string
}
export interface ResourceRequirements {
  readonly requests?: ResourceList
  readonly limits?: ResourceList
  readonly claims?: readonly { readonly name: string; readonly request?: string }[]
}
export interface ExecAction { readonly command?: readonly string[] }
export interface HttpGetAction {
  readonly path?: string
  readonly port: IntOrString
  readonly host?: string
  readonly scheme?: string
  readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[]
}
export interface TcpSocketAction { readonly port: IntOrString; readonly host?: string }
export interface GrpcAction { readonly port: number; readonly service?: string | null }
export interface Probe {
  readonly exec?: ExecAction
  readonly httpGet?: HttpGetAction
  readonly tcpSocket?: TcpSocketAction
  readonly grpc?: GrpcAction
  readonly initialDelaySeconds?: number
  readonly periodSeconds?: number
  readonly timeoutSeconds?: number
  readonly successThreshold?: number
  readonly failureThreshold?: number
  readonly terminationGracePeriodSeconds?: number
}
export interface LifecycleHandler {
  readonly exec?: ExecAction
  readonly httpGet?: HttpGetAction
  readonly tcpSocket?: TcpSocketAction
  readonly sleep?: { readonly seconds: number }
}
export interface ConfigMapKeySelector { readonly name?: string; readonly key: string; readonly optional?: boolean }
export interface EnvVar {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: {
    readonly configMapKeyRef?: ConfigMapKeySelector
    readonly secretKeyRef?: ConfigMapKeySelector
    readonly fieldRef?: { readonly apiVersion?: string; readonly fieldPath: string }
    readonly resourceFieldRef?: { readonly containerName?: string; readonly resource: string; readonly divisor?: Quantity }
  }
}
export interface EnvFromSource {
  readonly prefix?: string
  readonly configMapRef?: { readonly name?: string; readonly optional?: boolean }
  readonly secretRef?: { readonly name?: string; readonly optional?: boolean }
}
export interface VolumeMount {
  readonly name: string
  readonly mountPath: string
  readonly subPath?: string
  readonly readOnly?: boolean
}
export interface Container {
  readonly name: string
  readonly image?: string
  readonly imagePullPolicy?: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly stdin?: boolean
  readonly workingDir?: string
  readonly ports?: readonly ContainerPort[]
  readonly env?: readonly EnvVar[]
  readonly envFrom?: readonly EnvFromSource[]
  readonly resources?: ResourceRequirements
  readonly volumeMounts?: readonly VolumeMount[]
  readonly volumeDevices?: readonly { readonly name: string; readonly devicePath: string }[]
  readonly livenessProbe?: Probe
  readonly readinessProbe?: Probe
  readonly startupProbe?: Probe
  readonly lifecycle?: { readonly postStart?: LifecycleHandler; readonly preStop?: LifecycleHandler; readonly stopSignal?: string }
  readonly restartPolicy?: string
  readonly restartPolicyRules?: readonly { readonly action: string; readonly exitCodes?: { readonly operator: string; readonly values?: readonly number[] } }[]
  readonly resizePolicy?: readonly { readonly resourceName: string; readonly restartPolicy: string }[]
  readonly terminationMessagePath?: string
  readonly terminationMessagePolicy?: string
  readonly securityContext?: JsonObject
  /** Of ephemeral containers alone. */
  readonly targetContainerName?: string
}
export interface Toleration {
  readonly key?: string
  readonly operator?: string
  readonly value?: string
  readonly effect?: string
  readonly tolerationSeconds?: number
}
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly LabelSelectorRequirement[]
  readonly matchFields?: readonly LabelSelectorRequirement[]
}
export interface NodeAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms: readonly NodeSelectorTerm[] }
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly { readonly weight: number; readonly preference: NodeSelectorTerm }[]
}
export interface PodAffinityTerm {
  readonly labelSelector?: LabelSelector
  readonly matchLabelKeys?: readonly string[]
  readonly mismatchLabelKeys?: readonly string[]
  readonly namespaceSelector?: LabelSelector
  readonly namespaces?: readonly string[]
  readonly topologyKey: string
}
export interface PodAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[]
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }[]
}
export interface Affinity {
  readonly nodeAffinity?: NodeAffinity
  readonly podAffinity?: PodAffinity
  readonly podAntiAffinity?: PodAffinity
}
export interface TopologySpreadConstraint {
  readonly maxSkew: number
  readonly topologyKey: string
  readonly whenUnsatisfiable: string
  readonly labelSelector?: LabelSelector
  readonly matchLabelKeys?: readonly string[]
  readonly minDomains?: number
  readonly nodeAffinityPolicy?: string
  readonly nodeTaintsPolicy?: string
}
export interface Volume {
  readonly name: string
  readonly configMap?: { readonly name?: string; readonly optional?: boolean; readonly items?: readonly { readonly key: string; readonly path: string }[]; readonly defaultMode?: number }
  readonly secret?: { readonly secretName?: string; readonly optional?: boolean; readonly items?: readonly { readonly key: string; readonly path: string }[]; readonly defaultMode?: number }
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: Quantity }
  readonly hostPath?: { readonly path: string; readonly type?: string }
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean }
  readonly ephemeral?: { readonly volumeClaimTemplate?: { readonly metadata?: Partial<ObjectMeta>; readonly spec: PersistentVolumeClaim['spec'] } }
  readonly projected?: JsonObject
  readonly downwardAPI?: JsonObject
}
export interface PodSpec {
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly ephemeralContainers?: readonly Container[]
  readonly restartPolicy?: string
  readonly terminationGracePeriodSeconds?: number
  readonly activeDeadlineSeconds?: number
  readonly nodeName?: string
  readonly nodeSelector?: StringMap
  readonly affinity?: Affinity
  readonly tolerations?: readonly Toleration[]
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[]
  readonly schedulerName?: string
  readonly schedulingGates?: readonly { readonly name: string }[]
  readonly priority?: number
  readonly priorityClassName?: string
  readonly preemptionPolicy?: string
  readonly serviceAccountName?: string
  readonly serviceAccount?: string
  readonly automountServiceAccountToken?: boolean
  readonly imagePullSecrets?: readonly { readonly name: string }[]
  readonly hostNetwork?: boolean
  readonly hostIPC?: boolean
  readonly hostname?: string
  readonly subdomain?: string
  readonly dnsPolicy?: string
  readonly enableServiceLinks?: boolean
  readonly volumes?: readonly Volume[]
  readonly overhead?: ResourceList
  readonly resources?: ResourceRequirements
  readonly readinessGates?: readonly { readonly conditionType: string }[]
  readonly runtimeClassName?: string
  readonly securityContext?: JsonObject
  readonly os?: { readonly name: string }
}
export interface ContainerStateWaiting { readonly reason?: string; readonly message?: string }
export interface ContainerStateRunning { readonly startedAt?: Timestamp }
export interface ContainerStateTerminated {
  readonly exitCode: number
  readonly signal?: number
  readonly reason?: string
  readonly message?: string
  readonly startedAt?: Timestamp
  readonly finishedAt?: Timestamp
  readonly containerID?: string
}
export interface ContainerState {
  readonly waiting?: ContainerStateWaiting
  readonly running?: ContainerStateRunning
  readonly terminated?: ContainerStateTerminated
}
export interface ContainerStatus {
  readonly name: string
  readonly state?: ContainerState
  readonly lastState?: ContainerState
  readonly ready: boolean
  readonly restartCount: number
  readonly image: string
  readonly imageID: string
  readonly containerID?: string
  readonly started?: boolean
  readonly allocatedResources?: ResourceList
  readonly resources?: ResourceRequirements
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean; readonly recursiveReadOnly?: string }[]
}
export interface PodStatus {
  readonly phase?: string
  readonly observedGeneration?: number
  readonly conditions?: readonly Condition[]
  readonly message?: string
  readonly reason?: string
  readonly nominatedNodeName?: string
  readonly hostIP?: string
  readonly hostIPs?: readonly { readonly ip: string }[]
  readonly podIP?: string
  readonly podIPs?: readonly { readonly ip: string }[]
  readonly startTime?: Timestamp
  readonly initContainerStatuses?: readonly ContainerStatus[]
  readonly containerStatuses?: readonly ContainerStatus[]
  readonly ephemeralContainerStatuses?: readonly ContainerStatus[]
  readonly qosClass?: string
}
export interface Pod extends KubeObject {
  readonly spec: PodSpec
  readonly status: PodStatus
}
export interface PodTemplateSpec {
  readonly metadata?: { readonly name?: string; readonly labels?: StringMap; readonly annotations?: StringMap; readonly finalizers?: readonly string[] }
  readonly spec: PodSpec
}

// ---------------------------------------------------------------- apps/v1

export interface ReplicaSet extends KubeObject {
  readonly spec: { readonly replicas: number; readonly minReadySeconds?: number; readonly selector: LabelSelector; readonly template: PodTemplateSpec }
  readonly status: {
    readonly replicas: number
    readonly fullyLabeledReplicas?: number
    readonly readyReplicas?: number
    readonly availableReplicas?: number
    readonly terminatingReplicas?: number
    readonly observedGeneration?: number
    readonly conditions?: readonly Condition[]
  }
}
export interface DeploymentSpec {
  readonly replicas: number
  readonly selector: LabelSelector
  readonly template: PodTemplateSpec
  readonly strategy: { readonly type: string; readonly rollingUpdate?: { readonly maxSurge?: IntOrString; readonly maxUnavailable?: IntOrString } }
  readonly minReadySeconds?: number
  readonly revisionHistoryLimit?: number
  readonly progressDeadlineSeconds?: number
  readonly paused?: boolean
}
export interface DeploymentStatus {
  readonly observedGeneration?: number
  readonly replicas?: number
  readonly updatedReplicas?: number
  readonly readyReplicas?: number
  readonly availableReplicas?: number
  readonly unavailableReplicas?: number
  readonly terminatingReplicas?: number
  readonly collisionCount?: number
  readonly conditions?: readonly Condition[]
}
export interface Deployment extends KubeObject {
  readonly spec: DeploymentSpec
  readonly status: DeploymentStatus
}

// ---------------------------------------------------------------- batch/v1

export interface PodFailurePolicyRule {
  readonly action: string
  readonly onExitCodes?: { readonly containerName?: string; readonly operator: string; readonly values?: readonly number[] }
  readonly onPodConditions?: readonly { readonly type: string; readonly status?: string }[]
}
export interface SuccessPolicyRule {
  readonly succeededIndexes?: string
  readonly succeededCount?: number
}
export interface JobSpec {
  readonly parallelism?: number
  readonly completions?: number
  readonly completionMode?: string
  readonly activeDeadlineSeconds?: number
  readonly backoffLimit?: number
  readonly backoffLimitPerIndex?: number
  readonly maxFailedIndexes?: number
  readonly podFailurePolicy?: { readonly rules: readonly PodFailurePolicyRule[] }
  readonly successPolicy?: { readonly rules: readonly SuccessPolicyRule[] }
  readonly podReplacementPolicy?: string
  readonly selector?: LabelSelector
  readonly manualSelector?: boolean
  readonly suspend?: boolean
  readonly ttlSecondsAfterFinished?: number
  readonly managedBy?: string
  readonly template: PodTemplateSpec
}
export interface JobStatus {
  readonly conditions?: readonly Condition[]
  readonly startTime?: Timestamp
  readonly completionTime?: Timestamp
  readonly active?: number
  readonly ready?: number
  readonly terminating?: number
  readonly succeeded?: number
  readonly failed?: number
  readonly completedIndexes?: string
  readonly failedIndexes?: string
  readonly uncountedTerminatedPods?: { readonly succeeded?: readonly string[]; readonly failed?: readonly string[] }
}
export interface Job extends KubeObject {
  readonly spec: JobSpec
  readonly status: JobStatus
}
export interface JobTemplateSpec {
  readonly metadata?: { readonly labels?: StringMap; readonly annotations?: StringMap }
  readonly spec: JobSpec
}
export interface CronJobSpec {
  readonly schedule: string
  readonly timeZone?: string
  readonly startingDeadlineSeconds?: number
  readonly concurrencyPolicy?: string
  readonly suspend?: boolean
  readonly successfulJobsHistoryLimit?: number
  readonly failedJobsHistoryLimit?: number
  readonly jobTemplate: JobTemplateSpec
}
export interface CronJobStatus {
  readonly active?: readonly ObjectReference[]
  readonly lastScheduleTime?: Timestamp
  readonly lastSuccessfulTime?: Timestamp
}
export interface CronJob extends KubeObject {
  readonly spec: CronJobSpec
  readonly status: CronJobStatus
}

export interface StatefulSetSpec {
  readonly replicas: number
  readonly selector: LabelSelector
  readonly template: PodTemplateSpec
  readonly serviceName?: string
  readonly podManagementPolicy?: string
  readonly updateStrategy: { readonly type: string; readonly rollingUpdate?: { readonly partition?: number; readonly maxUnavailable?: IntOrString } }
  readonly minReadySeconds?: number
  readonly revisionHistoryLimit?: number
  readonly ordinals?: { readonly start?: number }
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string }
  readonly volumeClaimTemplates?: readonly PersistentVolumeClaim[]
}
export interface StatefulSetStatus {
  readonly observedGeneration?: number
  readonly replicas: number
  readonly readyReplicas?: number
  readonly currentReplicas?: number
  readonly updatedReplicas?: number
  readonly availableReplicas: number
  readonly currentRevision?: string
  readonly updateRevision?: string
  readonly collisionCount?: number
}
export interface StatefulSet extends KubeObject {
  readonly spec: StatefulSetSpec
  readonly status: StatefulSetStatus
}
export interface DaemonSetSpec {
  readonly selector: LabelSelector
  readonly template: PodTemplateSpec
  readonly updateStrategy: { readonly type: string; readonly rollingUpdate?: { readonly maxSurge?: IntOrString; readonly maxUnavailable?: IntOrString } }
  readonly minReadySeconds?: number
  readonly revisionHistoryLimit?: number
}
export interface DaemonSetStatus {
  readonly currentNumberScheduled: number
  readonly numberMisscheduled: number
  readonly desiredNumberScheduled: number
  readonly numberReady: number
  readonly observedGeneration?: number
  readonly updatedNumberScheduled?: number
  readonly numberAvailable?: number
  readonly numberUnavailable?: number
  readonly collisionCount?: number
}
export interface DaemonSet extends KubeObject {
  readonly spec: DaemonSetSpec
  readonly status: DaemonSetStatus
}
/** A template that a StatefulSet or DaemonSet has or had: `data` is the strategic merge patch that brings it back. */
export interface ControllerRevision extends KubeObject {
  readonly revision: number
  readonly data?: { readonly spec?: { readonly template?: PodTemplateSpec } }
}

// ---------------------------------------------------------------- storage

export interface PersistentVolumeClaim extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[]
    readonly resources?: { readonly requests?: ResourceList; readonly limits?: ResourceList }
    readonly selector?: LabelSelector
    readonly storageClassName?: string
    readonly volumeMode?: string
    readonly volumeName?: string
    readonly volumeAttributesClassName?: string
    readonly dataSource?: JsonObject
  }
  readonly status: {
    readonly phase?: string
    readonly accessModes?: readonly string[]
    readonly capacity?: ResourceList
    readonly conditions?: readonly Condition[]
  }
}
export interface PersistentVolume extends KubeObject {
  readonly spec: {
    readonly capacity?: ResourceList
    readonly accessModes?: readonly string[]
    readonly claimRef?: Partial<ObjectReference>
    readonly nodeAffinity?: { readonly required?: { readonly nodeSelectorTerms: readonly NodeSelectorTerm[] } }
    readonly persistentVolumeReclaimPolicy?: string
    readonly storageClassName?: string
    readonly volumeAttributesClassName?: string
    readonly volumeMode?: string
    readonly mountOptions?: readonly string[]
    readonly hostPath?: { readonly path: string; readonly type?: string }
    readonly csi?: JsonObject
    readonly local?: { readonly path: string }
  }
  readonly status: { readonly phase?: string; readonly reason?: string; readonly message?: string; readonly lastPhaseTransitionTime?: Timestamp }
}
export interface StorageClass extends KubeObject {
  readonly provisioner: string
  readonly parameters?: StringMap
  readonly reclaimPolicy?: string
  readonly volumeBindingMode?: string
  readonly allowVolumeExpansion?: boolean
  readonly mountOptions?: readonly string[]
  readonly allowedTopologies?: readonly JsonObject[]
}

// ---------------------------------------------------------------- services

export interface ServicePort {
  readonly name?: string
  readonly protocol?: string
  readonly appProtocol?: string
  readonly port: number
  readonly targetPort?: IntOrString
  readonly nodePort?: number
}
export interface Service extends KubeObject {
  readonly spec: {
    readonly type?: string
    readonly clusterIP?: string
    readonly clusterIPs?: readonly string[]
    readonly selector?: StringMap
    readonly ports?: readonly ServicePort[]
    readonly publishNotReadyAddresses?: boolean
    readonly externalName?: string
    readonly sessionAffinity?: string
    readonly internalTrafficPolicy?: string
    readonly externalTrafficPolicy?: string
    readonly ipFamilies?: readonly string[]
    readonly ipFamilyPolicy?: string
    readonly trafficDistribution?: string
    readonly allocateLoadBalancerNodePorts?: boolean
    readonly healthCheckNodePort?: number
  }
  readonly status?: JsonObject
}
export interface Endpoint {
  readonly addresses: readonly string[]
  readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean }
  readonly hostname?: string
  readonly nodeName?: string
  readonly zone?: string
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[]; readonly forNodes?: readonly { readonly name: string }[] }
  readonly targetRef?: { readonly kind?: string; readonly namespace?: string; readonly name?: string; readonly uid?: string }
}
export interface EndpointPort { readonly name?: string; readonly protocol?: string; readonly port?: number; readonly appProtocol?: string }
export interface EndpointSlice extends KubeObject {
  readonly addressType: string
  readonly endpoints: readonly Endpoint[]
  readonly ports?: readonly EndpointPort[]
}

// ---------------------------------------------------------------- configuration, accounts, leases, events

export interface ConfigMap extends KubeObject { readonly data?: StringMap; readonly binaryData?: StringMap; readonly immutable?: boolean }
export interface Secret extends KubeObject { readonly type?: string; readonly data?: StringMap; readonly immutable?: boolean }
export interface ServiceAccount extends KubeObject {
  readonly automountServiceAccountToken?: boolean
  readonly imagePullSecrets?: readonly { readonly name: string }[]
  readonly secrets?: readonly { readonly name: string }[]
}
export interface Lease extends KubeObject {
  readonly spec: { readonly holderIdentity?: string; readonly leaseDurationSeconds?: number; readonly renewTime?: string; readonly acquireTime?: string }
}
export interface ObjectReference {
  readonly apiVersion?: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly fieldPath?: string
}
/** core/v1 Event as stored; events.k8s.io/v1 writers use `series`, `reportingComponent` and leave `source` empty. */
export interface Event extends KubeObject {
  readonly involvedObject: ObjectReference
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly count?: number
  readonly firstTimestamp?: Timestamp | null
  readonly lastTimestamp?: Timestamp | null
  readonly eventTime?: string | null
  readonly series?: { readonly count: number; readonly lastObservedTime: string }
  readonly action?: string
  readonly related?: ObjectReference
  readonly source: { readonly component?: string; readonly host?: string }
  readonly reportingComponent: string
  readonly reportingInstance: string
}

// ---------------------------------------------------------------- autoscaling/v2, policy/v1, scheduling/v1

export interface MetricTarget { readonly type: string; readonly averageUtilization?: number; readonly averageValue?: Quantity; readonly value?: Quantity }
export interface MetricIdentifier { readonly name: string; readonly selector?: LabelSelector }
export interface MetricSpec {
  readonly type: string
  readonly resource?: { readonly name: string; readonly target: MetricTarget }
  readonly containerResource?: { readonly name: string; readonly container: string; readonly target: MetricTarget }
  readonly pods?: { readonly metric: MetricIdentifier; readonly target: MetricTarget }
  readonly object?: { readonly metric: MetricIdentifier; readonly describedObject: { readonly apiVersion?: string; readonly kind: string; readonly name: string }; readonly target: MetricTarget }
  readonly external?: { readonly metric: MetricIdentifier; readonly target: MetricTarget }
}
export interface HPAScalingRules {
  readonly stabilizationWindowSeconds?: number
  readonly selectPolicy?: string
  readonly tolerance?: Quantity
  readonly policies?: readonly { readonly type: string; readonly value: number; readonly periodSeconds: number }[]
}
export interface HorizontalPodAutoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string }
    readonly minReplicas?: number
    readonly maxReplicas: number
    readonly metrics?: readonly MetricSpec[]
    readonly behavior?: { readonly scaleUp?: HPAScalingRules; readonly scaleDown?: HPAScalingRules }
  }
  readonly status: {
    readonly observedGeneration?: number
    readonly lastScaleTime?: Timestamp
    readonly currentReplicas?: number
    readonly desiredReplicas: number
    readonly currentMetrics?: readonly JsonObject[] | null
    readonly conditions?: readonly Condition[]
  }
}
export interface PodDisruptionBudget extends KubeObject {
  readonly spec: { readonly minAvailable?: IntOrString; readonly maxUnavailable?: IntOrString; readonly selector?: LabelSelector; readonly unhealthyPodEvictionPolicy?: string }
  readonly status: {
    readonly observedGeneration?: number
    readonly disruptedPods?: StringMap
    readonly disruptionsAllowed: number
    readonly currentHealthy: number
    readonly desiredHealthy: number
    readonly expectedPods: number
    readonly conditions?: readonly Condition[]
  }
}
export interface PriorityClass extends KubeObject {
  readonly value: number
  readonly globalDefault?: boolean
  readonly description?: string
  readonly preemptionPolicy?: string
}
