/** What an object uses of a ResourceQuota: kubernetes 1.36 `pkg/quota/v1/evaluator/core`. */
import { addQuantities, canonicalQuantity } from '../quantity.js'
import { qosClass } from '../qos.js'
import type { KubeObject, PersistentVolumeClaim, Pod, PodSpec, ResourceList, Service } from '../types.js'
import { totals } from './limit-constraints.js'

/** Amounts by the names that quotas limit: `pods`, `requests.cpu`, `count/deployments.apps`. */
export type Usage = Readonly<Record<string, string>>

export const nothing: Usage = {}

const isNative = (name: string): boolean => name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-')

function computeUsage(spec: PodSpec): Usage {
  const usage: Record<string, string> = { pods: '1', 'count/pods': '1' }
  const overhead = spec.overhead ?? {}
  const withOverhead = (list: ResourceList, isLimit: boolean): ResourceList => {
    const sum: Record<string, string> = { ...list }
    for (const [name, amount] of Object.entries(overhead)) {
      if (!isLimit || sum[name] !== undefined) sum[name] = sum[name] === undefined ? amount : addQuantities(sum[name], amount)
    }
    return sum
  }
  for (const [name, amount] of Object.entries(withOverhead(totals(spec, 'requests'), false))) {
    if (isNative(name)) usage[name] = amount
    usage[`requests.${name}`] = amount
  }
  for (const [name, amount] of Object.entries(withOverhead(totals(spec, 'limits'), true))) if (isNative(name)) usage[`limits.${name}`] = amount
  return usage
}

const computed = new WeakMap<PodSpec, Usage>()

function podUsage({ spec, status }: Pod): Usage {
  const phase = status?.phase
  if (phase === 'Succeeded' || phase === 'Failed') return { 'count/pods': '1' }
  let usage = computed.get(spec)
  if (!usage) computed.set(spec, (usage = computeUsage(spec)))
  return usage
}

function serviceUsage({ spec }: Service): Usage {
  const ports = spec.ports ?? []
  const isBalancer = spec.type === 'LoadBalancer'
  const hasNodePorts = spec.type === 'NodePort' || (isBalancer && spec.allocateLoadBalancerNodePorts !== false)
  const nodePorts = hasNodePorts ? ports.length : isBalancer ? ports.filter(({ nodePort }) => nodePort !== undefined && nodePort !== 0).length : 0
  return { services: '1', 'count/services': '1', 'services.nodeports': String(nodePorts), 'services.loadbalancers': isBalancer ? '1' : '0' }
}

function claimUsage({ spec, metadata }: PersistentVolumeClaim): Usage {
  const storage = spec.resources?.requests?.['storage']
  const usage: Record<string, string> = { persistentvolumeclaims: '1', 'count/persistentvolumeclaims': '1', ...(storage !== undefined && { 'requests.storage': storage }) }
  const className = spec.storageClassName ?? metadata.annotations?.['volume.beta.kubernetes.io/storage-class']
  if (className) {
    usage[`${className}.storageclass.storage.k8s.io/persistentvolumeclaims`] = '1'
    if (storage !== undefined) usage[`${className}.storageclass.storage.k8s.io/requests.storage`] = storage
  }
  return usage
}

const plainNames: Readonly<Record<string, string>> = { ConfigMap: 'configmaps', Secret: 'secrets', ReplicationController: 'replicationcontrollers', ResourceQuota: 'resourcequotas' }

/** `resource` is `pods` or `deployments.apps`. */
export function usageOf(object: KubeObject, resource: string): Usage {
  if (object.apiVersion === 'v1') {
    if (object.kind === 'Pod') return podUsage(object as Pod)
    if (object.kind === 'Service') return serviceUsage(object as Service)
    if (object.kind === 'PersistentVolumeClaim') return claimUsage(object as PersistentVolumeClaim)
    const name = plainNames[object.kind]
    if (name !== undefined) return { [name]: '1', [`count/${name}`]: '1' }
  }
  return { [`count/${resource}`]: '1' }
}

export interface ScopeRequirement {
  readonly scopeName: string
  readonly operator: string
  readonly values?: readonly string[]
}
export interface ResourceQuota extends KubeObject {
  readonly spec?: {
    readonly hard?: ResourceList
    readonly scopes?: readonly string[]
    readonly scopeSelector?: { readonly matchExpressions?: readonly ScopeRequirement[] }
  }
  readonly status?: { readonly hard?: ResourceList; readonly used?: ResourceList }
}

function crossesNamespaces({ affinity }: PodSpec): boolean {
  type Term = { readonly namespaces?: readonly string[]; readonly namespaceSelector?: unknown }
  type Side = { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly Term[]; readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly { readonly podAffinityTerm: Term }[] }
  const sides = [affinity?.podAffinity, affinity?.podAntiAffinity] as readonly (Side | undefined)[]
  return sides.some((side) => [...(side?.requiredDuringSchedulingIgnoredDuringExecution ?? []), ...(side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((each) => each.podAffinityTerm)]
    .some(({ namespaces, namespaceSelector }) => (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined))
}

function isInValues(value: string | undefined, { operator, values = [] }: ScopeRequirement): boolean {
  const isSet = value !== undefined && value !== ''
  if (operator === 'In') return isSet && values.includes(value)
  if (operator === 'NotIn') return !isSet || !values.includes(value)
  return operator === 'DoesNotExist' ? !isSet : isSet
}

function podInScope({ spec }: Pod, requirement: ScopeRequirement): boolean {
  switch (requirement.scopeName) {
    case 'Terminating': return spec.activeDeadlineSeconds !== undefined
    case 'NotTerminating': return spec.activeDeadlineSeconds === undefined
    case 'BestEffort': return qosClass(spec) === 'BestEffort'
    case 'NotBestEffort': return qosClass(spec) !== 'BestEffort'
    case 'CrossNamespacePodAffinity': return crossesNamespaces(spec)
    case 'PriorityClass': return isInValues(spec.priorityClassName, requirement)
    default: return false
  }
}

/** Whether the object is one of those that the quota counts. */
export function isInQuota(object: KubeObject, { spec }: ResourceQuota): boolean {
  const exists = (scopeName: string): ScopeRequirement => ({ scopeName, operator: 'Exists' })
  const requirements = [...(spec?.scopes ?? []).map(exists), ...(spec?.scopeSelector?.matchExpressions ?? [])]
  if (requirements.length === 0) return true
  if (object.apiVersion === 'v1' && object.kind === 'Pod') return requirements.every((requirement) => podInScope(object as Pod, requirement))
  if (object.kind !== 'PersistentVolumeClaim') return false
  const className = (object as PersistentVolumeClaim & { readonly spec: { readonly volumeAttributesClassName?: string } }).spec.volumeAttributesClassName
  return requirements.every((requirement) => requirement.scopeName === 'VolumeAttributesClass' && isInValues(className, requirement))
}

/** As quotas keep it in their status. */
export const canonical = (list: ResourceList): ResourceList => Object.fromEntries(Object.entries(list).map(([name, amount]) => [name, canonicalQuantity(amount)]))
