// table file
/** The built-in kinds of Kubernetes 1.36 that are decoded, defaulted, checked and stored, but that no actor of the simulator acts on. */
import { defaultsFor } from '../defaults/apply.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Row = readonly [apiVersion: string, kind: string, plural: string, shortNames: string, scope: 'namespaced' | 'cluster', traits?: string]

/** Traits: `status` and `scale` subresources, `generation` counted. */
const rows: readonly Row[] = [
  ['v1', 'Endpoints', 'endpoints', 'ep', 'namespaced'],
  ['v1', 'LimitRange', 'limitranges', 'limits', 'namespaced'],
  ['v1', 'PodTemplate', 'podtemplates', '', 'namespaced', 'generation'],
  ['v1', 'ResourceQuota', 'resourcequotas', 'quota', 'namespaced', 'status'],
  ['node.k8s.io/v1', 'RuntimeClass', 'runtimeclasses', '', 'cluster'],
  ['networking.k8s.io/v1', 'IngressClass', 'ingressclasses', '', 'cluster', 'generation'],
  ['networking.k8s.io/v1', 'Ingress', 'ingresses', 'ing', 'namespaced', 'status generation'],
  ['networking.k8s.io/v1', 'IPAddress', 'ipaddresses', 'ip', 'cluster'],
  ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', 'netpol', 'namespaced', 'generation'],
  ['networking.k8s.io/v1', 'ServiceCIDR', 'servicecidrs', '', 'cluster', 'status'],
  ['events.k8s.io/v1', 'Event', 'events', '', 'namespaced'],
  ['storage.k8s.io/v1', 'CSIDriver', 'csidrivers', '', 'cluster'],
  ['storage.k8s.io/v1', 'CSINode', 'csinodes', '', 'cluster'],
  ['storage.k8s.io/v1', 'CSIStorageCapacity', 'csistoragecapacities', '', 'namespaced'],
  ['storage.k8s.io/v1', 'VolumeAttachment', 'volumeattachments', '', 'cluster', 'status'],
  ['storage.k8s.io/v1', 'VolumeAttributesClass', 'volumeattributesclasses', 'vac', 'cluster'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', '', 'cluster'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', '', 'cluster'],
  ['rbac.authorization.k8s.io/v1', 'Role', 'roles', '', 'namespaced'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', '', 'namespaced'],
  ['certificates.k8s.io/v1', 'CertificateSigningRequest', 'certificatesigningrequests', 'csr', 'cluster', 'status'],
  ['flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', 'flowschemas', '', 'cluster', 'status generation'],
  ['flowcontrol.apiserver.k8s.io/v1', 'PriorityLevelConfiguration', 'prioritylevelconfigurations', '', 'cluster', 'status generation'],
  ['admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy', 'mutatingadmissionpolicies', '', 'cluster', 'generation'],
  ['admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicyBinding', 'mutatingadmissionpolicybindings', '', 'cluster', 'generation'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', '', 'cluster', 'generation'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', '', 'cluster', 'status generation'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', '', 'cluster', 'generation'],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', '', 'cluster', 'generation'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', 'crd crds', 'cluster', 'status generation'],
  ['apiregistration.k8s.io/v1', 'APIService', 'apiservices', '', 'cluster', 'status'],
  ['resource.k8s.io/v1', 'DeviceClass', 'deviceclasses', '', 'cluster', 'generation'],
  ['resource.k8s.io/v1', 'ResourceClaim', 'resourceclaims', '', 'namespaced', 'status'],
  ['resource.k8s.io/v1', 'ResourceClaimTemplate', 'resourceclaimtemplates', '', 'namespaced'],
  ['resource.k8s.io/v1', 'ResourceSlice', 'resourceslices', '', 'cluster', 'generation'],
  ['metrics.k8s.io/v1beta1', 'NodeMetrics', 'nodes', '', 'cluster'],
  ['metrics.k8s.io/v1beta1', 'PodMetrics', 'pods', '', 'namespaced'],
]

function define([apiVersion, kind, plural, shortNames, scope, traits = '']: Row): KindDefinition {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  return defineKind({
    group,
    version: apiVersion.slice(slash + 1),
    kind,
    plural,
    namespaced: scope === 'namespaced',
    shortNames: shortNames === '' ? [] : shortNames.split(' '),
    subresources: (['status', 'scale'] as const).filter((name) => traits.includes(name)),
    generation: traits.includes('generation'),
    defaults: defaultsFor(apiVersion, kind),
  })
}

export const storedOnly: readonly KindDefinition[] = rows.map(define)
