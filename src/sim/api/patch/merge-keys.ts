// table file
/** `patchStrategy` and `patchMergeKey` of the built-in types of Kubernetes 1.36, by struct and field. Lists without an entry are replaced whole. */

export interface PatchRule {
  /** `merge`: list elements by key, or primitives as a set; `replace`: a map as a whole. */
  readonly strategy?: 'merge' | 'replace'
  readonly mergeKey?: string
  /** Keys that the patch does not name are dropped. */
  readonly retainKeys?: true
}

const by = (mergeKey: string): PatchRule => ({ strategy: 'merge', mergeKey })
const retaining = (mergeKey: string): PatchRule => ({ strategy: 'merge', mergeKey, retainKeys: true })
const set: PatchRule = { strategy: 'merge' }
const conditions = { conditions: by('type') }
const container = { env: by('name'), ports: by('containerPort'), volumeDevices: by('devicePath'), volumeMounts: by('mountPath') }

export const patchRules: Readonly<Record<string, Readonly<Record<string, PatchRule>>>> = {
  'meta/v1.ObjectMeta': { finalizers: set, ownerReferences: by('uid') },
  'core/v1.ComponentStatus': conditions,
  'core/v1.Container': container,
  'core/v1.ContainerStatus': { allocatedResourcesStatus: by('name'), volumeMounts: by('mountPath') },
  'core/v1.EphemeralContainer': container,
  'core/v1.NamespaceStatus': conditions,
  'core/v1.NodeSpec': { podCIDRs: set },
  'core/v1.NodeStatus': { addresses: by('type'), conditions: by('type') },
  'core/v1.PersistentVolumeClaimStatus': conditions,
  'core/v1.PodSpec': {
    containers: by('name'),
    ephemeralContainers: by('name'),
    hostAliases: by('ip'),
    imagePullSecrets: by('name'),
    initContainers: by('name'),
    resourceClaims: retaining('name'),
    schedulingGates: by('name'),
    topologySpreadConstraints: by('topologyKey'),
    volumes: retaining('name'),
  },
  'core/v1.PodStatus': { conditions: by('type'), hostIPs: by('ip'), podIPs: by('ip'), resourceClaimStatuses: retaining('name') },
  'core/v1.ReplicationControllerStatus': conditions,
  'core/v1.ServiceAccount': { secrets: by('name') },
  'core/v1.ServiceSpec': { ports: by('port') },
  'core/v1.ServiceStatus': conditions,
  'apps/v1.DaemonSetStatus': conditions,
  'apps/v1.DeploymentSpec': { strategy: { retainKeys: true } },
  'apps/v1.DeploymentStatus': conditions,
  'apps/v1.ReplicaSetStatus': conditions,
  'apps/v1.StatefulSetStatus': conditions,
  'autoscaling/v2.HorizontalPodAutoscalerStatus': conditions,
  'batch/v1.JobStatus': conditions,
  'networking/v1.ServiceCIDRStatus': conditions,
  'policy/v1.PodDisruptionBudgetSpec': { selector: { strategy: 'replace' } },
  'policy/v1.PodDisruptionBudgetStatus': conditions,
  'storage/v1.CSINodeSpec': { drivers: by('name') },
  'admissionregistration/v1.MutatingAdmissionPolicySpec': { matchConditions: by('name') },
  'admissionregistration/v1.MutatingWebhook': { matchConditions: by('name') },
  'admissionregistration/v1.MutatingWebhookConfiguration': { webhooks: by('name') },
  'admissionregistration/v1.ValidatingAdmissionPolicySpec': { matchConditions: by('name'), variables: by('name') },
  'admissionregistration/v1.ValidatingWebhook': { matchConditions: by('name') },
  'admissionregistration/v1.ValidatingWebhookConfiguration': { webhooks: by('name') },
  'apiextensions/v1.JSONSchemaProps': { 'x-kubernetes-validations': by('rule') },
}
